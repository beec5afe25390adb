package org.delineate.file;

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

/**
 * Keeps a second process out of a folder that one writes into for long, such as the run of a training.
 *
 * <p>The file {@code lock} in it holds the number of the process that writes, and is locked by it. The system unlocks
 * it when that process ends, however it ends, so that nothing is left to be deleted by hand. It also shows whether the
 * folder is still the one in which the writing began.
 */
public final class FolderLock implements AutoCloseable {
    /** What this process writes into: closing any channel of a file would unlock it, so that none may be opened again. */
    private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();

    /** Far behind the number, since Windows lets nobody read what is locked. */
    private static final long POSITION = Long.MAX_VALUE - 1;

    private final Path held;
    private final Path file;
    private final FileChannel channel;
    private final Object identity;

    private FolderLock(Path held, FileChannel channel) throws IOException {
        this.held = held;
        this.channel = channel;
        file = file(held);
        identity = identity(file);
    }

    private static Path file(Path folder) {
        return folder.resolve("lock");
    }

    /**
     * Refuses a folder that another process writes into; creates nothing.
     *
     * @throws IllegalArgumentException naming the process
     */
    public static void requireFree(Path folder) {
        if (Files.exists(file(folder))) {
            take(folder, note -> {}).close();
        }
    }

    /**
     * Locks a folder, which is created where it is missing.
     *
     * @param note is told where the file system has no locks
     * @throws IllegalArgumentException naming the process that writes into it
     */
    public static FolderLock take(Path folder, Consumer<String> note) {
        try {
            Path held = Files.createDirectories(folder).toRealPath();
            if (!HELD.add(held)) {
                throw refusal(folder, Long.toString(ProcessHandle.current().pid()));
            }
            try {
                return lock(folder, held, note);
            } catch (IOException | RuntimeException e) {
                HELD.remove(held);
                throw e;
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + file(folder) + ": " + e.getMessage(), e);
        }
    }

    private static FolderLock lock(Path folder, Path held, Consumer<String> note) throws IOException {
        FileChannel channel = FileChannel.open(file(held), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        try {
            if (isTaken(channel, folder, note)) {
                throw refusal(folder, Files.readString(file(held)).strip());
            }
            channel.truncate(0);
            String process = ProcessHandle.current().pid() + "\n";
            AtomicFile.writeFully(channel, ByteBuffer.wrap(process.getBytes(StandardCharsets.US_ASCII)));
            return new FolderLock(held, channel);
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    private static boolean isTaken(FileChannel channel, Path folder, Consumer<String> note) {
        try {
            FileLock lock = channel.tryLock(POSITION, 1, false);
            return lock == null;
        } catch (IOException e) {
            note.accept("caution: the file system of " + folder + " has no locks (" + e.getMessage()
                    + "): nothing stops a second process that writes into this folder");
            return false;
        }
    }

    private static IllegalArgumentException refusal(Path folder, String process) {
        return new IllegalArgumentException("process " + (process.matches("\\d{1,20}") ? process : "(unknown)")
                + " is writing into " + folder + ": wait for its end, or choose another --out");
    }

    /** Gives up a folder in which nothing was begun: it is deleted where it holds nothing else. */
    public void abandon() {
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
    public boolean isInPlace() {
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
