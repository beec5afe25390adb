package org.delineate.file;

/**
 * Makes text from a file fit for a message: short and printable, so that it cannot flood or steer a terminal or a log.
 */
public final class Printable {
    private static final int CHARACTERS = 120;

    private Printable() {}

    /** Returns the text as {@link #plain} does, in quotes. */
    public static String quoted(String text) {
        return '"' + plain(text) + '"';
    }

    /** Cuts the text after 120 characters and replaces those that are no printable ASCII and no letters with "?". */
    public static String plain(String text) {
        String shown = text.length() > CHARACTERS ? text.substring(0, CHARACTERS) + "..." : text;
        return shown.replaceAll("[^ -~\\p{L}]", "?");
    }
}
