package org.delineate.cli;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.delineate.cli.console.CommandLines;
import org.delineate.cli.option.ConfigOptions;
import org.delineate.file.Build;
import org.delineate.nn.engine.Engine;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.RunLast;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** The command line: {@code delineate <command>}. Exit code 0 = done, 1 = failed, 2 = wrong usage. */
@Command(
        name = "delineate",
        description = "Delineates lesions in medical images.",
        mixinStandardHelpOptions = true,
        scope = ScopeType.INHERIT,
        versionProvider = Main.Version.class,
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            DemoCommand.class,
            DoctorCommand.class,
            NetworksCommand.class,
            ModelsCommand.class,
            DataCommand.class,
            DicomCommand.class,
            TrainCommand.class,
            ImportCommand.class,
            ExportCommand.class,
            EvaluateCommand.class,
            CompareCommand.class,
            ExperimentCommand.class,
            SegmentCommand.class,
            ArchiveCommand.class,
            DenoiseCommand.class,
            TuneCommand.class,
            RobustnessCommand.class,
            QuantizeCommand.class,
            ParityCommand.class,
            ProfileCommand.class,
            OptimizeCommand.class,
            ServeCommand.class,
        })
public final class Main implements Runnable {
    /** Commands that compute; for help on them nothing is loaded. */
    private static final Set<String> COMPUTING = Set.of(
            "demo",
            "doctor",
            "train",
            "import",
            "export",
            "evaluate",
            "experiment",
            "segment",
            "archive",
            "denoise",
            "tune",
            "robustness",
            "parity",
            "profile",
            "optimize",
            "quantize",
            "serve");

    @Spec
    private CommandSpec spec;

    @Option(names = "--debug", scope = ScopeType.INHERIT, description = "Show the whole trace of an error.")
    private boolean debug;

    public static void main(String[] arguments) {
        System.exit(execute(arguments));
    }

    private static int execute(String... arguments) {
        Runnable engine = computes(arguments) ? Engine.begin() : () -> {};
        try {
            CommandLine line = commandLine(engine);
            line.setExecutionStrategy(parsed -> {
                engine.run();
                return new RunLast().execute(parsed);
            });
            return line.execute(arguments);
        } catch (OutOfMemoryError e) {
            System.err.println("delineate: out of memory (" + e.getMessage()
                    + "): give more, for instance JAVA_OPTS=-Xmx4g, or train with a smaller --batch or --cache-mib");
        } catch (LinkageError e) {
            System.err.println("delineate: the engine cannot be loaded (" + e + "): `delineate doctor` says more");
        }
        return CommandLine.ExitCode.SOFTWARE;
    }

    /**
     * Does this command line compute? The command is the first word that is no option: those before it take no value.
     */
    static boolean computes(String... arguments) {
        return !List.of(arguments).contains("--help")
                && Arrays.stream(arguments)
                        .filter(word -> !word.startsWith("-"))
                        .limit(1)
                        .anyMatch(COMPUTING::contains);
    }

    /** A command line ready to execute; tests give it other streams. */
    static CommandLine commandLine() {
        return commandLine(() -> {});
    }

    /** @param engine waits until the engine is loaded; called before an option's default asks for it */
    static CommandLine commandLine(Runnable engine) {
        CommandLine line = CommandLines.of(new Main());
        ConfigOptions.addTo(line.getSubcommands().get("train").getCommandSpec(), engine);
        return line;
    }

    /** Without a command: the help, and exit code 2. */
    @Override
    public void run() {
        throw new CommandLine.ParameterException(spec.commandLine(), "Missing command");
    }

    static final class Version implements IVersionProvider {
        @Override
        public String[] getVersion() {
            return new String[] {"delineate " + Build.CURRENT};
        }
    }
}
