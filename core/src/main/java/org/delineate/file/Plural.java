package org.delineate.file;

/** Words that follow a number. */
public final class Plural {
    private Plural() {}

    /** Gives "1 image", "2 images". @param one a word whose plural ends in s */
    public static String of(long count, String one) {
        return of(count, one, one + "s");
    }

    /** Gives "1 image is", "2 images are". */
    public static String of(long count, String one, String many) {
        return count + " " + (count == 1 ? one : many);
    }
}
