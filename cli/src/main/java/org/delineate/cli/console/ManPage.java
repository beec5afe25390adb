package org.delineate.cli.console;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine.Help;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/**
 * Writes the help of a command as a page for {@code man}, with the same headings, options and examples. Converting
 * picocli's own pages, which are in AsciiDoc, would take a Ruby machine of 40 MB into the build.
 */
public final class ManPage {
    private final StringBuilder text = new StringBuilder();

    private ManPage() {}

    /** Names the page, without its section: {@code delineate-data-split}. */
    public static String name(CommandSpec command) {
        return command.qualifiedName("-");
    }

    /** Lists the command and all commands below it. */
    public static Stream<CommandSpec> commands(CommandSpec command) {
        return Stream.concat(
                Stream.of(command), command.subcommands().values().stream().flatMap(c -> commands(c.getCommandSpec())));
    }

    /** @param source the program and its version, for the page's foot */
    public static String of(CommandSpec command, String source) {
        ManPage page = new ManPage();
        page.write(command, source);
        return page.text.toString();
    }

    private void write(CommandSpec command, String source) {
        List<String> description = List.of(command.usageMessage().description());
        line(".TH \"" + name(command).toUpperCase(Locale.ROOT) + "\" 1 \"\" \"" + escape(source) + "\"");
        line(".SH NAME");
        line(name(command) + " \\- " + escape(description.get(0).replaceFirst("\\.$", "")));
        line(".SH SYNOPSIS");
        line(".B " + escape(command.qualifiedName()));
        line(escape(HelpPage.words(command).collect(Collectors.joining(" "))));
        line(".SH DESCRIPTION");
        line(escape(String.join(" ", description)));
        HelpPage.parameters(command).forEach(p -> item(p.paramLabel(), p.description()));
        HelpPage.sections(command).forEach((heading, options) -> {
            line(".SH " + escape(heading.toUpperCase(Locale.ROOT)));
            options.forEach(o -> item(names(o), o.description()));
        });
        if (!command.subcommands().isEmpty()) {
            line(".SH COMMANDS");
            command.subcommands().forEach((name, sub) -> {
                line(".TP");
                line(".BR " + escape(name(sub.getCommandSpec())) + " (1)");
                line(escape(sub.getCommandSpec().usageMessage().description()[0]));
            });
        }
        examples(List.of(command.usageMessage().footer()));
        line(".SH EXIT STATUS");
        for (Exit exit : Exit.values()) {
            item("" + exit.code(), exit.meaning() + ".");
        }
        if (command.parent() != null) {
            line(".SH SEE ALSO");
            line(".BR " + escape(name(command.parent())) + " (1)");
        }
    }

    private void examples(List<String> lines) {
        if (!lines.isEmpty()) {
            line(".SH EXAMPLES");
            line(".nf");
            lines.forEach(l -> line(escape(Help.Ansi.OFF.string(l))));
            line(".fi");
        }
    }

    private void item(String term, String... sentences) {
        line(".TP");
        line(".B " + escape(term));
        line(escape(String.join(" ", sentences)));
    }

    private static String names(OptionSpec option) {
        String label = option.arity().max() == 0 ? "" : " " + option.paramLabel();
        return String.join(", ", option.names()) + label;
    }

    /** Keeps what troff would read as its own: backslashes, hyphens, and dots or quotes where a line begins. */
    private static String escape(String text) {
        String plain = text.replace("%%", "%")
                .replace("%n", " ")
                .replace("\\", "\\e")
                .replace("-", "\\-")
                .replaceAll("\\s*\n\\s*", " ");
        return plain.startsWith(".") || plain.startsWith("'") ? "\\&" + plain : plain;
    }

    private void line(String line) {
        text.append(line).append('\n');
    }
}
