package org.delineate.experiment;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.delineate.file.Plural;
import org.delineate.train.TrainConfig;

/** Tells what an experiment is going to do, in lines for people. */
public final class PlanText {
    private PlanText() {}

    /** @param estimate null where nothing was timed */
    public static String of(Plan plan, Estimate estimate) {
        Experiment experiment = plan.experiment();
        Experiment.Source source = experiment.source();
        List<String> lines = new ArrayList<>();
        lines.add(experiment.title() + " (" + source.paper()
                + (source.table().isEmpty() ? "" : ", table " + source.table()) + ")");
        experiment.data().forEach((name, data) -> {
            String missing = plan.missing().get(name);
            lines.add("data     " + name + ": " + data.split().words()
                    + (missing == null ? "" : "; NOT AT HAND: " + missing));
        });
        if (!experiment.scoring().crossData().isEmpty()) {
            lines.add("cross    every model is also scored on "
                    + String.join(", ", experiment.scoring().crossData()) + ", without training on it");
        }
        for (PlannedRun run : plan.runs()) {
            lines.add("run      " + run.id() + ": " + options(run)
                    + (run.isPossible()
                            ? estimate == null
                                    ? ""
                                    : ", about "
                                            + Estimate.words(estimate.hours().get(run.id()))
                            : "; NOT DONE: " + run.missing()));
        }
        lines.add(plan.possible().size() + " of " + plan.runs().size() + " runs can be done here"
                + (estimate == null || estimate.hours().isEmpty()
                        ? ""
                        : ", one after the other in about " + Estimate.words(estimate.total()) + " (" + Estimate.METHOD
                                + ")"));
        source.differs().forEach(d -> lines.add("differs  " + d));
        return String.join("\n", lines);
    }

    private static String options(PlannedRun run) {
        TrainConfig config = run.config();
        return String.format(
                Locale.ROOT,
                "%s, %dx%d, batch %d, %s, loss %s%s%s",
                config.network(),
                config.input().size(),
                config.input().size(),
                config.loop().batch(),
                Plural.of(config.loop().epochs(), "epoch"),
                config.descent().loss(),
                run.origin() == null ? "" : ", from the model of " + run.origin(),
                run.teachers().isEmpty()
                        ? ""
                        : ", taught by " + Plural.of(run.teachers().size(), "model") + " of row "
                                + run.row().teachers().row());
    }

    /** Writes the table as far as it is, in columns. */
    public static String of(ResultTable table) {
        List<String> lines = new ArrayList<>();
        for (ResultTable.Grid grid : table.grids()) {
            lines.add(grid.title());
            List<List<String>> rows = new ArrayList<>(List.of(grid.columns()));
            rows.addAll(grid.rows());
            int[] widths = new int[grid.columns().size()];
            rows.forEach(cells -> {
                for (int i = 0; i < widths.length; i++) {
                    widths[i] = Math.max(widths[i], cells.get(i).length());
                }
            });
            rows.forEach(cells -> lines.add(padded(cells, widths)));
        }
        return String.join("\n", lines);
    }

    private static String padded(List<String> cells, int[] widths) {
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < widths.length; i++) {
            String gap = " ".repeat(widths[i] - cells.get(i).length());
            line.append("  ").append(i == 0 ? cells.get(i) + gap : gap + cells.get(i));
        }
        return line.toString().stripTrailing();
    }
}
