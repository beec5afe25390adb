package org.delineate.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import org.delineate.file.Json;

/** A file of cells, one line each, written as they come: what ends in the middle loses the task it was at, nothing else. */
final class MeasurementFile {
    private final Path file;
    private final List<Measurement> cells = new ArrayList<>();

    /** @param goes on with what stands in the file; else it begins anew */
    MeasurementFile(Path file, boolean goes) {
        this.file = file;
        try {
            Files.createDirectories(file.toAbsolutePath().getParent());
            if (goes && Files.exists(file)) {
                for (String line : Files.readAllLines(file)) {
                    cells.add(Json.parse(line, Measurement.class, file));
                }
            } else {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot use " + file + ": " + e.getMessage(), e);
        }
    }

    /** The cells of one task, or none of them. */
    void add(List<Measurement> task) {
        StringBuilder lines = new StringBuilder();
        task.forEach(c -> lines.append(Json.line(c)).append("\n"));
        try {
            Files.writeString(file, lines, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + file + ": " + e.getMessage(), e);
        }
        cells.addAll(task);
    }

    boolean has(Task task, Peer peer) {
        return cells.stream().anyMatch(c -> c.task().equals(task) && c.peer() == peer);
    }

    Results results() {
        return new Results(cells);
    }
}
