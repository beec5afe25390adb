package org.delineate.cli.console;

import picocli.AutoComplete;
import picocli.CommandLine;

/** Writes the script with which a shell completes commands, options and the names that options take. */
public enum Completion {
    BASH,
    ZSH;

    /** Gives the script, to be read by the shell: one file for bash, a function file of the search path for zsh. */
    public String script(CommandLine root) {
        String bash = AutoComplete.bash(root.getCommandName(), root);
        return this == BASH ? bash : "#compdef " + root.getCommandName() + "\n" + bash;
    }
}
