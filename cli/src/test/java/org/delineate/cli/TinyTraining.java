package org.delineate.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;

/** The short training that tests of what follows a training begin with. */
final class TinyTraining {
    private TinyTraining() {}

    /** Trains unext-s on pictures of 64x64 on one thread. @return the model */
    static Path model(Path data, Path run, int epochs) {
        Cli answer = Cli.run(
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
        assertEquals(0, answer.code(), answer.err());
        return run.resolve("model.safetensors");
    }
}
