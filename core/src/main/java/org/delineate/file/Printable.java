package org.delineate.file;

/** Text from a file as it may stand in a message: short and printable, so that it cannot flood or steer a terminal or a log. */
public final class Printable {
    private static final int CHARACTERS = 120;

    private Printable() {}

    /** In quotes. */
    public static String quoted(String text) {
        return '"' + plain(text) + '"';
    }

    public static String plain(String text) {
        String shown = text.length() > CHARACTERS ? text.substring(0, CHARACTERS) + "..." : text;
        return shown.replaceAll("[^ -~\\p{L}]", "?");
    }
}
