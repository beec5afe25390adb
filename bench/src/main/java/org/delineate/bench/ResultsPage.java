package org.delineate.bench;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import org.delineate.bench.Task.Kind;

/** Writes the results as Markdown. */
record ResultsPage(Results results, String machine, String commit, String command) {
    private static final String HEAD = """
            | network | batch | who | rounds | ms | min..max | times faster | min..max | images/s | GFLOP/s | of peak \
            | CPU s | peak MiB | differs by |
            |---|---|---|---|---|---|---|---|---|---|---|---|---|---|
            """;

    String text() {
        StringBuilder page = new StringBuilder("# Against every peer\n\n");
        page.append("Machine: ").append(machine).append(". Commit ").append(commit);
        page.append(". Written by:\n\n```\n").append(command).append("\n```\n\n");
        page.append(REMARKS);
        for (int threads : threads()) {
            page.append(peaks(threads));
            for (Kind kind : Kind.values()) {
                List<Task> tasks = results.tasks(kind, threads);
                if (!tasks.isEmpty()) {
                    page.append("\n## ")
                            .append(title(kind, threads))
                            .append("\n\n")
                            .append(means(tasks));
                    page.append("\n").append(HEAD);
                    tasks.forEach(t -> results.of(t).forEach(c -> page.append(row(c))));
                }
            }
        }
        page.append(scaling()).append(unmeasured()).append(settings());
        return page.toString();
    }

    private static final String REMARKS = """
            Every peer has a process of its own, with the allocator its users have; those in a JVM have our settings \
            of threads, Python its
            own. The processes run one after the other, round after round, and sleep in between. Times are medians; \
            "times faster" is the median of the ratios to libtorch's defaults in the
            same round. Pictures of 256x256 with 3 channels, the same weights everywhere. A training step is forward, \
            loss, backward and
            AdamW; its operations are counted as three forwards. The peak is the fastest product of two matrices in \
            the same run.
            Where a task is slow, few rounds are made; a first run that is slower than the limit of the command is \
            the only one, and one
            that takes far too long is ended and counts as the time until then: marked with ">", and so are the least \
            ratios that follow.
            Memory is that of the whole process. "differs by": the largest difference to libtorch's defaults, of \
            probabilities in
            inference and of the first loss in training, where networks with dropout draw differently.
            """;

    private List<Integer> threads() {
        return results.measurements().stream()
                .map(c -> c.task().threads())
                .distinct()
                .sorted()
                .toList();
    }

    private static String title(Kind kind, int threads) {
        String name = kind == Kind.INFERENCE ? "Inference" : "Training step";
        return name + ", " + threads + (threads == 1 ? " thread" : " threads");
    }

    private String peaks(int threads) {
        List<String> peaks = new ArrayList<>();
        for (Peer p : List.of(Peer.PEAK_FLOAT32, Peer.PEAK_BF16)) {
            results.peak(p, threads).ifPresent(v -> peaks.add(format("%s %.0f GFLOP/s", p.label(), v)));
        }
        return peaks.isEmpty() ? "" : "\nPeak, " + threads + " threads: " + String.join(", ", peaks) + ".\n";
    }

    /** Writes the geometric means of ours against the others: of all tasks, and of those with batches of one size. */
    private String means(List<Task> tasks) {
        List<Peer> others = peers(tasks).stream().filter(p -> !p.isOurs()).toList();
        if (others.isEmpty()) {
            return "";
        }
        StringBuilder table = new StringBuilder("| geometric mean (tasks) |");
        others.forEach(p -> table.append(" against ").append(p.label()).append(" |"));
        table.append("\n|---|").append("---|".repeat(others.size())).append("\n");
        table.append(means(tasks, others, ""));
        List<Integer> batches = tasks.stream().map(Task::batch).distinct().toList();
        if (batches.size() > 1) {
            for (int batch : batches) {
                List<Task> some = tasks.stream().filter(t -> t.batch() == batch).toList();
                table.append(means(some, others, ", batch " + batch));
            }
        }
        return table.toString();
    }

    private String means(List<Task> tasks, List<Peer> others, String which) {
        List<Peer> ours = peers(tasks).stream().filter(Peer::isOurs).toList();
        StringBuilder rows = new StringBuilder();
        for (Peer o : ours) {
            rows.append("| ").append(o.label()).append(which).append(" |");
            others.forEach(p -> rows.append(cell(results.mean(tasks, o, p))));
            rows.append("\n");
        }
        if (ours.size() > 1) {
            rows.append("| the fastest of ours in each task").append(which).append(" |");
            others.forEach(p -> rows.append(cell(results.mean(tasks, p))));
            rows.append("\n");
        }
        return rows.toString();
    }

    private static String cell(Results.Mean mean) {
        return mean.tasks() == 0
                ? " |"
                : format(" %s%.2f (%d) |", mean.least() ? "> " : "", mean.value(), mean.tasks());
    }

