package org.delineate.experiment;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.delineate.comparison.EvaluationFolder;
import org.delineate.file.Csv;
import org.delineate.report.CaseScores;

/**
 * Writes the scores of every image in every row of an experiment as one table, {@code per-image.csv}, for statistics of
 * one's own. The same scores give the same bytes.
 */
final class PerImageTable {
    private static final List<String> COLUMNS =
            List.of("row", "trained_on", "tested_on", "masks", "run", "name", "class", "group");

    private PerImageTable() {}

    static Path file(ExperimentFolder folder) {
        return folder.file("per-image.csv");
    }

    /** Writes the images of all runs that have come to their ends, with those of the scores that an image has. */
    static void write(Plan plan, ExperimentFolder folder) {
        List<String> scores = plan.experiment().scoring().scores().stream()
                .filter(s -> Score.of(s).isOfImages())
                .toList();
        List<String> header = new ArrayList<>(COLUMNS);
        header.addAll(scores);
        List<List<Object>> lines = new ArrayList<>();
        for (PlannedRun run : plan.possible()) {
            if (ExperimentRunner.isDone(plan, folder, run)) {
                for (Execution.Target target : Execution.targets(plan, run)) {
                    List<Object> key = List.of(
                            run.row().name(),
                            run.row().lineage(run.data()),
                            target.data(),
                            target.masks().id(),
                            run.id());
                    Path evaluation = folder.evaluation(run.id(), target.data(), target.masks());
                    EvaluationFolder.read(run.row().name(), evaluation)
                            .cases()
                            .forEach(c -> lines.add(line(key, c, scores)));
                }
            }
        }
        Csv.write(file(folder), header, lines.stream());
    }

    private static List<Object> line(List<Object> key, CaseScores image, List<String> scores) {
        List<Object> line = new ArrayList<>(key);
        line.addAll(List.of(image.name(), image.label(), image.group()));
        scores.forEach(s -> line.add(image.scores().byName().get(s)));
        return line;
    }
}
