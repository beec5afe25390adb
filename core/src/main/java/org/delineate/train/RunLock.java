package org.delineate.train;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.delineate.file.AtomicFile;

/**
 * Keeps a second training out of the folder of a run.
 *
 * <p>The file {@code lock} in it holds the number of the process that trains, and is locked by it. The system unlocks
 * it when that process ends, however it ends, so that nothing is left to be deleted by hand. It also shows whether the
 * folder is still the one that the training began in.
 */
final class RunLock implements AutoCloseable {
    /** What this process trains: closing any channel of a file would unlock it, so that none may be opened again. */
    private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();

    /** Far behind the number, since Windows lets nobody read what is locked. */
    private static final long POSITION = Long.MAX_VALUE - 1;

    private final Path held;
    private final Path file;
    private final FileChannel channel;
    private final Object identity;

    private RunLock(Path held, FileChannel channel) throws IOException {
        this.held = held;
        this.channel = channel;
        file = file(held);
        identity = identity(file);
    }

    private static Path file(Path run) {
        return run.resolve("lock");
    }

    /**
     * Refuses a folder that a training is in; creates nothing.
     *
     * @throws IllegalArgumentException naming the process
     */
    static void requireFree(Path run) {
        if (Files.exists(file(run))) {
            take(run, note -> {}).close();
        }
    }

    /**
     * Locks a folder, which is created where it is missing.
     *
     * @param note is told where the file system has no locks
     * @throws IllegalArgumentException naming the process that trains in it
     */
    static RunLock take(Path run, Consumer<String> note) {
        try {
            Path held = Files.createDirectories(run).toRealPath();
            if (!HELD.add(held)) {
                throw refusal(run, Long.toString(ProcessHandle.current().pid()));
            }
            try {
                return lock(run, held, note);
            } catch (IOException | RuntimeException e) {
                HELD.remove(held);
                throw e;
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + file(run) + ": " + e.getMessage(), e);
        }
    }

    private static RunLock lock(Path run, Path held, Consumer<String> note) throws IOException {
        FileChannel channel = FileChannel.open(file(held), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        try {
            if (isTaken(channel, run, note)) {
                throw refusal(run, Files.readString(file(held)).strip());
            }
            channel.truncate(0);
            String process = ProcessHandle.current().pid() + "\n";
            AtomicFile.writeFully(channel, ByteBuffer.wrap(process.getBytes(StandardCharsets.US_ASCII)));
            return new RunLock(held, channel);
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    private static boolean isTaken(FileChannel channel, Path run, Consumer<String> note) {
        try {
            FileLock lock = channel.tryLock(POSITION, 1, false);
            return lock == null;
        } catch (IOException e) {
            note.accept("caution: the file system of " + run + " has no locks (" + e.getMessage()
                    + "): nothing stops a second training into this folder");
            return false;
        }
    }

    private static IllegalArgumentException refusal(Path run, String process) {
        return new IllegalArgumentException("process " + (process.matches("\\d{1,20}") ? process : "(unknown)")
                + " is training into " + run + ": wait for its end, or choose another --out");
    }

    /** Gives up a folder in which nothing was begun: it is deleted where it holds nothing else. */
    void abandon() {
        close();
        try (Stream<Path> files = Files.list(held)) {
            if (files.allMatch(file::equals)) {
                Files.delete(file);
                Files.delete(held);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot delete " + held + ": " + e.getMessage(), e);
        }
    }

    /** Whether the folder is still there, and not another one of its name. */
    boolean isInPlace() {
        try {
            return Objects.equals(identity, identity(file));
        } catch (IOException e) {
            return false;
        }
    }

    /** Null on systems that let nobody delete an open file. */
    private static Object identity(Path file) throws IOException {
        return Files.readAttributes(file, BasicFileAttributes.class).fileKey();
    }

    @Override
    public void close() {
        HELD.remove(held);
        try {
            channel.close();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot close " + file + ": " + e.getMessage(), e);
        }
    }
}
