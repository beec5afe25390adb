package org.delineate.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Assertions;
import picocli.CommandLine;

/** Command lines of this program in texts that a user reads. */
final class CommandLines {
    private static final Pattern PROGRAM = Pattern.compile("(?:^|[\\s(;&|])(?:\\./|\\S*/)?delineate(?= |$)");
    private static final Pattern WORD = Pattern.compile("\"([^\"]*)\"|'([^']*)'|((?:[^\\s\"'\\\\]|\\\\.)+)");

    private CommandLines() {}

    /** Finds the program's command lines in lines of a shell: behind the program's name, up to what the shell keeps. */
    static List<String> of(String shell) {
        List<String> found = new ArrayList<>();
        for (String line : shell.replaceAll("\\\\\\s*\n\\s*", " ").lines().toList()) {
            String code = line.replaceFirst("(^|\\s)#.*", "").replaceAll("\\$\\([^)]*\\)", "");
            Matcher program = PROGRAM.matcher(code);
            if (program.find()) {
                found.add(code.substring(program.end())
                        .replaceFirst("\\s*(\\||;|&&|&|>|2>|\\)).*", "")
                        .strip());
            }
        }
        return found;
    }

    /** Reads a command line as the program does, and fails where it would refuse it. */
    static void parse(String line) {
        List<String> words = new ArrayList<>();
        Matcher word = WORD.matcher(line);
        while (word.find()) {
            words.add(word.group(1) != null ? word.group(1) : word.group(2) != null ? word.group(2) : word.group(3));
        }
        // what a loop of the shell puts in, and what stands for a number
        words.replaceAll(w -> w.replaceAll("\\$\\{?\\w+}?", "1").replaceFirst("^[A-Z]$", "1"));
        try {
            Main.commandLine().parseArgs(words.toArray(String[]::new));
        } catch (CommandLine.ParameterException e) {
            Assertions.fail("delineate " + line + ": " + e.getMessage(), e);
        }
    }
}
