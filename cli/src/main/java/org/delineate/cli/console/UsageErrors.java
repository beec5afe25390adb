package org.delineate.cli.console;

import java.io.PrintWriter;
import java.util.function.Supplier;
import org.delineate.file.Printable;
import picocli.CommandLine;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** Says in one line what was typed wrong, and where the help is; exit code 2. */
public final class UsageErrors implements IParameterExceptionHandler {
    /** Gives what the supplier gives; what it refuses counts as a mistake of the one who typed the command. */
    public static <T> T checked(CommandSpec command, Supplier<T> supplier) {
        try {
            return supplier.get();
        } catch (IllegalArgumentException e) {
            throw new ParameterException(command.commandLine(), e.getMessage(), e);
        }
    }

    @Override
    public int handleParseException(ParameterException e, String[] arguments) {
        CommandLine command = e.getCommandLine();
        PrintWriter err = command.getErr();
        String name = command.getCommandSpec().qualifiedName();
        err.println(Colour.RED.of("delineate:") + " " + Printable.message(e.getMessage()));
        UnmatchedArgumentException.printSuggestions(e, err);
        if (!command.getSubcommands().isEmpty()) {
            err.println(
                    "Commands: " + String.join(", ", command.getSubcommands().keySet()));
        }
        err.println("Help: " + name + " --help");
        err.flush();
        return Exit.WRONG_USAGE.code();
    }
}
