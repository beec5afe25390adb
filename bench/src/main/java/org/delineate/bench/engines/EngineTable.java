package org.delineate.bench.engines;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.delineate.bench.MeasuredPart;
import org.delineate.file.Build;
import org.delineate.file.Hash;
import org.delineate.file.Json;
import org.delineate.infer.EngineChoice;
import org.delineate.infer.EngineChooser;
import org.delineate.infer.EngineTimes;
import org.delineate.model.Manifest;
import org.delineate.model.Model;
import org.delineate.model.PostProcess;
import org.delineate.nn.engine.Engine;
import org.delineate.nn.engine.Machine;
import org.delineate.nn.engine.Processor;
import org.delineate.sample.Preprocess;
import org.delineate.zoo.Network;
import org.delineate.zoo.NetworkGraph;
import org.delineate.zoo.Zoo;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Compares what the choice of an engine takes with the fastest there is: {@code bench/engines}. */
@Command(
        name = "bench/engines",
        description = "Times every engine for networks, and what is chosen among them.",
        mixinStandardHelpOptions = true,
        sortOptions = false)
public final class EngineTable implements Callable<Integer> {
    private static final int CHANNELS = 3;
    private static final int SIDE = 256;

    /** Is how pictures are computed. @param atOnce batches that are computed at once, each on one thread */
    private record Use(String words, int threads, int atOnce) {}

    private static final List<Use> USES =
            List.of(new Use("1", 1, 1), new Use("2, side by side", 2, 2), new Use("2, one at a time", 2, 1));

    @Option(
            names = "--networks",
            split = ",",
            paramLabel = "ID",
            defaultValue = "sc-unext,unext,malunet,unet-mobilenet-v2-slim,cmunext,rca-iunet",
            description = "Ids of the zoo; their weights are initial ones (default: ${DEFAULT-VALUE}).")
    private List<String> networks;

    @Option(
            names = "--rounds",
            paramLabel = "N",
            defaultValue = "3",
            description =
                    "Rounds over all networks, of which the shortest times are shown (default: ${DEFAULT-VALUE}).")
    private int rounds;

    @Option(
            names = "--write",
            paramLabel = "DIR",
            description = "Replace the table of this class of processors in results/engine-choice.md of this folder.")
    private Path docs;

    /** Is a row of the table, which fills round by round. */
    private static final class Line {
        private final Map<String, Double> times = new LinkedHashMap<>();
        private final Set<String> chosen = new LinkedHashSet<>();
        private String rule;
        private double timing = Double.POSITIVE_INFINITY;

        void add(Model model, Use use) {
            EngineChooser chooser = new EngineChooser("auto", "auto", use.threads, new EngineTimes());
            Engine.threads(use.threads);
            EngineChoice byRule = chooser.byRule(model);
            rule = name(byRule);
            long start = System.nanoTime();
            chosen.add(name(chooser.choice(model, 1, use.atOnce, EngineChooser.WORTH_TIMING)));
            timing = Math.min(timing, (System.nanoTime() - start) / 1e9);
            chooser.times(model, 1, use.atOnce).forEach((name, time) -> times.merge(name, time, Math::min));
        }

        private static String name(EngineChoice choice) {
            return choice.backend().name() + " " + choice.backend().numbers();
        }

        String text(Set<String> candidates) {
            double best = Collections.min(times.values());
            String each = candidates.stream()
                    .map(c -> format("%.1f", times.getOrDefault(c, Double.NaN)))
                    .collect(Collectors.joining(" | "));
            double worst = chosen.stream().mapToDouble(times::get).max().orElseThrow();
            return each + " | " + String.join(" / ", chosen)
                    + format(" | %.2f | %.2f | %.1f |", worst / best, times.get(rule) / best, timing);
        }
    }

    /** Measures, and prints the table or writes it into its page. */
    public static void main(String[] words) {
        System.exit(new CommandLine(new EngineTable()).execute(words));
    }

    @Override
    public Integer call() throws IOException {
        String writer = "bench/engines, " + Machine.here().kind();
        Path page = docs == null ? null : docs.resolve("results/engine-choice.md");
        if (page != null) {
            MeasuredPart.require(page, writer);
        }
        Map<String, Map<Use, Line>> lines = new LinkedHashMap<>();
        Map<String, String> names = new LinkedHashMap<>();
        for (int round = 0; round <= rounds; round++) { // the first warms the program up
            for (String id : networks) {
                try (Model model = model(id)) {
                    names.put(
                            id,
                            format(
                                    "`%s`, %.2f",
                                    id,
                                    NetworkGraph.ofImage(model.network(), SIDE, SIDE)
                                                    .macs()
                                            / 1e9));
                    for (Use use : USES) {
                        Line line = round == 0
                                ? new Line()
                                : lines.computeIfAbsent(id, n -> new LinkedHashMap<>())
                                        .computeIfAbsent(use, u -> new Line());
                        line.add(model, use);
                    }
                }
            }
        }
        String text = table(lines, names);
        if (page == null) {
            System.out.print(text);
        } else {
            MeasuredPart.write(page, writer, text);
        }
        return CommandLine.ExitCode.OK;
    }

    private static Model model(String id) {
        Network network = Zoo.of(id).create(CHANNELS, 1);
        network.initialise(1);
        Manifest manifest = new Manifest(
                id,
                CHANNELS,
                1,
                null,
                Preprocess.of(CHANNELS, SIDE),
                Manifest.Masks.ofLesions(0.5, PostProcess.NONE),
                new Manifest.Provenance(
                        new Manifest.Data("none", "", "", null, null),
                        1,
                        Json.treeOf(Map.of()),
                        Map.of(),
                        Build.CURRENT.toString(),
                        "",
                        "none"),
                null);
        return new Model(manifest, network, Hash.of(id));
    }

    private String table(Map<String, Map<Use, Line>> lines, Map<String, String> names) {
        Set<String> candidates = new LinkedHashSet<>();
        lines.values().forEach(uses -> uses.values().forEach(line -> candidates.addAll(line.times.keySet())));
        List<String> head = new ArrayList<>(List.of("network, GMACs", "threads"));
        head.addAll(candidates);
        head.addAll(List.of("chosen, round by round", "its time / best", "by the rule / best", "timing, s"));
        StringBuilder text = new StringBuilder();
        text.append(format(
                "Machine: %s%s. Commit %s. Written by `bench/engines --rounds %d --write docs`.%n%n",
                Machine.here().line(2, "auto"), Processor.isImitated() ? ", imitated" : "", Build.CURRENT, rounds));
        text.append("| ").append(String.join(" | ", head)).append(" |\n|---|---|");
        IntStream.range(2, head.size()).forEach(i -> text.append(i == head.size() - 4 ? "---|" : "---:|"));
        lines.forEach((id, uses) -> uses.forEach((use, line) ->
                text.append(format("%n| %s | %s | ", names.get(id), use.words)).append(line.text(candidates))));
        return text.append("\n").toString();
    }

    private static String format(String format, Object... values) {
        return String.format(Locale.ROOT, format, values);
    }
}
