package org.delineate.serve.learning;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.delineate.file.AtomicFile;
import org.delineate.file.Json;

/**
 * Runs commands of this program, one at a time, in a process of their own: what a training takes or breaks is not the
 * server's. A file says which process it is, so that a server that starts anew ends what its predecessor left.
 */
final class ChildCommand {
    private static final String MAIN = "org.delineate.cli.Main";
    private static final long PATIENCE_SECONDS = 20;

    private final List<String> launcher;
    private final Path folder;
    private volatile Process running;
    private volatile boolean ended;

    /** @param started tells it from a later process of the same number */
    private record Identity(long pid, String started) {}

    /**
     * @param launcher command line that the program's own words follow
     * @param folder for the log and the process's number
     */
    ChildCommand(List<String> launcher, Path folder) {
        this.launcher = List.copyOf(launcher);
        this.folder = folder;
    }

    /** Starts this program as this process was started. */
    static List<String> ownLauncher() {
        List<String> line = new ArrayList<>();
        line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        line.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
        line.addAll(List.of("-Ddelineate.terminal=false", "-cp", System.getProperty("java.class.path"), MAIN));
        return line;
    }

    private Path identityFile() {
        return folder.resolve("process.json");
    }

    private Path log() {
        return folder.resolve("log.txt");
    }

    /**
     * Runs a command to its end.
     *
     * @return the reason why it failed; empty where it did not
     */
    Optional<String> run(List<String> words) throws InterruptedException {
        List<String> line = new ArrayList<>(launcher);
        line.addAll(words);
        try {
            long before = Files.exists(log()) ? Files.size(log()) : 0;
            Process process = new ProcessBuilder(line)
                    .redirectErrorStream(true)
                    .redirectOutput(Redirect.appendTo(log().toFile()))
                    .start();
            running = process;
            if (ended) {
                process.destroyForcibly();
            }
            AtomicFile.write(identityFile(), Json.line(new Identity(process.pid(), started(process.toHandle()))));
            int code;
            try {
                code = process.waitFor();
            } catch (InterruptedException e) {
                end(process.toHandle());
                throw e;
            }
            Files.deleteIfExists(identityFile());
            return code == 0 ? Optional.empty() : Optional.of(reason(before, code));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot run " + words.get(0) + ": " + e.getMessage(), e);
        } finally {
            running = null;
        }
    }

    /** Finds the last line of the log that tells of an error. */
    private String reason(long from, int code) throws IOException {
        byte[] all = Files.readAllBytes(log());
        String own = new String(
                all, (int) Math.min(from, all.length), (int) Math.max(0, all.length - from), StandardCharsets.UTF_8);
        return own.lines()
                .filter(l -> l.startsWith("delineate: "))
                .reduce((first, last) -> last)
                .map(l -> l.substring("delineate: ".length()))
                .orElse("the process ended with code " + code);
    }

    private static String started(ProcessHandle process) {
        return process.info().startInstant().map(Instant::toString).orElse("");
    }

    /** Ends what runs and what would be run: at once, since what is on disk is whole at any moment. */
    void end() {
        ended = true;
        Process process = running;
        if (process != null) {
            process.destroyForcibly();
        }
    }

    /** Ends what a former server started and did not live to see the end of. */
    void endLeftover() {
        if (!Files.exists(identityFile())) {
            return;
        }
        Identity left = Json.read(identityFile(), Identity.class);
        ProcessHandle.of(left.pid)
                .filter(process -> started(process).equals(left.started))
                .ifPresent(ChildCommand::end);
        try {
            Files.deleteIfExists(identityFile());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void end(ProcessHandle process) {
        process.destroyForcibly();
        try {
            process.onExit().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            throw new IllegalStateException("process " + process.pid() + " does not end", e);
        }
    }
}
