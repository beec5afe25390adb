package org.delineate.file;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/** The error of a name that is not known: it lists those that are, and says which was probably meant. */
public final class UnknownName {
    private UnknownName() {}

    /** @param kind of what is named, such as "network" */
    public static IllegalArgumentException of(String kind, String name, Collection<String> known) {
        return new IllegalArgumentException("unknown " + kind + " " + Printable.quoted(name) + "; known: "
                + String.join(", ", known)
                + meant(name, known).map(n -> "; did you mean " + n + "?").orElse(""));
    }

    /** Finds the known name that differs in the fewest letters, in no more than a third of them. */
    public static Optional<String> meant(String name, Collection<String> known) {
        if (name == null || name.length() > Printable.CHARACTERS) {
            return Optional.empty();
        }
        String lower = name.toLowerCase(Locale.ROOT).replace('_', '-');
        return known.stream()
                .filter(k -> distance(lower, k) <= Math.max(1, k.length() / 3))
                .min(Comparator.comparingInt(k -> distance(lower, k)));
    }

    /** Counts letters to insert, delete, replace or swap with the next one: the distance of Damerau and Levenshtein. */
    static int distance(String from, String to) {
        int[][] d = new int[from.length() + 1][to.length() + 1];
        for (int i = 0; i <= from.length(); i++) {
            for (int j = 0; j <= to.length(); j++) {
                if (i == 0 || j == 0) {
                    d[i][j] = i + j;
                    continue;
                }
                int replaced = from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1;
                d[i][j] = Math.min(d[i - 1][j - 1] + replaced, 1 + Math.min(d[i - 1][j], d[i][j - 1]));
                boolean swapped = i > 1
                        && j > 1
                        && from.charAt(i - 1) == to.charAt(j - 2)
                        && from.charAt(i - 2) == to.charAt(j - 1);
                d[i][j] = swapped ? Math.min(d[i][j], d[i - 2][j - 2] + 1) : d[i][j];
            }
        }
        return d[from.length()][to.length()];
    }
}
