package org.delineate.cli;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.delineate.cli.console.Examples;
import org.delineate.cli.console.Lines;
import org.delineate.cli.console.Output;
import org.delineate.cli.console.UsageErrors;
import org.delineate.cli.option.BatchOption;
import org.delineate.cli.option.EngineOptions;
import org.delineate.cli.option.Known;
import org.delineate.cli.option.ModelFile;
import org.delineate.cli.option.NetworkOption;
import org.delineate.lab.Optimization;
import org.delineate.lab.Optimization.Operations;
import org.delineate.lab.Optimization.Way;
import org.delineate.model.Model;
import org.delineate.nn.Precision;
import org.delineate.nn.engine.Machine;
import org.delineate.nn.int8.LayerRanges;
import org.delineate.nn.layer.Weights;
import org.delineate.zoo.Network;
import org.delineate.zoo.Zoo;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Shows what compiling a network changes. */
@Command(
        name = "optimize",
        description = {
            "Shows what compiling does to a network, as `segment` does by itself: operations, time, differences."
        },
        footerHeading = Examples.HEADING,
        footer = {"  delineate optimize --network unext-s", "  delineate optimize --model runs/first/model.safetensors"
        })
final class OptimizeCommand implements Runnable {
    private static final double MIB = 1 << 20;
    private static final Pattern SIZE = Pattern.compile("(\\d{1,5})(?:x(\\d{1,5}))?");

    @Spec
    private CommandSpec command;

    @ArgGroup(multiplicity = "1")
    private What what;

    /** Is one of the two. */
    static final class What {
        @Option(
                names = "--model",
                converter = ModelFile.class,
                paramLabel = "FILE",
                description = "Model: model.safetensors of a run, or the name of one that comes with the program; its"
                        + " own input size is used.")
        private Path model;

        @Option(
                names = "--network",
                completionCandidates = Known.Networks.class,
                converter = Known.Networks.class,
                paramLabel = "ID",
                description = NetworkOption.TEXT)
        private String network;
    }

    @Option(
            names = "--size",
            paramLabel = "HxW",
            description = "With --network: height and width of the input in pixels (default: 256x256).")
    private String size;

    @Mixin
    private BatchOption batch;

    @Mixin
    private EngineOptions engine;

    @Mixin
    private Output output;

    /** Is the result as JSON. */
    record Result(String machine, String network, int batch, int height, int width, Optimization optimization) {}

    private record Subject(String id, Network network, Map<String, LayerRanges> int8, Network.Spec spec) {}

    @Override
    public void run() {
        Precision precision = engine.apply();
        Subject subject = subject();
        subject.network.train(false);
        Weights.channelsLast(subject.network);
        Network.Spec spec = subject.spec;
        Set<Precision> ways = new LinkedHashSet<>(Arrays.asList(Precision.FLOAT32, precision));
        Optimization found = Optimization.of(
                subject.network, subject.int8, ways, batch.size(), spec.inputChannels(), spec.height(), spec.width());
        String machine = Machine.here().line(engine.threads(), precision.id());
        Lines text = new Lines();
        text.add("%s, %d x %dx%d", subject.id, batch.size(), spec.height(), spec.width());
        text.add("");
        addTo(text, found);
        text.add("");
        text.add("%s", machine);
        output.result(
                text.toString(), new Result(machine, subject.id, batch.size(), spec.height(), spec.width(), found));
    }

    private Subject subject() {
        if (what.model != null) {
            if (size != null) {
                throw new ParameterException(command.commandLine(), "--size is for --network; a model has its own");
            }
            Model model = Model.load(what.model);
            return new Subject(
                    model.manifest().network(),
                    model.network(),
                    model.manifest().int8(),
                    model.manifest().spec());
        }
        Matcher sides = SIZE.matcher(size == null ? "256" : size);
        if (!sides.matches()) {
            throw new ParameterException(
                    command.commandLine(), "--size is HEIGHTxWIDTH, such as 256x320, not \"" + size + "\"");
        }
        int height = Integer.parseInt(sides.group(1));
        int width = sides.group(2) == null ? height : Integer.parseInt(sides.group(2));
        Network.Spec spec = new Network.Spec(3, 1, height, width, 0);
        Network network = UsageErrors.checked(command, () -> {
            Zoo.of(what.network).outline(spec).requireSize(height, width);
            return Zoo.of(what.network).create(spec);
        });
        network.initialise(1);
        return new Subject(what.network, network, null, spec);
    }

    private static void addTo(Lines text, Optimization found) {
        Operations operations = found.operations();
        text.add("%-34s %8s %9s", "operation", "written", "compiled");
        operations.kinds().forEach(k -> text.add("%-34s %8d %9d", k.operation(), k.written(), k.compiled()));
        text.add("%-34s %8d %9d", "all", operations.written(), operations.compiled());
        text.add("");
        text.add(
                "%d norms are folded into weights; %d sums and %d activations run in a convolution's kernel",
                operations.norms(), operations.sums(), operations.activations());
        text.add("");
        text.add("%-34s %8s %9s %7s %10s %10s", "", "MiB", "ms", "faster", "largest", "relative");
        text.add("%-34s %8.1f %9.2f", "float32, operation by operation", found.bytes() / MIB, found.milliseconds());
        for (Way way : found.ways()) {
            text.add(
                    "%-34s %8.1f %9.2f %7.2f %10.2g %10.2g",
                    way.precision().id() + ", compiled",
                    way.bytes() / MIB,
                    way.milliseconds(),
                    found.milliseconds() / way.milliseconds(),
                    way.largest(),
                    way.relative());
        }
    }
}
