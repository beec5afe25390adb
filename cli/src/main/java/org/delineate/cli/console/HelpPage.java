package org.delineate.cli.console;

import static picocli.CommandLine.Model.UsageMessageSpec.SECTION_KEY_COMMAND_LIST;
import static picocli.CommandLine.Model.UsageMessageSpec.SECTION_KEY_COMMAND_LIST_HEADING;
import static picocli.CommandLine.Model.UsageMessageSpec.SECTION_KEY_OPTION_LIST;
import static picocli.CommandLine.Model.UsageMessageSpec.SECTION_KEY_SYNOPSIS;

import java.lang.reflect.Field;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Help;
import picocli.CommandLine.IHelpSectionRenderer;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/** Lays out the help of a command: a short synopsis, and the options under headings. */
public final class HelpPage {
    private static final String OWN = "Options";

    /** What a user looks for first where there are commands: they stand before the options. */
    private static final List<String> COMMANDS = List.of(SECTION_KEY_COMMAND_LIST_HEADING, SECTION_KEY_COMMAND_LIST);

    private HelpPage() {}

    /** Gives the command and all commands below it this help. */
    public static void addTo(CommandLine line) {
        Map<String, IHelpSectionRenderer> sections = new HashMap<>(line.getHelpSectionMap());
        sections.put(SECTION_KEY_SYNOPSIS, help -> synopsis(help.commandSpec(), help) + System.lineSeparator());
        sections.put(SECTION_KEY_OPTION_LIST, HelpPage::options);
        line.setHelpSectionMap(sections);
        List<String> keys = new ArrayList<>(line.getHelpSectionKeys());
        keys.removeAll(COMMANDS);
        keys.addAll(keys.indexOf(SECTION_KEY_OPTION_LIST), COMMANDS);
        line.setHelpSectionKeys(keys);
    }

    /** Writes the words that a command needs, and that it takes options. */
    private static String synopsis(CommandSpec command, Help help) {
        String words = words(command).collect(Collectors.joining(" "));
        return help.colorScheme().commandText(command.qualifiedName()) + " " + words;
    }

    /** Lists the words behind the command's name in a synopsis. */
    static Stream<String> words(CommandSpec command) {
        Stream<String> required = command.options().stream()
                .filter(OptionSpec::required)
                .filter(o -> o.group() == null)
                .map(o -> o.longestName() + " " + o.paramLabel());
        Stream<String> either = command.argGroups().stream()
                .filter(g -> g.multiplicity().min() > 0)
                .map(g -> g.options().stream()
                        .map(o -> o.longestName() + " " + o.paramLabel())
                        .collect(Collectors.joining(" | ", "(", ")")));
        Stream<String> places = command.positionalParameters().stream()
                .filter(p -> !p.hidden())
                .map(p -> (p.arity().min() == 0 ? "[" + p.paramLabel() + "]" : p.paramLabel())
                        + (p.arity().max() > 1 ? "..." : ""));
        boolean options = command.parent() != null;
        Stream<String> optional = options ? Stream.of("[OPTIONS]") : Stream.of();
        Stream<String> sub = command.subcommands().isEmpty() ? Stream.of() : Stream.of("COMMAND");
        boolean runs = command.subcommands().isEmpty()
                || !command.positionalParameters().isEmpty();
        return runs
                ? Stream.of(required, either, places, optional).flatMap(s -> s)
                : Stream.concat(sub, options ? Stream.of() : Stream.of("[OPTIONS]"));
    }

    private static String options(Help help) {
        CommandSpec command = help.commandSpec();
        StringBuilder text = new StringBuilder();
        sections(command).forEach((heading, options) -> {
            Help.Layout layout =
                    help.createDefaultLayout(command.options(), command.positionalParameters(), help.colorScheme());
            layout.addOptions(options, help.parameterLabelRenderer());
            String title = help.colorScheme().ansi().string("@|bold " + heading + ":|@");
            text.append(System.lineSeparator()).append(title).append(System.lineSeparator());
            text.append(layout);
        });
        return text.toString();
    }

    /** Sorts the options under their headings; what every command has comes last. */
    static Map<String, List<OptionSpec>> sections(CommandSpec command) {
        Map<String, List<OptionSpec>> found = new LinkedHashMap<>();
        Comparator<OptionSpec> needed = Comparator.comparing(o -> !o.required());
        for (OptionSpec option : command.options()) {
            if (!option.hidden()) {
                found.computeIfAbsent(heading(option), h -> new ArrayList<>()).add(option);
            }
        }
        found.values().forEach(options -> options.sort(needed));
        List<OptionSpec> general = found.remove(Section.GENERAL);
        if (general != null) {
            found.put(Section.GENERAL, general);
        }
        return found;
    }

    private static String heading(ArgSpec option) {
        if (option.userObject() instanceof Field field) {
            Section own = field.getAnnotation(Section.class);
            Section of = own != null ? own : field.getDeclaringClass().getAnnotation(Section.class);
            boolean standard = field.getDeclaringClass().getName().startsWith("picocli.");
            return of != null ? of.value() : standard ? Section.GENERAL : OWN;
        }
        return option.userObject() instanceof String heading ? heading : OWN;
    }

    /** Lists the parameters of a command that are no options. */
    static List<PositionalParamSpec> parameters(CommandSpec command) {
        return command.positionalParameters().stream().filter(p -> !p.hidden()).toList();
    }
}
