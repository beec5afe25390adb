package org.delineate.cli.console;

import java.util.List;
import java.util.stream.Stream;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** How much a command says beside its result, the same for every command. */
@Section(Section.GENERAL)
public final class Verbosity {
    /** The mixin's name at the command line's root. */
    public static final String NAME = "verbosity";

    @Spec(Spec.Target.MIXEE)
    private CommandSpec root;

    @Option(
            names = {"-q", "--quiet"},
            scope = ScopeType.INHERIT,
            description = "Say nothing but the result, cautions and errors.")
    private boolean quiet;

    @Option(
            names = {"-v", "--verbose"},
            scope = ScopeType.INHERIT,
            description = "Keep a line for each image and epoch on the terminal, and say how long it took.")
    private boolean verbose;

    @Option(names = "--debug", scope = ScopeType.INHERIT, description = "Show the whole trace of an error.")
    private boolean debug;

    private boolean brief;

    /** Finds the options of a command's root; those of a command that stands alone say nothing. */
    public static Verbosity of(CommandSpec command) {
        Object found = command.root().mixins().containsKey(NAME)
                ? command.root().mixins().get(NAME).userObject()
                : new Verbosity();
        return (Verbosity) found;
    }

    /** Keeps epochs and images to the moving line, as where one command calls others. */
    public void shorten() {
        brief = true;
    }

    boolean isQuiet() {
        if (quiet && verbose) {
            throw new ParameterException(root.commandLine(), "--quiet and --verbose exclude each other");
        }
        return quiet;
    }

    /** Gives the options as they were typed, for a command that this one calls. */
    public List<String> words() {
        return Stream.of(quiet ? "--quiet" : "", verbose ? "--verbose" : "", debug ? "--debug" : "")
                .filter(word -> !word.isEmpty())
                .toList();
    }

    boolean isVerbose() {
        return verbose;
    }

    boolean isBrief() {
        return brief && !verbose;
    }

    boolean isDebug() {
        return debug;
    }
}
