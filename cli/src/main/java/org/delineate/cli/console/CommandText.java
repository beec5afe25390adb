package org.delineate.cli.console;

import java.util.Arrays;
import java.util.stream.Collectors;

/** Writes a command line as it would be typed. */
public final class CommandText {
    private CommandText() {}

    /** Says how the user started this program. */
    public static String program() {
        return System.getProperty("delineate.command", "delineate");
    }

    public static String of(Object... arguments) {
        return program()
                + Arrays.stream(arguments).map(a -> " " + quoted(a.toString())).collect(Collectors.joining());
    }

    private static String quoted(String argument) {
        return argument.matches("[\\w@%+=:,./-]+") ? argument : "'" + argument.replace("'", "'\\''") + "'";
    }
}
