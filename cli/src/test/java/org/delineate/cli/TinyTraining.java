package org.delineate.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.stream.Stream;

/** The short training that tests of what follows a training begin with. */
final class TinyTraining {
    private TinyTraining() {}

    /** Trains unext-s on pictures of 64x64 on one thread. @return the model */
    static Path model(Path data, Path run, int epochs) {
        of(data, run, epochs);
        return run.resolve("model.safetensors");
    }

    /** Trains as {@link #model} does, with more options. */
    static Cli of(Path data, Path run, int epochs, Object... more) {
        Cli answer = Cli.run(line(data, run, epochs, more));
        assertEquals(0, answer.code(), answer.err());
        return answer;
    }

    /** The command line of it. */
    static Object[] line(Path data, Path run, int epochs, Object... more) {
        Stream<Object> usual = Stream.of(
                "train",
                "--data",
                data,
                "--out",
                run,
                "--network",
                "unext-s",
                "--size",
                64,
                "--batch",
                4,
                "--epochs",
                epochs,
                "--threads",
                1);
        return Stream.concat(usual, Stream.of(more)).toArray();
    }
}
