package org.delineate.experiment;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Collectors;
import org.delineate.file.AtomicFile;
import org.delineate.file.Csv;
import org.delineate.metric.Statistics;

/**
 * Writes the table of an experiment for other programs and for papers. The same scores give the same bytes: no file
 * holds a time.
 */
final class ResultFiles {
    private static final List<String> COLUMNS =
            List.of("row", "trained_on", "tested_on", "masks", "score", "runs", "planned", "mean", "sd", "published");

    private ResultFiles() {}

    /** Writes results.csv, results.md and results.tex. */
    static void write(ExperimentFolder folder, Experiment experiment, ResultTable table) {
        csv(folder, table);
        AtomicFile.write(folder.file("results.md"), markdown(experiment, table));
        AtomicFile.write(folder.file("results.tex"), latex(experiment, table));
    }

    private static void csv(ExperimentFolder folder, ResultTable table) {
        List<List<Object>> rows = new ArrayList<>();
        for (ResultTable.Line line : table.lines()) {
            for (Score score : table.columns()) {
                Statistics runs = line.values().get(score);
                rows.add(List.of(
                        line.row(),
                        line.trained(),
                        line.tested(),
                        line.masks().id(),
                        score.name(),
                        line.done(),
                        line.planned(),
                        runs.count() == 0 ? Double.NaN : runs.mean(),
                        runs.sd(),
                        line.published().getOrDefault(score, Double.NaN)));
            }
        }
        Csv.write(folder.file("results.csv"), COLUMNS, rows.stream());
    }

    private static String markdown(Experiment experiment, ResultTable table) {
        StringBuilder text = new StringBuilder("# " + table.title() + "\n");
        for (ResultTable.Grid grid : table.grids()) {
            text.append("\n## ").append(cell(grid.title())).append("\n\n");
            row(text, grid.columns());
            row(text, Collections.nCopies(grid.columns().size(), "---"));
            grid.rows().forEach(cells -> row(text, cells));
        }
        text.append("\n").append(Legend.TEXT).append("\n");
        if (!experiment.source().differs().isEmpty()) {
            text.append("\nWhat differs from the published protocol:\n\n");
            experiment
                    .source()
                    .differs()
                    .forEach(d -> text.append("- ").append(d).append("\n"));
        }
        return text.toString();
    }

    private static void row(StringBuilder text, List<String> cells) {
        text.append(cells.stream().map(ResultFiles::cell).collect(Collectors.joining(" | ", "| ", " |\n")));
    }

    private static String cell(String text) {
        return text.replace("|", "\\|");
    }

    private static String latex(Experiment experiment, ResultTable table) {
        StringBuilder text = new StringBuilder();
        for (ResultTable.Grid grid : table.grids()) {
            text.append("\\begin{table}\n\\caption{")
                    .append(escaped(table.title() + ": " + grid.title()))
                    .append("}\n\\begin{tabular}{l")
                    .append("r".repeat(grid.columns().size() - 1))
                    .append("}\n\\hline\n");
            line(text, grid.columns());
            text.append("\\hline\n");
            grid.rows().forEach(cells -> line(text, cells));
            text.append("\\hline\n\\end{tabular}\n\\end{table}\n\n");
        }
        text.append("% ").append(Legend.TEXT).append("\n");
        experiment.source().differs().forEach(d -> text.append("% ").append(d).append("\n"));
        return text.toString();
    }

    private static void line(StringBuilder text, List<String> cells) {
        text.append(cells.stream().map(ResultFiles::escaped).collect(Collectors.joining(" & ", "", " \\\\\n")));
    }

    private static String escaped(String text) {
        return text.replace("\\", "\\textbackslash{}")
                .replaceAll("([&%$#_{}])", "\\\\$1")
                .replace("\\textbackslash\\{\\}", "\\textbackslash{}")
                .replace("±", "$\\pm$")
                .replace("→", "$\\to$")
                .replace("↑", "$\\uparrow$")
                .replace("↓", "$\\downarrow$")
                .replace("–", "--")
                .replace("~", "\\textasciitilde{}")
                .replace("^", "\\textasciicircum{}");
    }
}
