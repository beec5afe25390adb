package org.delineate.file;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** File names for names that may hold anything. */
public final class FileNames {
    /** In UTF-8; file systems take 255, and endings come behind. */
    private static final int LONGEST_BYTES = 200;

    private FileNames() {}

    /**
     * One file name for each, without an ending, in order: other characters than letters, digits and {@code " ()._+-"} become
     * "_", so that no name leaves its folder; of names that would be equal, also where case does not count, the later ones get
     * "-2", "-3".
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

    private static String cut(String name) {
        String cut = name;
        while (cut.getBytes(StandardCharsets.UTF_8).length > LONGEST_BYTES) {
            cut = cut.substring(0, cut.offsetByCodePoints(cut.length(), -1));
        }
        return cut;
    }
}
