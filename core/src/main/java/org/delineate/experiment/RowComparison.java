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
     * Is what can be compared: evaluations of the same images. All folds together are one, since each image is in the
     * test part of one of them.
     *
     * @param name of the data set, split and seed
     * @param evaluations folders with per-image.csv, by the row's name
     */
    record Group(String name, Map<String, List<Path>> evaluations) {}

    /** Lists the groups of at least two rows whose runs have all come to their ends. */
    static List<Group> groups(Plan plan, ExperimentFolder folder) {
        Map<String, Map<String, List<Path>>> groups = new LinkedHashMap<>();
        for (PlannedRun run : plan.possible()) {
            if (ExperimentRunner.isDone(plan, folder, run)) {
                for (Execution.Target target : Execution.targets(plan, run)) {
                    boolean joinsFolds = target.own()
                            && plan.experiment().data().get(run.data()).split().folds() != null;
                    String split = run.id().substring(run.id().indexOf('.') + 1);
                    String name = (joinsFolds ? split.replaceFirst("\\.fold\\d+", "") : split)
                            + (target.own() ? "" : "." + Experiment.slug(target.data()))
                            + target.masks().suffix();
                    groups.computeIfAbsent(name, n -> new LinkedHashMap<>())
                            .computeIfAbsent(run.row().name(), n -> new ArrayList<>())
                            .add(folder.evaluation(run.id(), target.data(), target.masks()));
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

    /** Reads the evaluations of a row; those of several folds have no protocol in common. */
    private static Result result(String row, List<Path> evaluations) {
        List<Result> folds =
                evaluations.stream().map(e -> EvaluationFolder.read(row, e)).toList();
        return folds.size() == 1
                ? folds.get(0)
                : new Result(
                        row,
                        null,
                        folds.stream().flatMap(f -> f.cases().stream()).toList(),
                        folds.stream().mapToInt(Result::seen).sum());
    }

    /** Compares the rows of each group by Dice. */
    static void write(Plan plan, ExperimentFolder folder) {
        for (Group group : groups(plan, folder)) {
            List<Result> results = group.evaluations().entrySet().stream()
                    .map(e -> result(e.getKey(), e.getValue()))
                    .toList();
            ComparisonFolder.write(page(folder, group).getParent(), Comparison.of(results, Comparison.Question.dice()));
        }
    }
}
