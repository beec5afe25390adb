package org.delineate.infer;

import org.delineate.image.Mask;

/** Masks drawn in text: # is lesion. */
public final class Masks {
    private Masks() {}

    public static Mask of(String... rows) {
        String all = String.join("", rows);
        boolean[] lesion = new boolean[all.length()];
        for (int i = 0; i < lesion.length; i++) {
            lesion[i] = all.charAt(i) == '#';
        }
        return Mask.of(rows.length, rows[0].length(), lesion);
    }

    /** Quarter turns, clockwise. */
    public static Mask turned(Mask mask, int times) {
        if (times == 0) {
            return mask;
        }
        boolean[] lesion = new boolean[mask.height() * mask.width()];
        for (int i = 0; i < lesion.length; i++) {
            lesion[i] = mask.at(mask.height() - 1 - i % mask.height(), i / mask.height());
        }
        return turned(Mask.of(mask.width(), mask.height(), lesion), times - 1);
    }
}
