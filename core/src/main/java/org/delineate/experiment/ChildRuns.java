package org.delineate.experiment;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.delineate.train.LocalProcesses;

/**
 * Does runs in processes of their own, several at once. Each writes to the log of its run, and ends when this process
 * does, however it ends: its standard input is closed then ({@link LocalProcesses#endWithParent}).
 */
final class ChildRuns implements AutoCloseable {
    private final ExperimentFolder folder;
    private final Function<String, List<String>> command;
    private final Map<PlannedRun, Process> running = new LinkedHashMap<>();

    /** @param command line of the process that does the run of this id */
    ChildRuns(ExperimentFolder folder, Function<String, List<String>> command) {
        this.folder = folder;
        this.command = command;
    }

    int count() {
        return running.size();
    }

    boolean isRunning(PlannedRun run) {
        return running.containsKey(run);
    }

    void start(PlannedRun run) {
        Path log = folder.log(run.id());
        try {
            Files.createDirectories(log.getParent());
            running.put(
                    run,
                    new ProcessBuilder(command.apply(run.id()))
                            .redirectErrorStream(true)
                            .redirectOutput(Redirect.appendTo(log.toFile()))
                            .start());
        } catch (IOException e) {
            throw new UncheckedIOException("cannot start a process for " + run.id() + ": " + e.getMessage(), e);
        }
    }

    /** Takes those that have ended out. @return why each failed; "" where it did not */
    Map<PlannedRun, String> ended() {
        Map<PlannedRun, String> ended = new LinkedHashMap<>();
        for (PlannedRun run : new ArrayList<>(running.keySet())) {
            Process process = running.get(run);
            if (!process.isAlive()) {
                running.remove(run);
                ended.put(run, process.exitValue() == 0 ? "" : failure(run, process.exitValue()));
            }
        }
        return ended;
    }

    /** Finds the last line of the log that tells of an error. */
    private String failure(PlannedRun run, int code) {
        try {
            return Files.readAllLines(folder.log(run.id())).stream()
                    .filter(l -> l.startsWith("delineate: "))
                    .reduce((first, last) -> last)
                    .map(l -> l.substring("delineate: ".length()))
                    .orElse("exit code " + code + "; see " + folder.log(run.id()));
        } catch (IOException e) {
            return "exit code " + code;
        }
    }

    @Override
    public void close() {
        running.values().forEach(Process::destroyForcibly);
    }
}
