package org.delineate.cli;

import org.delineate.cli.console.Completion;
import org.delineate.cli.console.Examples;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Prints the script that makes a shell complete this program's words. */
@Command(
        name = "completion",
        description = {
            "Prints the script with which bash or zsh complete commands, options and their values.",
            "`delineate install` puts both where the shells look for them."
        },
        footerHeading = Examples.HEADING,
        footer = {"  source <(delineate completion bash)      # for this shell alone"})
final class CompletionCommand implements Runnable {
    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "SHELL", description = "Shell: ${COMPLETION-CANDIDATES}.")
    private Completion shell;

    @Override
    public void run() {
        spec.commandLine().getOut().print(shell.script(spec.root().commandLine()));
        spec.commandLine().getOut().flush();
    }
}
