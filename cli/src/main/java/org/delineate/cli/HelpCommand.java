package org.delineate.cli;

import java.util.List;
import org.delineate.cli.console.Examples;
import org.delineate.file.UnknownName;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Shows the help of a command, as its option {@code --help} does. */
@Command(
        name = "help",
        description = "Shows the help of a command.",
        footerHeading = Examples.HEADING,
        footer = {"  delineate help", "  delineate help segment", "  delineate help data split"})
final class HelpCommand implements Runnable {
    @Spec
    private CommandSpec spec;

    @Parameters(arity = "0..*", paramLabel = "COMMAND", description = "Words of the command (default: all commands).")
    private List<String> words = List.of();

    @Override
    public void run() {
        CommandLine found = spec.root().commandLine();
        for (String word : words) {
            CommandLine next = found.getSubcommands().get(word);
            if (next == null) {
                throw new ParameterException(
                        found,
                        UnknownName.of("command", word, found.getSubcommands().keySet())
                                .getMessage());
            }
            found = next;
        }
        found.usage(spec.commandLine().getOut(), spec.commandLine().getColorScheme());
    }
}
