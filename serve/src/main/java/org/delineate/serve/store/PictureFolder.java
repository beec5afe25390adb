package org.delineate.serve.store;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.stream.Stream;
import org.delineate.file.AtomicFile;

/**
 * Keeps the uploaded files, each under its identifier. A file is there whole before its row is, so that a killed
 * process leaves at most files without a row, which the next start removes.
 */
public final class PictureFolder {
    private final Path kept;
    private final Path incoming;
    private final ReadWriteLock deletion = new ReentrantReadWriteLock();

    /** Makes the folders {@code pictures} and {@code incoming} in a home folder where they are missing. */
    public PictureFolder(Path home) {
        kept = home.resolve("pictures");
        incoming = home.resolve("incoming");
        try {
            Files.createDirectories(kept);
            Files.createDirectories(incoming);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot make the folders of " + home + ": " + e.getMessage(), e);
        }
    }

    /** Returns the folder of uploads that are not complete. */
    public Path incoming() {
        return incoming;
    }

    /** Returns the file of a picture. */
    public Path file(String id) {
        if (!Ids.isId(id)) {
            throw new IllegalArgumentException("an identifier has 32 hexadecimal digits");
        }
        return kept.resolve(id.substring(0, 2)).resolve(id);
    }

    /** Takes a complete upload over; after this it survives a crash. */
    public void keep(Path upload, String id) {
        Path file = file(id);
        try {
            Files.createDirectories(file.getParent());
            try (FileChannel channel = FileChannel.open(upload, StandardOpenOption.WRITE)) {
                channel.force(true);
            }
            Files.move(upload, file, StandardCopyOption.ATOMIC_MOVE);
            AtomicFile.force(file.getParent());
            AtomicFile.force(kept);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot keep an upload: " + e.getMessage(), e);
        }
    }

    /** Removes the file of a picture, if it is there. */
    public void delete(String id) {
        deletion.writeLock().lock();
        try {
            Files.deleteIfExists(file(id));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot delete a picture: " + e.getMessage(), e);
        } finally {
            deletion.writeLock().unlock();
        }
    }

    /** Does something during which no picture is deleted. */
    void keepAll(Runnable work) {
        deletion.readLock().lock();
        try {
            work.run();
        } finally {
            deletion.readLock().unlock();
        }
    }

    /** Removes what a killed process left: uploads that were not complete, and files that have no row. */
    public void clean(Collection<String> known) {
        Set<String> ids = new HashSet<>(known);
        try {
            for (Path file : filesIn(incoming)) {
                Files.delete(file);
            }
            for (Path file : filesIn(kept)) {
                if (!ids.contains(file.getFileName().toString())) {
                    Files.delete(file);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot clean up the uploads: " + e.getMessage(), e);
        }
    }

    private static List<Path> filesIn(Path folder) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            return all.filter(Files::isRegularFile).toList();
        }
    }
}
