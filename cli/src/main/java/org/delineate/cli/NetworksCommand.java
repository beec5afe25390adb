package org.delineate.cli;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.delineate.cli.console.Examples;
import org.delineate.cli.console.Lines;
import org.delineate.cli.console.Output;
import org.delineate.cli.console.UsageErrors;
import org.delineate.cli.option.EngineOptions;
import org.delineate.cli.option.Known;
import org.delineate.lab.NetworkTiming;
import org.delineate.nn.Precision;
import org.delineate.nn.engine.Machine;
import org.delineate.parity.NetworkSheet;
import org.delineate.zoo.Network;
import org.delineate.zoo.NetworkGraph;
import org.delineate.zoo.PublicCode;
import org.delineate.zoo.Zoo;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Lists the networks of the zoo. */
@Command(
        name = "networks",
        description = {
            "Lists the networks: paper, parameters, operations, time and largest difference from the reference.",
            "With IDs, it shows these alone, with their papers and drawings."
        },
        footerHeading = Examples.HEADING,
        footer = {
            "  delineate networks",
            "  delineate networks unext-s sc-unext",
            "  delineate networks --time --threads 1"
        })
final class NetworksCommand implements Runnable {
    private static final int SIDE = 256;

    @Parameters(
            arity = "0..*",
            completionCandidates = Known.Networks.class,
            paramLabel = "ID",
            description = "Ids of networks (default: all).")
    private List<String> ids;

    @Spec
    private CommandSpec command;

    @Option(names = "--time", description = "Measure the times on this machine, which takes some minutes for all.")
    private boolean time;

    @Mixin
    private EngineOptions engine;

    @Mixin
    private Output output;

    /**
     * @param macs256 multiply-accumulates of one colour image of 256 x 256 or the next size that the network takes
     * @param measured for one such image, or known of this version
     */
    record Row(
            String id,
            String paper,
            String arxiv,
            String link,
            long parameters,
            long macs256,
            @JsonUnwrapped NetworkSheet.Row measured) {}

    /** Is the result as JSON. */
    record Result(String machine, List<Row> networks) {}

    @Override
    public void run() {
        List<Zoo> chosen = ids == null
                ? List.of(Zoo.values())
                : UsageErrors.checked(command, () -> ids.stream().map(Zoo::of).toList());
        NetworkSheet sheet = NetworkSheet.known();
        Precision precision = engine.apply();
        String machine = time ? Machine.here().line(engine.threads(), precision.id()) : sheet.machine();
        List<Row> rows = new ArrayList<>();
        for (Zoo zoo : chosen) {
            rows.add(row(zoo, sheet, precision));
        }
        Lines text = table(rows);
        text.add("ms: one image, on %s", machine);
        if (ids != null) {
            chosen.stream()
                    .map(z -> "\n" + z.id() + ": " + z.citation() + code(z) + "\n" + sheet.picture(z.outline(3, 1)))
                    .distinct()
                    .forEach(picture -> text.add("%s", picture));
        }
        output.result(text.toString(), new Result(machine, rows));
    }

    private static String code(Zoo zoo) {
        return PublicCode.of(zoo).map(c -> "\nnames of tensors: " + c.words()).orElse("");
    }

    private Row row(Zoo zoo, NetworkSheet sheet, Precision precision) {
        Network network = zoo.outline(3, 1);
        int side = (SIDE + network.multiple() - 1) / network.multiple() * network.multiple();
        NetworkSheet.Row known = sheet.of(zoo);
        double milliseconds = known.milliseconds();
        if (time) {
            output.note("timing " + zoo.id());
            milliseconds = NetworkTiming.milliseconds(zoo, new Network.Spec(3, 1, side, side, 0), precision);
        }
        return new Row(
                zoo.id(),
                zoo.paper(),
                zoo.arxiv(),
                zoo.link(),
                network.parameterCount(),
                NetworkGraph.ofImage(network, side, side).macs(),
                new NetworkSheet.Row(known.difference(), milliseconds, side, side));
    }

    private static Lines table(List<Row> rows) {
        int id = rows.stream().mapToInt(r -> r.id.length()).max().orElse(2);
        int paper = rows.stream().mapToInt(r -> r.paper.length()).max().orElse(5);
        String format = "%-" + id + "s  %-" + paper + "s  %-10s  %11s  %7s  %8s  %10s";
        Lines table = new Lines();
        table.add(format, "id", "paper", "arXiv", "parameters", "GMACs", "ms", "difference");
        for (Row r : rows) {
            double ms = r.measured.milliseconds();
            double difference = r.measured.difference();
            table.add(
                    format,
                    r.id,
                    r.paper,
                    r.arxiv,
                    number("%,d", r.parameters),
                    number("%.2f", r.macs256 / 1e9),
                    ms == 0 ? "-" : number("%.1f", ms),
                    Double.isNaN(difference) ? "-" : number("< %.0e", difference));
        }
        return table;
    }

    private static String number(String format, Object value) {
        return String.format(Locale.ROOT, format, value);
    }
}
