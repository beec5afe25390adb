package org.delineate.spark;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

/** Creates and deletes folders for what a task needs on its way. */
final class TemporaryFolder {
    private TemporaryFolder() {}

    static Path create() {
        try {
            return Files.createTempDirectory("delineate-archive");
        } catch (IOException e) {
            throw new UncheckedIOException("no folder for temporary files: " + e.getMessage(), e);
        }
    }

    static void delete(Path folder) {
        try (Stream<Path> all = Files.walk(folder)) {
            all.sorted(Comparator.reverseOrder()).map(Path::toFile).forEach(File::delete);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot delete " + folder, e);
        }
    }
}
