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
        require(page, by);
        String before = Files.readString(page);
        int from = before.indexOf(begin(by)) + begin(by).length();
        AtomicFile.write(
                page, before.substring(0, from) + "\n" + text + "\n" + before.substring(before.indexOf(END, from)));
    }

    /** Refuses a page that has no such place, before anything is measured for it. @throws IOException as {@link #write} */
    public static void require(Path page, String by) throws IOException {
        String text = Files.readString(page);
        int from = text.indexOf(begin(by));
        if (from < 0 || text.indexOf(END, from) < 0) {
            throw new IOException(
                    page + " has no place for the measured part: " + begin(by).strip());
        }
    }

    private static String begin(String by) {
        return "<!-- measured: written by " + by + " -->\n";
    }
}
