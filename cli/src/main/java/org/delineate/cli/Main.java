package org.delineate.cli;

import java.util.List;
import java.util.Set;
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
            DataCommand.class,
            TrainCommand.class,
            ImportCommand.class,
            ExportCommand.class,
            EvaluateCommand.class,
            SegmentCommand.class,
            QuantizeCommand.class,
            ParityCommand.class,
            ProfileCommand.class,
            OptimizeCommand.class,
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
            "segment",
            "parity",
            "profile",
            "optimize",
            "quantize");

    @Spec
    private CommandSpec spec;

    @Option(names = "--debug", scope = ScopeType.INHERIT, description = "Show the whole trace of an error.")
    private boolean debug;

    public static void main(String[] arguments) {
        System.exit(execute(arguments));
    }

    private static int execute(String... arguments) {
        List<String> words = List.of(arguments);
        boolean computes = words.stream().limit(1).anyMatch(COMPUTING::contains) && !words.contains("--help");
        Runnable engine = computes ? Engine.begin() : () -> {};
        if (!words.contains("segment")) {
            engine.run(); // options of other commands may ask the engine while they are read, as the defaults of
            // `train` do
        }
        try {
            CommandLine line = commandLine();
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

    /** Ready to execute; tests give it other streams. */
    static CommandLine commandLine() {
        CommandLine line = new CommandLine(new Main());
        line.setExecutionExceptionHandler(new Failures());
        line.setParameterExceptionHandler(new Misuse());
        line.setUsageHelpAutoWidth(true);
        line.setCaseInsensitiveEnumValuesAllowed(true);
        ConfigOptions.addTo(line.getSubcommands().get("train").getCommandSpec());
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
