package org.delineate.cli;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.delineate.cli.console.Examples;
import org.delineate.cli.console.Lines;
import org.delineate.cli.console.Output;
import org.delineate.cli.option.BatchOption;
import org.delineate.cli.option.EngineOptions;
import org.delineate.cli.option.NetworkOption;
import org.delineate.cli.option.Numbers;
import org.delineate.lab.NetworkTiming;
import org.delineate.nn.Precision;
import org.delineate.nn.compile.InferenceGraph.Timing;
import org.delineate.nn.engine.Machine;
import org.delineate.zoo.Network;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Shows where the time of a network goes. */
@Command(
        name = "profile",
        description = {"Shows how long each operation of a network takes in inference, with initial weights."},
        footerHeading = Examples.HEADING,
        footer = {"  delineate profile --network unext-s --threads 1"})
final class ProfileCommand implements Runnable {
    @Mixin
    private NetworkOption network;

    @Option(
            names = "--size",
            converter = Numbers.Positive.class,
            paramLabel = "N",
            defaultValue = "256",
            description = "Height and width of the input in pixels (default: ${DEFAULT-VALUE}).")
    private int size;

    @Mixin
    private BatchOption batch;

    @Mixin
    private EngineOptions engine;

    @Mixin
    private Output output;

    /** Sums up the operations of one kind. */
    record Row(String operation, int count, double milliseconds, double share, double gmacs, double gflopPerSecond) {}

    /** Is the result as JSON. */
    record Result(String machine, double milliseconds, List<Row> operations) {}

    @Override
    public void run() {
        Precision precision = engine.apply();
        Network.Spec spec = new Network.Spec(3, 1, size, size, 0);
        List<Timing> timings = NetworkTiming.profile(network.network(), spec, batch.size(), precision);
        double all = timings.stream().mapToDouble(Timing::milliseconds).sum();
        Map<String, List<Timing>> kinds =
                timings.stream().collect(Collectors.groupingBy(Timing::name, LinkedHashMap::new, Collectors.toList()));
        List<Row> rows = new ArrayList<>();
        kinds.forEach((name, of) -> rows.add(row(name, of, all)));
        rows.sort(Comparator.comparingDouble(Row::milliseconds).reversed());
        String machine = Machine.here().line(engine.threads(), precision.id());
        Lines text = new Lines();
        text.add("%-34s %5s %9s %6s %8s %9s", "operation", "count", "ms", "%", "GMACs", "GFLOP/s");
        rows.forEach(r -> addTo(text, r));
        text.add("%-34s %5d %9.2f", "all", timings.size(), all);
        text.add("%s", machine);
        output.result(text.toString(), new Result(machine, all, rows));
    }

    private static Row row(String name, List<Timing> of, double all) {
        double ms = of.stream().mapToDouble(Timing::milliseconds).sum();
        double gmacs = of.stream().mapToLong(Timing::macs).sum() / 1e9;
        return new Row(name, of.size(), ms, 100 * ms / all, gmacs, 2000 * gmacs / ms);
    }

    private static void addTo(Lines text, Row r) {
        String line = "%-34s %5d %9.2f %6.1f";
        if (r.gmacs == 0) {
            text.add(line, r.operation, r.count, r.milliseconds, r.share);
        } else {
            text.add(line + " %8.2f %9.1f", r.operation, r.count, r.milliseconds, r.share, r.gmacs, r.gflopPerSecond);
        }
    }
}
