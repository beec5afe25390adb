package org.delineate.file;

import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;

/**
 * Opens the files of users for reading: regular ones alone. A named pipe would keep the program waiting for ever, a
 * device
 * has no end.
 */
public final class RegularFile {
    private RegularFile() {}

    /**
     * Returns the path of a regular file.
     *
     * @throws BadFileException where it is a named pipe, a device or a socket
     * @throws UnreadableFileException where it is a folder, or there is none
     */
    public static Path require(Path file) {
        try {
            BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
            if (attributes.isDirectory()) {
                throw new IOException("it is a folder; give a file");
            }
            if (!attributes.isRegularFile()) {
                throw new BadFileException(
                        file,
                        "a named pipe, a device or a socket",
                        "give a file, for instance a copy of what it delivers");
            }
            return file;
        } catch (IOException e) {
            throw new UnreadableFileException(file, e);
        }
    }

    /** Opens the file as a stream, as {@link #require} allows. */
    public static InputStream stream(Path file) throws IOException {
        return Files.newInputStream(require(file));
    }

    /** Opens the file as a channel, as {@link #require} allows. */
    public static FileChannel channel(Path file) throws IOException {
        return FileChannel.open(require(file));
    }
}
