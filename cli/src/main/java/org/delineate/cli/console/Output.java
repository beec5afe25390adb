package org.delineate.cli.console;

import java.io.PrintWriter;
import org.delineate.file.Json;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Where a command's words go: its result to standard output, as text or as JSON; everything else to standard error. */
public final class Output {
    @Spec(Spec.Target.MIXEE)
    private CommandSpec command;

    @Option(names = "--json", description = "Print the result as JSON.")
    private boolean json;

    /** @param text for people, without the last line's end; @param document what --json prints instead */
    public void result(String text, Object document) {
        PrintWriter out = command.commandLine().getOut();
        if (json) {
            out.print(Json.pretty(document));
        } else {
            out.println(text);
        }
        out.flush();
    }

    public void note(String text) {
        PrintWriter err = command.commandLine().getErr();
        err.println(text);
        err.flush();
    }

    /** @param unit what is counted, in the plural @param from what an earlier run did */
    public Bar bar(String task, String unit, long from, long total) {
        return Boolean.getBoolean("delineate.terminal")
                ? new TerminalBar(task, unit, from, total)
                : new PlainBar(task, unit, from, total, this::note);
    }
}
