package org.delineate.train;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import org.delineate.dataset.Dataset;
import org.delineate.file.Json;
import org.delineate.nn.engine.Engine;
import org.delineate.nn.engine.ResidentMemory;

/**
 * A tiny run in a JVM of its own, which says on its output where it is, for tests that kill or measure it.
 *
 * <p>As a control it can write a second file after every step the way it should not be done: cut to nothing and written
 * again.
 */
final class ForkedRun implements AutoCloseable {
    private static final int CHUNK_BYTES = 1 << 12;

    private final Process process;
    private final BufferedReader output;

    /**
     * @param run opened where it is new, else resumed
     * @param control file of the in-place writer
     * @param controlBytes 0 = no control
     */
    ForkedRun(TrainConfig config, Path data, Path run, Path control, long controlBytes, String... options) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of(
                "-Xmx256m",
                "-XX:-UsePerfData",
                "-XX:TieredStopAtLevel=1",
                "-Dorg.bytedeco.javacpp.maxPhysicalBytes=0"));
        command.addAll(List.of(options));
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), ForkedRun.class.getName()));
        command.addAll(List.of(Json.line(config), data.toString(), run.toString()));
        command.addAll(List.of(control.toString(), Long.toString(controlBytes)));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().remove("OPENBLAS_NUM_THREADS"); // the bits must not depend on how the process was started
        try {
            process = builder.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        output = process.inputReader();
    }

    long pid() {
        return process.pid();
    }

    /** The next line of the output, null at its end. */
    String line() {
        try {
            return output.readLine();
        } catch (IOException e) {
            return null; // the pipe of a killed process
        }
    }

    /** SIGKILL; then the lines that were still said. */
    List<String> kill() {
        process.destroyForcibly();
        return rest();
    }

    /** Waits for the end. */
    List<String> rest() {
        List<String> lines = new ArrayList<>();
        for (String line = line(); line != null; line = line()) {
            lines.add(line);
        }
        try {
            process.waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
        return lines;
    }

    /** 137 after SIGKILL. */
    int exitValue() {
        return process.exitValue();
    }

    @Override
    public void close() {
        kill();
    }

    public static void main(String[] arguments) {
        TrainConfig config = Json.parse(arguments[0], TrainConfig.class, Path.of("arguments"));
        Dataset dataset = Dataset.open(Path.of(arguments[1]));
        Path run = Path.of(arguments[2]);
        Path control = Path.of(arguments[3]);
        long controlBytes = Long.parseLong(arguments[4]);
        Engine.threads(config.resources().threads()); // loads the engine
        System.out.println("opening");
        Trainer.Listener listener = new Trainer.Listener() {
            @Override
            public void step(Progress progress, int batches, double loss) {
                System.out.println("step " + progress.step() + " " + ResidentMemory.kib());
                writeInPlace(control, controlBytes, progress.step());
            }

            @Override
            public void epoch(History.Epoch epoch, Progress progress) {}

            @Override
            public void note(String text) {
                System.out.println("note " + text);
            }
        };
        try (Trainer trainer = TinyRun.open(config, dataset, run, Checkpoint.exists(run), listener)) {
            System.out.println("end " + trainer.run(Double.POSITIVE_INFINITY));
        }
    }

    private static void writeInPlace(Path file, long bytes, long step) {
        if (bytes == 0) {
            return;
        }
        ByteBuffer chunk = ByteBuffer.allocateDirect(CHUNK_BYTES);
        while (chunk.hasRemaining()) {
            chunk.putLong(step);
        }
        try (FileChannel channel = FileChannel.open(
                file, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING)) {
            for (long written = 0; written < bytes; written += CHUNK_BYTES) {
                channel.write(chunk.rewind());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