    private List<Peer> peers(List<Task> tasks) {
        return tasks.stream()
                .flatMap(t -> results.of(t).stream())
                .filter(Measurement::isMeasured)
                .map(Measurement::peer)
                .distinct()
                .sorted()
                .toList();
    }

    private String row(Measurement c) {
        Task t = c.task();
        if (!c.isMeasured()) {
            return format(
                    "| %s | %d | %s | not measured ||||||||||||%n",
                    t.network(), t.batch(), c.peer().label());
        }
        Optional<Measurement> base = results.of(t, Peer.LIBTORCH);
        double[] times = base.filter(b -> !(b.isAborted() && c.isAborted()))
                .map(c::speedups)
                .orElse(new double[0]);
        String least = base.map(Measurement::isAborted).orElse(false) ? "> " : c.isAborted() ? "< " : "";
        if (c.isAborted()) {
            return format(
                    "| %s | %d | %s | %d | > %s | | %s ||||||||%n",
                    t.network(),
                    t.batch(),
                    c.peer().label(),
                    c.rounds(),
                    ms(c.median()),
                    times.length == 0 ? "" : least + format("%.2f", RoundStatistics.median(times)));
        }
        Optional<Double> peak = results.peak(c.peer().peak(), t.threads());
        return format(
                "| %s | %d | %s | %d | %s | %s..%s | %s | %s | %.1f | %.0f | %s | %.2f | %s | %s |%n",
                t.network(),
                t.batch(),
                c.peer().label(),
                c.rounds(),
                ms(c.median()),
                ms(RoundStatistics.min(c.times().milliseconds())),
                ms(RoundStatistics.max(c.times().milliseconds())),
                times.length == 0 ? "" : least + format("%.2f", RoundStatistics.median(times)),
                times.length == 0 || base.orElseThrow().isAborted()
                        ? ""
                        : format("%.2f..%.2f", RoundStatistics.min(times), RoundStatistics.max(times)),
                1000 * t.batch() / c.median(),
                results.gflops(c),
                peak.map(p -> format("%.0f %%", 100 * results.gflops(c) / p)).orElse(""),
                RoundStatistics.median(c.times().cpuMilliseconds()) / 1000,
                c.peakBytes() == 0 ? "" : Long.toString(c.peakBytes() >> 20),
                base.filter(b -> !b.isAborted())
                        .map(b -> format("%.1e", c.difference(b)))
                        .orElse(""));
    }

    private static String ms(double milliseconds) {
        return format(milliseconds < 100 ? "%.1f" : "%.0f", milliseconds);
    }

    /** Writes how much faster two threads are than one. */
    private String scaling() {
        List<String> rows = new ArrayList<>();
        Map<List<String>, List<Double>> ratios = new LinkedHashMap<>();
        for (Task one : results.tasks()) {
            Task two = new Task(one.network(), one.kind(), one.batch(), 2);
            for (Measurement c : results.of(one)) {
                if (one.threads() == 1 && c.isComplete()) {
                    List<String> kind = List.of(
                            one.kind().id(),
                            Integer.toString(one.batch()),
                            c.peer().label());
                    results.of(two, c.peer()).filter(Measurement::isComplete).ifPresent(d -> {
                        double ratio = c.median() / d.median();
                        rows.add(format("| %s | %s | %.2f |", one.network(), String.join(" | ", kind), ratio));
                        ratios.computeIfAbsent(kind, k -> new ArrayList<>()).add(ratio);
                    });
                }
            }
        }
        means(ratios, rows);
        return rows.isEmpty()
                ? ""
                : "\n## From 1 thread to 2\n\n| network | what | batch | who | times faster |\n|---|---|---|---|---|\n"
                        + String.join("\n", rows) + "\n";
    }

    private static void means(Map<List<String>, List<Double>> ratios, List<String> rows) {
        ratios.forEach((kind, all) -> rows.add(format(
                "| geometric mean (%d) | %s | %.2f |",
                all.size(), String.join(" | ", kind), RoundStatistics.geometricMean(all))));
    }

    private String unmeasured() {
        List<String> lines = results.measurements().stream()
                .filter(c -> !c.isMeasured())
                .map(c -> "- " + c.peer().label() + ", " + c.task() + ": " + c.problem())
                .toList();
        return lines.isEmpty() ? "" : "\n## Not measured\n\n" + String.join("\n", lines) + "\n";
    }

    private String settings() {
        return results.measurements().stream()
                .filter(c -> c.isMeasured() && !c.peer().isPeak())
                .map(c -> "- " + c.peer().label() + ": " + Objects.toString(c.about(), ""))
                .distinct()
                .collect(Collectors.joining("\n", "\n## Settings\n\n", "\n"));
    }

    private static String format(String pattern, Object... values) {
        return String.format(Locale.ROOT, pattern, values);
    }
}
