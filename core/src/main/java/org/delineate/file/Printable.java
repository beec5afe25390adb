package org.delineate.file;

/**
 * Makes text from a file fit for a message: short and printable, so that it cannot flood or steer a terminal or a log.
 */
public final class Printable {
    static final int CHARACTERS = 120;
    private static final int MESSAGE = 200_000; // as long as a list of the tensors that do not fit

    private Printable() {}

    /** Returns the text as {@link #plain} does, in quotes. */
    public static String quoted(String text) {
        return '"' + plain(text) + '"';
    }

    /** Cuts the text after 120 characters and replaces those that cannot be seen with "?". */
    public static String plain(String text) {
        return cut(String.valueOf(text), CHARACTERS).replaceAll("[\\p{C}\\p{Zl}\\p{Zp}]", "?");
    }

    /** Cuts a message, which may have several lines, after 200,000 characters, and replaces as {@link #plain} does. */
    public static String message(String text) {
        return visible(cut(String.valueOf(text), MESSAGE));
    }

    /** Replaces the characters that cannot be seen with "?", but for tabs and the ends of lines. */
    public static String visible(String text) {
        return text.replaceAll("[[\\p{C}\\p{Zl}\\p{Zp}]&&[^\n\t]]", "?");
    }

    private static String cut(String text, int characters) {
        return text.length() > characters ? text.substring(0, characters) + "..." : text;
    }
}
