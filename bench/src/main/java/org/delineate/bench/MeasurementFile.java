package org.delineate.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import org.delineate.file.Json;

/**
 * Stores measurements in a file, one line each, after every task: a benchmark that is interrupted loses one task,
 * nothing else.
 */
final class MeasurementFile {
    private final Path file;
    private final List<Measurement> measurements = new ArrayList<>();

    /**
     * Opens the file.
     *
     * @param resume whether to keep the measurements of the file; else it is deleted
     */
    MeasurementFile(Path file, boolean resume) {
        this.file = file;
        try {
            Files.createDirectories(file.toAbsolutePath().getParent());
            if (resume && Files.exists(file)) {
                for (String line : Files.readAllLines(file)) {
                    measurements.add(Json.parse(line, Measurement.class, file));
                }
            } else {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot use " + file + ": " + e.getMessage(), e);
        }
    }

    /** Adds the measurements of one task at once. */
    void add(List<Measurement> task) {
        StringBuilder lines = new StringBuilder();
        task.forEach(c -> lines.append(Json.line(c)).append("\n"));
        try {
            Files.writeString(file, lines, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + file + ": " + e.getMessage(), e);
        }
        measurements.addAll(task);
    }

    boolean has(Task task, Peer peer) {
        return measurements.stream().anyMatch(c -> c.task().equals(task) && c.peer() == peer);
    }

    Results results() {
        return new Results(measurements);
    }
}
