package org.delineate.cli.console;

import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.util.concurrent.CancellationException;
import org.delineate.file.BadFileException;
import org.delineate.file.Printable;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.ParseResult;

/** Prints one line for an error that a user can put right, and a trace only with --debug. */
public final class ExecutionErrors implements IExecutionExceptionHandler {
    @Override
    public int handleExecutionException(Exception e, CommandLine line, ParseResult parsed) {
        PrintWriter err = line.getErr();
        err.println(Colour.RED.of("delineate:") + " " + Printable.message(message(e)));
        if (Verbosity.of(line.getCommandSpec()).isDebug()) {
            e.printStackTrace(err);
        } else if (!isExpected(e)) {
            err.println("This should not happen; the same command with --debug shows where it comes from.");
        }
        err.flush();
        return Exit.FAILED.code();
    }

    private static String message(Throwable e) {
        if (isExpected(e) && e.getMessage() != null) {
            return e.getMessage();
        }
        // the engine's messages carry a native trace from their second line on
        return String.valueOf(e).lines().findFirst().orElse("");
    }

    private static boolean isExpected(Throwable e) {
        return e instanceof BadFileException
                || e instanceof IllegalArgumentException
                || e instanceof UncheckedIOException
                || e instanceof ArithmeticException
                || e instanceof CancellationException;
    }
}
