package org.delineate.cli.console;

import picocli.CommandLine;

/** Sets up command lines alike, whoever starts them: the program, spark-submit, a test. */
public final class CommandLines {
    private CommandLines() {}

    /** Makes the line of a command: errors in one line, names of values in any case. */
    public static CommandLine of(Object command) {
        CommandLine line = new CommandLine(command);
        line.setExecutionExceptionHandler(new ExecutionErrors());
        line.setParameterExceptionHandler(new UsageErrors());
        line.setUsageHelpAutoWidth(true);
        line.setCaseInsensitiveEnumValuesAllowed(true);
        return line;
    }
}
