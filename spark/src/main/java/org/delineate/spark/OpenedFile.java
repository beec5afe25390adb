package org.delineate.spark;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import org.apache.hadoop.conf.Configuration;
import org.delineate.file.BadFileException;
import org.delineate.file.Hash;
import org.delineate.file.Limits;
import org.delineate.file.UnreadableFileException;

/**
 * Is a file of an archive on this machine: the file itself, or a copy of one on another file system.
 *
 * @param content SHA-256
 */
record OpenedFile(ArchiveFile file, Path path, String content) {
    /**
     * Hashes a file, and copies it where it lies elsewhere.
     *
     * @param copies folder that takes the copies
     * @throws BadFileException where it is larger than any that is read
     * @throws UnreadableFileException where it cannot be read
     */
    static OpenedFile of(ArchiveFile file, Path copies, Configuration hadoop) {
        Path origin = Path.of(file.path());
        long most = Limits.DEFAULT.dicom().fileBytes();
        if (file.bytes() > most) {
            throw new BadFileException(
                    origin, file.bytes() + " bytes; at most " + most + " are read", "is this a picture?");
        }
        if (file.local()) {
            return new OpenedFile(file, origin, Hash.of(origin));
        }
        MessageDigest digest = Hash.sha256();
        org.apache.hadoop.fs.Path there = new org.apache.hadoop.fs.Path(file.path());
        try (InputStream in = new DigestInputStream(there.getFileSystem(hadoop).open(there), digest)) {
            Path copy = Files.createTempFile(copies, "", "");
            Files.copy(in, copy, StandardCopyOption.REPLACE_EXISTING);
            return new OpenedFile(file, copy, Hash.hex(digest));
        } catch (IOException e) {
            throw new UnreadableFileException(origin, e);
        }
    }

    /** Returns a message about the file under the name that the archive gives it. */
    String named(String message) {
        return message.replace(path.toString(), file.path());
    }
}
