package org.delineate.train;

import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.delineate.file.BadFileException;
import org.delineate.file.Hash;
import org.delineate.file.Printable;
import org.delineate.model.PretrainedEncoder;
import org.delineate.model.ShippedModel;

/**
 * Names a file by its path and the hash of its content. In a configuration the path alone may stand for it, and "none"
 * for none.
 *
 * @param file path, as it was given
 * @param sha256 of its content; null until {@link #sealed}
 */
public record HashedFile(String file, String sha256) {
    static final String NONE = "none";

    public HashedFile {
        if (file == null || file.isBlank()) {
            throw new IllegalArgumentException(
                    "a file of weights needs a path, got " + file + "; \"none\" where there is none");
        }
        Path.of(file); // which refuses what no file system takes
        if (sha256 != null && !sha256.matches("[0-9a-f]{64}")) {
            throw new IllegalArgumentException("sha256 is 64 hexadecimal digits in lower case, not "
                    + Printable.quoted(sha256) + "; leave it out to have it filled in");
        }
    }

    /** Names a file by its path; null for "none". */
    public static HashedFile valueOf(String file) {
        return file.equals(NONE) ? null : new HashedFile(file, null);
    }

    /** Copies a list of files; no list is one without files. @throws IllegalArgumentException where "none" is in it */
    static List<HashedFile> all(List<HashedFile> files) {
        if (files != null && files.stream().anyMatch(Objects::isNull)) {
            throw new IllegalArgumentException("\"none\" stands alone, not in a list of files");
        }
        return files == null ? List.of() : List.copyOf(files);
    }

    /** Adds the hash of the file as it is now, where none is stated. */
    HashedFile sealed() {
        return sha256 != null ? this : new HashedFile(file, Hash.of(path()));
    }

    /** The file itself; that of an encoder or a model which comes with the program has its name as path. */
    public Path path() {
        return PretrainedEncoder.find(file)
                .map(PretrainedEncoder::path)
                .or(() -> ShippedModel.find(file).map(ShippedModel::path))
                .orElseGet(() -> Path.of(file));
    }

    /**
     * Checks that the file has the hash stated.
     *
     * @throws IllegalArgumentException when no hash is stated
     * @throws BadFileException when the file is another one than the configuration names
     */
    void verify() {
        if (sha256 == null) {
            throw new IllegalArgumentException("the hash of " + file + " is not stated: seal the configuration");
        }
        String found = Hash.of(path());
        if (!found.equals(sha256)) {
            throw new BadFileException(
                    path(),
                    "its SHA-256 is " + found + ", the configuration names " + sha256,
                    "give the file that was meant, or leave the hash out of the configuration");
        }
    }
}
