package org.delineate.file;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** Reports a file that cannot be read at all; the message names it and says why in plain words. */
public final class UnreadableFileException extends UncheckedIOException {
    /** Joins the message: "cannot read FILE: no such file". */
    public UnreadableFileException(Path file, IOException cause) {
        super("cannot read " + Printable.visible(String.valueOf(file)) + ": " + reason(cause), cause);
    }

    private static String reason(IOException e) {
        if (e instanceof NoSuchFileException) {
            return "no such file";
        }
        return e instanceof AccessDeniedException ? "permission denied" : String.valueOf(e.getMessage());
    }
}
