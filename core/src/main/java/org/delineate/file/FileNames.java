package org.delineate.file;

import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Turns names of any characters into file names, and writes equal names equally. */
public final class FileNames {
    /** Longest name in UTF-8: file systems take 255 bytes, and an ending follows. */
    private static final int LONGEST_BYTES = 200;

    private FileNames() {}

    /**
     * Returns one file name for each name, without an ending, in order. Characters other than letters, digits and
     * {@code " ()._+-"} become "_", so that no name leaves its folder. Names that would be equal, also where case does
     * not count, are numbered: the second gets "-2", the third "-3".
     */
    public static List<String> of(List<String> names) {
        Set<String> taken = new HashSet<>();
        List<String> out = new ArrayList<>();
        for (String name : names) {
            String clean = name.replaceAll("[^\\p{L}\\p{M}\\p{N} ()._+-]", "_").replaceAll("^\\.+", "_");
            clean = clean.isBlank() ? "_" : cut(clean);
            String free = clean;
            for (int n = 2; !taken.add(free.toLowerCase(Locale.ROOT)); n++) {
                free = clean + "-" + n;
            }
            out.add(free);
        }
        return out;
    }

    /**
     * Returns the name with composed letters (NFC). Programs on macOS write an accented letter as two characters, which
     * look the same and are another name elsewhere.
     */
    public static String composed(String name) {
        return Normalizer.normalize(name, Normalizer.Form.NFC);
    }

    private static String cut(String name) {
        String cut = name;
        while (cut.getBytes(StandardCharsets.UTF_8).length > LONGEST_BYTES) {
            cut = cut.substring(0, cut.offsetByCodePoints(cut.length(), -1));
        }
        return cut;
    }
}
