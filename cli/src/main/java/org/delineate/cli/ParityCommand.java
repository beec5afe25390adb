package org.delineate.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.delineate.cli.console.Examples;
import org.delineate.cli.console.Exit;
import org.delineate.cli.console.Output;
import org.delineate.parity.Differences;
import org.delineate.parity.Parity;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Compares networks with golden cases. */
@Command(
        name = "parity",
        description = {"Compares networks with the recorded outputs of their references."},
        footerHeading = Examples.HEADING,
        footer = {"  delineate parity core/src/test/golden/unext_s.json"})
final class ParityCommand implements Callable<Integer> {
    @Parameters(arity = "1..*", paramLabel = "CASE.json", description = "Golden cases.")
    private List<Path> cases;

    @Mixin
    private Output output;

    @Override
    public Integer call() {
        List<Parity> results = new ArrayList<>();
        for (Path file : cases) {
            output.note("comparing " + file);
            results.add(Parity.of(file));
        }
        output.result(results.stream().map(ParityCommand::text).collect(Collectors.joining("\n")), results);
        return Exit.of(results.stream().allMatch(Parity::passes));
    }

    private static String text(Parity p) {
        Differences d = p.float32();
        Differences most = p.most();
        Differences e = p.float64();
        String line = String.format(
                Locale.ROOT,
                "%-28s %,12d parameters; largest differences: output %s sd, loss %s, gradient %s, running %s; "
                        + "in float64: output %.1e sd, loss %.1e, gradient %.1e, running %.1e: %s",
                p.model(),
                p.parameters(),
                beside(d.output(), most.output()),
                beside(d.loss(), most.loss()),
                beside(d.gradient(), most.gradient()),
                beside(d.running(), most.running()),
                e.output(),
                e.loss(),
                e.gradient(),
                e.running(),
                p.passes() ? "equal" : "DIFFERENT");
        return line + p.failures().stream().map(f -> "\n  " + f).collect(Collectors.joining());
    }

    private static String beside(double difference, double most) {
        return String.format(Locale.ROOT, "%.1e (at most %.1e)", difference, most);
    }
}
