package org.delineate.cli;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.delineate.cli.console.CommandLines;
import org.delineate.cli.console.Examples;
import org.delineate.cli.console.Exit;
import org.delineate.cli.console.HelpPage;
import org.delineate.cli.console.Verbosity;
import org.delineate.cli.denoise.DenoiseCommand;
import org.delineate.cli.dicom.DicomCommand;
import org.delineate.cli.doctor.DoctorCommand;
import org.delineate.cli.option.ConfigOptions;
import org.delineate.file.Build;
import org.delineate.nn.engine.Engine;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.RunLast;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** The command line: {@code delineate <command>}; {@link Exit} has its exit codes. */
@Command(
        name = "delineate",
        description = "Delineates lesions in medical images.",
        footerHeading = Examples.HEADING,
        footer = {
            "  delineate demo               # the whole way once, on images that come along",
            "  delineate segment PICTURES   # masks, with the model that comes along",
            "  delineate train --data DIR --out runs/first",
            "  delineate help segment"
        },
        mixinStandardHelpOptions = true,
        scope = ScopeType.INHERIT,
        versionProvider = Main.Version.class,
        commandListHeading = "%nCommands:%n",
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
            HelpCommand.class,
            CompletionCommand.class,
            InstallCommand.class,
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

    @Mixin(name = Verbosity.NAME)
    private Verbosity verbosity;

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
        return Exit.FAILED.code();
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
        HelpPage.addTo(line);
        return line;
    }

    /** Without a command: the help. */
    @Override
    public void run() {
        spec.commandLine().usage(spec.commandLine().getOut());
    }

    static final class Version implements IVersionProvider {
        @Override
        public String[] getVersion() {
            return new String[] {"delineate " + Build.CURRENT};
        }
    }
}
