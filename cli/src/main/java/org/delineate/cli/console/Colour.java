package org.delineate.cli.console;

/** Colours words on standard error, where that is a terminal that has colours; the launcher knows. */
enum Colour {
    RED(31),
    YELLOW(33);

    private static final String OFF = "\033[0m";

    private final int code;

    Colour(int code) {
        this.code = code;
    }

    String of(String text) {
        return Boolean.getBoolean("delineate.colour") ? "\033[" + code + "m" + text + OFF : text;
    }
}
