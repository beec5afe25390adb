package org.delineate.file;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/** Writes a file completely or not at all: temporary file, force, atomic rename, force of the folder. */
public final class AtomicFile {
    private AtomicFile() {}

    /** Writes the content into the open, empty temporary file. */
    public interface Content {
        void writeTo(FileChannel channel) throws IOException;
    }

    /** Writes the bytes, as {@link #write(Path, Content)} does. */
    public static void write(Path file, byte[] bytes) {
        write(file, channel -> writeFully(channel, ByteBuffer.wrap(bytes)));
    }

    /** Writes the text in UTF-8, as {@link #write(Path, Content)} does. */
    public static void write(Path file, String text) {
        write(file, text.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * Writes bytes that can be made again, as {@link #write(Path, byte[])} does, but forces nothing: the file is complete
     * or has its old content whenever the program ends; after a failure of power it may be empty. Forcing takes longer
     * than a fast network does for the picture.
     */
    public static void writeUnforced(Path file, byte[] bytes) {
        write(file, channel -> writeFully(channel, ByteBuffer.wrap(bytes)), false);
    }

    /**
     * Creates missing parent folders and replaces the file: after a crash at any moment it has the old content or the
     * new one, never a mixture.
     *
     * @throws UncheckedIOException where the file cannot be written; the message names it
     */
    public static void write(Path file, Content content) {
        write(file, content, true);
    }

    private static void write(Path file, Content content, boolean forced) {
        Path folder = file.toAbsolutePath().getParent();
        Path temporary = folder.resolve(file.getFileName() + ".tmp");
        try {
            Files.createDirectories(folder);
            try {
                fill(temporary, content, forced);
                Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            } catch (IOException | RuntimeException e) {
                Files.deleteIfExists(temporary);
                throw e;
            }
            if (forced) {
                force(folder);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + file + ": " + e.getMessage(), e);
        }
    }

    private static void fill(Path temporary, Content content, boolean forced) throws IOException {
        try (FileChannel channel = FileChannel.open(
                temporary, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING)) {
            content.writeTo(channel);
            if (forced) {
                channel.force(true);
            }
        }
    }

    /** Writes all remaining bytes. */
    public static void writeFully(FileChannel channel, ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
    }

    /** Makes the names in a folder survive a crash. Windows cannot open a folder; there the rename itself does. */
    public static void force(Path folder) throws IOException {
        if (System.getProperty("os.name").startsWith("Windows")) {
            return;
        }
        try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }
}
