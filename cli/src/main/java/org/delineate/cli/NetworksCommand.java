package org.delineate.cli;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.delineate.zoo.Network;
import org.delineate.zoo.Zoo;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** The table of the zoo. */
@Command(name = "networks", description = "List the networks that can be trained, with parameters and operations.")
final class NetworksCommand implements Runnable {
    private static final int SIZE = 256;

    @Mixin
    private Output output;

    /** @param macs256 multiply-accumulates of one colour picture of 256 x 256 */
    record Row(String id, String paper, String arxiv, long parameters, long macs256) {
        static Row of(Zoo zoo) {
            Network network = zoo.outline(3, 1);
            return new Row(zoo.id(), zoo.paper(), zoo.arxiv(), network.parameterCount(), network.macs(SIZE, SIZE));
        }
    }

    @Override
    public void run() {
        List<Row> rows = Arrays.stream(Zoo.values()).map(Row::of).toList();
        String head =
                String.format("%-22s %-14s %-11s %12s %15s", "id", "paper", "arXiv", "parameters", "GMACs, 256x256");
        String table = rows.stream()
                .map(r -> String.format(
                        Locale.ROOT,
                        "%-22s %-14s %-11s %,12d %15.2f",
                        r.id,
                        r.paper,
                        r.arxiv,
                        r.parameters,
                        r.macs256 / 1e9))
                .collect(Collectors.joining("\n"));
        output.result(head + "\n" + table, rows);
    }
}
