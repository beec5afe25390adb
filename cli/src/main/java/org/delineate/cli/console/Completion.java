package org.delineate.cli.console;

import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.AutoComplete;
import picocli.CommandLine;

/** Writes the script with which a shell completes commands, options and the names that options take. */
public enum Completion {
    BASH,
    ZSH;

    private static final Pattern VALUES = Pattern.compile("local \\w+_option_args=(.*) # --([a-z0-9-]+) values\n");
    private static final Pattern USE =
            Pattern.compile("('--([a-z0-9-]+)'(?:\\|'[^']*')*\\)\n[^\n]*\n[^\n]*\\$\\{)\\w+(_option_args\\[@])");

    /** Gives the script, to be read by the shell: one file for bash, a function file of the search path for zsh. */
    public String script(CommandLine root) {
        String bash = apart(AutoComplete.bash(root.getCommandName(), root));
        return this == BASH ? bash : "#compdef " + root.getCommandName() + "\n" + bash;
    }

    /** Picocli keeps an option's names under its label, which several options share: here under its own name. */
    private static String apart(String script) {
        String kept = VALUES.matcher(script)
                .replaceAll(m -> "local " + variable(m, 2) + "_option_args=" + quoted(m, 1) + " # --" + m.group(2)
                        + " values\n");
        return USE.matcher(kept).replaceAll(m -> quoted(m, 1) + variable(m, 2) + quoted(m, 3));
    }

    private static String variable(MatchResult match, int group) {
        return match.group(group).replace('-', '_');
    }

    private static String quoted(MatchResult match, int group) {
        return Matcher.quoteReplacement(match.group(group));
    }
}
