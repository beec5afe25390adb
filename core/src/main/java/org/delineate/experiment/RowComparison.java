package org.delineate.experiment;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.delineate.comparison.Comparison;
import org.delineate.comparison.ComparisonFolder;
import org.delineate.comparison.EvaluationFolder;
import org.delineate.comparison.Result;

/**
 * Compares the rows of an experiment by their scores of the same images: the one place where statistics over rows are
 * called, after all runs have come to their ends.
 */
final class RowComparison {
    private RowComparison() {}

    /**
     * Is what can be compared: evaluations of the same images.
     *
     * @param name of the data set, split and seed
     * @param evaluations folders with per-image.csv, by the row's name
     */
    record Group(String name, Map<String, Path> evaluations) {}

    /** Lists the groups of at least two rows whose runs have all come to their ends. */
    static List<Group> groups(Plan plan, ExperimentFolder folder) {
        Map<String, Map<String, Path>> groups = new LinkedHashMap<>();
        for (PlannedRun run : plan.possible()) {
            if (ExperimentRunner.isDone(plan, folder, run)) {
                for (Execution.Target target : Execution.targets(plan, run)) {
                    String name = run.id().substring(run.id().indexOf('.') + 1)
                            + (target.own() ? "" : "." + Experiment.slug(target.data()))
                            + (target.postProcess().equals("none") ? "" : "-" + target.postProcess());
                    groups.computeIfAbsent(name, n -> new LinkedHashMap<>())
                            .put(run.row().name(), folder.evaluation(run.id(), target.data(), target.postProcess()));
                }
            }
        }
        List<Group> all = new ArrayList<>();
        groups.forEach((name, evaluations) -> {
            if (evaluations.size() > 1) {
                all.add(new Group(name, evaluations));
            }
        });
        return all;
    }

    /** Names the page with the comparison of a group. */
    static Path page(ExperimentFolder folder, Group group) {
        return folder.file("comparison").resolve(group.name()).resolve("comparison.html");
    }

    /** Compares the rows of each group by Dice. */
    static void write(Plan plan, ExperimentFolder folder) {
        for (Group group : groups(plan, folder)) {
            List<Result> results = group.evaluations().entrySet().stream()
                    .map(e -> EvaluationFolder.read(e.getKey(), e.getValue()))
                    .toList();
            ComparisonFolder.write(page(folder, group).getParent(), Comparison.of(results, Comparison.Question.dice()));
        }
    }
}
