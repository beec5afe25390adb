package org.delineate.cli.console;

import java.io.PrintWriter;
import java.util.Locale;
import org.delineate.file.Json;
import org.delineate.file.Plural;
import org.delineate.file.Printable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Prints the result of a command to standard output, as text or as JSON, and everything else to standard error. */
@Section(Section.GENERAL)
public final class Output {
    @Spec(Spec.Target.MIXEE)
    private CommandSpec command;

    @Option(names = "--json", description = "Print the result as JSON.")
    private boolean json;

    private final long started = System.nanoTime();
    private int cautions;

    /** Prints the result. @param text without the end of its last line @param document what --json prints instead */
    public void result(String text, Object document) {
        PrintWriter out = command.commandLine().getOut();
        if (json) {
            out.print(Json.pretty(document));
        } else if (!text.isEmpty()) {
            out.println(Printable.visible(text));
        }
        out.flush();
        if (cautions > 0) {
            note("with " + Plural.of(cautions, "caution") + ", told above");
        }
        if (verbosity().isVerbose()) {
            note(String.format(Locale.ROOT, "took %.1f s", (System.nanoTime() - started) / 1e9));
        }
    }

    /** Does a person read the result, who wants a table of many lines summed up? */
    public boolean sumsUp() {
        return Boolean.getBoolean("delineate.terminal.out")
                && !json
                && !verbosity().isVerbose();
    }

    /** Says what is doubtful about the data; {@link #result} reminds of it at the end. */
    public void caution(String text) {
        cautions++;
        print(Colour.YELLOW.of("caution:") + " " + Printable.message(text));
    }

    /** Says what failed, where the command goes on. */
    public void failure(String text) {
        print(Colour.RED.of("delineate:") + " " + Printable.message(text));
    }

    /** Says what a command does and chooses; with --quiet nothing. */
    public void note(String text) {
        if (!verbosity().isQuiet()) {
            print(Printable.message(text));
        }
    }

    private void print(String text) {
        PrintWriter err = command.commandLine().getErr();
        err.println(text);
        err.flush();
    }

    /** Starts a progress bar. @param unit what is counted, in the plural @param from what an earlier run did */
    public Bar bar(String task, String unit, long from, long total) {
        Verbosity how = verbosity();
        if (how.isQuiet()) {
            return new SilentBar(this::failure);
        }
        return Boolean.getBoolean("delineate.terminal")
                ? new TerminalBar(task, unit, from, total, how.isBrief())
                : new PlainBar(task, unit, from, total, how.isBrief(), this::note);
    }

    private Verbosity verbosity() {
        return Verbosity.of(command);
    }
}
