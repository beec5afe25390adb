package org.delineate.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.delineate.file.AtomicFile;

/** Replaces the part of a page of docs/ that a benchmark writes: what stands between two comments. */
public final class MeasuredPart {
    private static final String END = "<!-- end of measured -->\n";

    private MeasuredPart() {}

    /**
     * Writes a text into the place of a page that waits for it.
     *
     * @param by who writes it, as the comment before the place says: "bench/nodes"
     * @throws IOException where the page has no such place
     */
    public static void write(Path page, String by, String text) throws IOException {
        String begin = "<!-- measured: written by " + by + " -->\n";
        String before = Files.readString(page);
        int from = before.indexOf(begin) + begin.length();
        int to = before.indexOf(END, from);
        if (from < begin.length() || to < 0) {
            throw new IOException(page + " has no place for the measured part: " + begin.strip());
        }
        AtomicFile.write(page, before.substring(0, from) + "\n" + text + "\n" + before.substring(to));
    }
}
