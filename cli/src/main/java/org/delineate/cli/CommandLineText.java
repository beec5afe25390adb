package org.delineate.cli;

import java.util.stream.Collectors;
import picocli.CommandLine.Model.CommandSpec;

/** The command line as it was typed, ready to be typed again. */
final class CommandLineText {
    private CommandLineText() {}

    static String of(CommandSpec command) {
        return "delineate "
                + command.root().commandLine().getParseResult().originalArgs().stream()
                        .map(CommandLineText::quoted)
                        .collect(Collectors.joining(" "));
    }

    static String quoted(String argument) {
        return argument.matches("[\\w@%+=:,./-]+") ? argument : "'" + argument.replace("'", "'\\''") + "'";
    }
}
