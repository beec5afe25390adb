package org.delineate.bench.nodes;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.delineate.bench.MeasuredPart;
import org.delineate.file.Build;
import org.delineate.file.Json;
import org.delineate.nn.engine.Machine;

/** Writes what was measured, and what follows for more hosts, into the pages of docs/. */
public final class ScalingPage {
    private static final String WRITER = "bench/nodes";
    private static final int[] HOSTS = {1, 2, 4, 8, 16, 32, 64};
    private static final double[][] LINKS = {{1, 0.2}, {1, 2}, {10, 0.2}, {10, 2}};

    private final List<Point> points;
    private final ScalingModel model;

    private ScalingPage(List<Point> points) {
        this.points = points;
        model = ScalingModel.fit(linked(2));
    }

    /** Takes the file of points, one a line, the command that made them, and the folder of pages; without one it prints. */
    public static void main(String[] words) throws IOException {
        List<Point> points = Files.readAllLines(Path.of(words[0])).stream()
                .map(line -> Json.parse(line, Point.class, Path.of(words[0])))
                .toList();
        ScalingPage page = new ScalingPage(Point.ofRounds(points));
        String head = "Machine: " + Machine.here().line(points.get(0).setup().threads(), "auto") + ". Commit "
                + Build.CURRENT + ". Written by `" + words[1] + "`.\n\n";
        if (words.length < 3) {
            System.out.println(head + page.measured() + "\n" + page.foretold());
            return;
        }
        MeasuredPart.write(Path.of(words[2], "results", "distributed.md"), WRITER, head + page.measured());
        MeasuredPart.write(Path.of(words[2], "scaling.md"), WRITER, head + page.foretold());
    }

    private List<Point> linked(int processes) {
        return points.stream()
                .filter(p -> p.setup().hasLink() && p.setup().processes() == processes)
                .toList();
    }

    String measured() {
        StringBuilder text = new StringBuilder("""
                | network | parameters | hosts | processes x threads | images a process | gradients | link | compute, ms \
                | exchange alone, ms | step, ms | not computing | images/s | MB sent a step |
                |---|---|---|---|---|---|---|---|---|---|---|---|---|
                """);
        for (Point p : points) {
            Setup s = p.setup();
            text.append(format(
                    "| `%s` | %.1f M | %d | %d x %d | %d of %dx%d | %s | %s | %.0f | %.1f | %.0f | %.0f %% | %.2f | %.1f |%n",
                    s.network(),
                    p.parameters() / 1e6,
                    s.hasLink() ? s.processes() : 1,
                    s.processes(),
                    s.threads(),
                    s.batch(),
                    s.side(),
                    s.side(),
                    s.bf16() ? "bf16" : "float32",
                    s.hasLink() ? link(s.gigabits(), s.milliseconds()) : "",
                    1e3 * p.times().compute(),
                    1e3 * p.times().exchange(),
                    1e3 * p.times().step(),
                    100 * p.waitShare(),
                    p.throughput(),
                    p.sentBytes() / 1e6));
        }
        return text.toString();
    }

    private static String link(double gigabits, double milliseconds) {
        return format("%.0f Gbit/s, %.1f ms", gigabits, milliseconds);
    }

    String foretold() {
        StringBuilder text = new StringBuilder(format(
                "The fit to exchanges between two hosts: a message takes the program %.2f ms, a byte %.2f ns (%.2f GB/s).%n%n"
                        + "## The model against what was measured%n%n"
                        + "| network | hosts | gradients | link | exchange: measured, ms | model, ms | step: measured, ms"
                        + " | model, ms | error |%n|---|---|---|---|---|---|---|---|---|%n",
                1e3 * model.perMessage(),
                1e9 * model.perByte(),
                model.perByte() == 0 ? Double.POSITIVE_INFINITY : 1e-9 / model.perByte()));
        List<Point> all = new ArrayList<>();
        points.stream()
                .filter(p -> p.setup().processes() == 1 && p.setup().threads() == 1)
                .forEach(all::add);
        all.addAll(linked(2));
        all.addAll(linked(3));
        for (Point p : all) {
            boolean alone = p.setup().processes() == 1;
            double exchange = alone ? 0 : model.seconds(p.setup(), p.arrayBytes());
            double step = p.times().compute() + exchange;
            text.append(format(
                    "| `%s` | %d | %s | %s | %.1f | %.1f | %.0f | %.0f | %+.0f %% |%n",
                    p.setup().network(),
                    p.setup().processes(),
                    p.setup().bf16() ? "bf16" : "float32",
                    alone ? "" : link(p.setup().gigabits(), p.setup().milliseconds()),
                    1e3 * p.times().exchange(),
                    1e3 * exchange,
                    1e3 * p.times().step(),
                    1e3 * step,
                    100 * (step / p.times().step() - 1)));
        }
        points.stream()
                .filter(p -> p.setup().processes() == 1 && p.setup().threads() == 1)
                .forEach(p -> text.append(table(p)));
        return text.toString();
    }

    /** How often one host's throughput each number of hosts has, when each computes as long as this one. */
    private String table(Point one) {
        StringBuilder text = new StringBuilder(format(
                "%n## `%s`, %d images of %dx%d a host, %.0f ms to compute%n%n"
                        + "Times the throughput of one host:%n%n| gradients | link | %s | 64 hosts reach 90 %% each where"
                        + " a step computes |%n|---|---|%s---|%n",
                one.setup().network(),
                one.setup().batch(),
                one.setup().side(),
                one.setup().side(),
                1e3 * one.times().compute(),
                hosts(),
                "---|".repeat(HOSTS.length)));
        for (boolean bf16 : new boolean[] {false, true}) {
            for (double[] link : LINKS) {
                long bytes = one.parameters() * (bf16 ? 2 : 4);
                StringBuilder row = new StringBuilder();
                for (int n : HOSTS) {
                    double exchange = model.seconds(n, bytes, link[0], link[1]);
                    row.append(format(
                            " %.1f |", n * one.times().compute() / (one.times().compute() + exchange)));
                }
                text.append(format(
                        "| %s | %s |%s %.1f s |%n",
                        bf16 ? "bf16" : "float32",
                        link(link[0], link[1]),
                        row,
                        9 * model.seconds(64, bytes, link[0], link[1])));
            }
        }
        return text.toString();
    }

    private static String hosts() {
        return Arrays.stream(HOSTS).mapToObj(n -> "" + n).collect(Collectors.joining(" | "));
    }

    private static String format(String pattern, Object... values) {
        return String.format(Locale.ROOT, pattern, values);
    }
}
