package org.delineate.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.delineate.cli.console.CommandText;
import org.delineate.cli.console.Examples;
import org.delineate.cli.console.Exit;
import org.delineate.cli.console.Verbosity;
import org.delineate.dataset.Dataset;
import org.delineate.dataset.Split;
import org.delineate.train.RunFolder;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Goes the whole way once, on the images that come with the program: each step is a command that a user would type. */
@Command(
        name = "demo",
        description = {
            "Goes the whole way on 50 images that come along: splits, trains, evaluates and segments.",
            "Takes about a minute; each step is a command that it shows first."
        },
        footerHeading = Examples.HEADING,
        footer = {"  delineate demo", "  delineate demo --out /tmp/demo --verbose"})
final class DemoCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Option(
            names = "--out",
            paramLabel = "DIR",
            defaultValue = "out/demo",
            description = "Folder to write to; if it exists, the next free name is taken (default: ${DEFAULT-VALUE}).")
    private Path out;

    @Option(names = "--epochs", paramLabel = "N", defaultValue = "100", hidden = true)
    private int epochs;

    @Override
    public Integer call() {
        Path data = images();
        Path folder = free();
        Path run = folder.resolve("run");
        Path model = new RunFolder(run).model();
        Path split = folder.resolve("split.json");
        Path report = folder.resolve("evaluation");
        Path masks = folder.resolve("masks");
        boolean done = step("data split", data, "--ratio", "60/20/20", "--out", split)
                && step(
                        "train --network unext-s --size 128 --batch 5 --threads 1 --max-minutes 2 --epochs " + epochs,
                        "--data",
                        data,
                        "--split",
                        split,
                        "--out",
                        run)
                && step("evaluate", "--model", model, "--data", data, "--split", split, "--out", report)
                && step("segment", "--model", model, testPictures(data, split), "--out", masks);
        if (!done) {
            return Exit.FAILED.code();
        }
        print("");
        print("report   " + report.resolve("report.html"));
        print("masks    " + masks);
        print("");
        print("What to try next:");
        print("  " + CommandText.program()
                + " segment PICTURES                      # with the model that comes along");
        print("  " + CommandText.program() + " data inspect DIR                      # what is in a data set of yours");
        print("  " + CommandText.program() + " train --data DIR --out runs/first     # a model for it");
        return Exit.DONE.code();
    }

    static Path images() {
        String home = System.getProperty("delineate.home");
        if (home == null) {
            throw new IllegalArgumentException(
                    "the demo's images lie beside the program ./delineate; start it with that");
        }
        Path images = Path.of(home, "demo", "busi-small");
        Path here = Path.of("").toAbsolutePath();
        return images.startsWith(here) ? here.relativize(images) : images;
    }

    /** Takes the folder, or the first of folder-2, folder-3, … that does not exist. */
    private Path free() {
        Path folder = out;
        for (int n = 2; Files.exists(folder); n++) {
            folder = out.resolveSibling(out.getFileName() + "-" + n);
        }
        return folder;
    }

    private static List<Path> testPictures(Path data, Path split) {
        Dataset dataset = Dataset.open(data);
        return Split.read(split).cases(dataset, Split.TEST).stream()
                .limit(4)
                .map(c -> data.resolve(dataset.root().relativize(c.image())))
                .toList();
    }

    /** Shows a command line and executes it. @return did it succeed? */
    private boolean step(String command, Object... more) {
        List<String> arguments = new ArrayList<>(List.of(command.split(" ")));
        for (Object argument : more) {
            if (argument instanceof List<?> several) {
                several.forEach(a -> arguments.add(a.toString()));
            } else {
                arguments.add(argument.toString());
            }
        }
        print("");
        print("$ " + CommandText.of(arguments.toArray()));
        CommandLine line = Main.commandLine();
        line.setOut(spec.commandLine().getOut());
        line.setErr(spec.commandLine().getErr());
        Verbosity.of(line.getCommandSpec()).shorten();
        arguments.addAll(Verbosity.of(spec).words());
        return line.execute(arguments.toArray(String[]::new)) == Exit.DONE.code();
    }

    private void print(String text) {
        spec.commandLine().getOut().println(text);
        spec.commandLine().getOut().flush();
    }
}
