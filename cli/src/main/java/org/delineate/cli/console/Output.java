package org.delineate.cli.console;

import java.io.PrintWriter;
import org.delineate.file.Json;
import org.delineate.file.Printable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Prints the result of a command to standard output, as text or as JSON, and everything else to standard error. */
public final class Output {
    @Spec(Spec.Target.MIXEE)
    private CommandSpec command;

    @Option(names = "--json", description = "Print the result as JSON.")
    private boolean json;

    private int cautions;

    /** Prints the result. @param text without the end of its last line @param document what --json prints instead */
    public void result(String text, Object document) {
        PrintWriter out = command.commandLine().getOut();
        if (json) {
            out.print(Json.pretty(document));
        } else {
            out.println(Printable.visible(text));
        }
        out.flush();
        if (cautions > 0) {
            note("with " + cautions + (cautions == 1 ? " caution" : " cautions") + " about the data, told above");
        }
    }

    /** Says what is doubtful about the data; {@link #result} reminds of it at the end. */
    public void caution(String text) {
        cautions++;
        note("caution: " + text);
    }

    public void note(String text) {
        PrintWriter err = command.commandLine().getErr();
        err.println(Printable.message(text));
        err.flush();
    }

    /** Starts a progress bar. @param unit what is counted, in the plural @param from what an earlier run did */
    public Bar bar(String task, String unit, long from, long total) {
        return Boolean.getBoolean("delineate.terminal")
                ? new TerminalBar(task, unit, from, total)
                : new PlainBar(task, unit, from, total, this::note);
    }
}
