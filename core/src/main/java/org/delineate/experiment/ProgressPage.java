package org.delineate.experiment;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.delineate.file.AtomicFile;
import org.delineate.file.Build;
import org.delineate.report.Page;
import org.delineate.train.History;

/**
 * Shows an experiment while it runs and afterwards: {@code index.html}, one page that needs no other file, and loads
 * itself again as long as the experiment runs.
 */
final class ProgressPage {
    private final Plan plan;
    private final ExperimentFolder folder;
    private final String command;

    /** @param command line that began the experiment */
    ProgressPage(Plan plan, ExperimentFolder folder, String command) {
        this.plan = plan;
        this.folder = folder;
        this.command = command;
    }

    /** @param running whether the page is to load itself again @param failures by the ids of runs */
    void write(boolean running, Map<String, String> failures) {
        Experiment experiment = plan.experiment();
        List<PlannedRun> possible = plan.possible();
        long done = possible.stream()
                .filter(r -> ExperimentRunner.isDone(plan, folder, r))
                .count();
        Map<String, Object> page = new LinkedHashMap<>();
        page.put("running", running);
        page.put("title", experiment.title());
        page.put("paper", experiment.source().paper());
        page.put("table", experiment.source().table());
        page.put("hasTable", !experiment.source().table().isEmpty());
        page.put("done", done);
        page.put("possible", possible.size());
        page.put("planned", plan.runs().size());
        page.put("failed", failures.size());
        page.put("hasFailed", !failures.isEmpty());
        page.put("grids", grids(ResultTable.of(plan, folder)));
        page.put("legend", Legend.TEXT);
        page.put("differs", experiment.source().differs());
        page.put("hasDiffers", !experiment.source().differs().isEmpty());
        page.put("data", data());
        page.put("comparisons", comparisons());
        page.put("hasComparisons", !comparisons().isEmpty());
        page.put("runs", plan.runs().stream().map(r -> run(r, failures)).toList());
        page.put("hasImages", Files.exists(PerImageTable.file(folder)));
        page.put("command", command);
        page.put("code", Build.CURRENT.toString());
        AtomicFile.write(folder.index(), Page.of(ProgressPage.class, "index.html", page));
    }

    private static List<Map<String, Object>> grids(ResultTable table) {
        return table.grids().stream()
                .map(g -> Map.of(
                        "title",
                        g.title(),
                        "columns",
                        g.columns(),
                        "rows",
                        g.rows().stream()
                                .map(cells -> Map.of("heading", cells.get(0), "cells", cells.subList(1, cells.size())))
                                .toList()))
                .toList();
    }

    private List<Map<String, Object>> data() {
        List<Map<String, Object>> all = new ArrayList<>();
        plan.experiment()
                .data()
                .forEach((name, source) -> all.add(Map.of(
                        "name",
                        name,
                        "split",
                        source.split().words()
                                + (source.cases().equals(DataSource.ALL) ? ", cases without lesion too" : "")
                                + (source.sample() == null ? "" : ", " + source.sample() + " cases drawn"),
                        "state",
                        plan.missing().getOrDefault(name, source.isJoined() ? "joined" : "at hand"))));
        return all;
    }

    private List<Map<String, Object>> comparisons() {
        return RowComparison.groups(plan, folder).stream()
                .filter(g -> Files.exists(RowComparison.page(folder, g)))
                .map(g -> Map.<String, Object>of("name", g.name(), "link", link(RowComparison.page(folder, g))))
                .toList();
    }

    private Map<String, Object> run(PlannedRun run, Map<String, String> failures) {
        List<History.Epoch> history = folder.history(run);
        List<Map<String, String>> reports = new ArrayList<>();
        for (Execution.Target target : run.isPossible() ? Execution.targets(plan, run) : List.<Execution.Target>of()) {
            Path report =
                    folder.evaluation(run.id(), target.data(), target.masks()).resolve("report.html");
            if (Files.exists(report)) {
                reports.add(Map.of(
                        "name",
                        target.data()
                                + (target.masks().words().isEmpty()
                                        ? ""
                                        : ", " + target.masks().words()),
                        "link",
                        link(report)));
            }
        }
        double best = history.stream()
                .mapToDouble(History.Epoch::valDice)
                .filter(d -> !Double.isNaN(d))
                .max()
                .orElse(Double.NaN);
        return Map.of(
                "id",
                run.id(),
                "state",
                state(run, history, failures),
                "epochs",
                history.size() + "/" + run.config().loop().epochs(),
                "best",
                Double.isNaN(best) ? "–" : String.format(Locale.ROOT, "%.4f", best),
                "reports",
                reports);
    }

    private String state(PlannedRun run, List<History.Epoch> history, Map<String, String> failures) {
        if (!run.isPossible()) {
            return "not done: " + run.missing();
        }
        if (failures.containsKey(run.id())) {
            return "failed: " + failures.get(run.id());
        }
        return ExperimentRunner.isDone(plan, folder, run) ? "done" : history.isEmpty() ? "waits" : "begun";
    }

    private String link(Path file) {
        return folder.path()
                .toAbsolutePath()
                .relativize(file.toAbsolutePath())
                .toString()
                .replace('\\', '/')
                .replace("%", "%25")
                .replace("#", "%23");
    }
}
