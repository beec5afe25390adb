package org.delineate.comparison;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.delineate.file.AtomicFile;
import org.delineate.file.Csv;
import org.delineate.file.Json;

/** Writes a comparison in all formats into one folder; the numbers are rounded alike, and JSON has all digits. */
public final class ComparisonFolder {
    private static final String NAME = "comparison";

    private ComparisonFolder() {}

    /** Writes the plots, comparison.md, .tex, .csv, .html and, last, .json; what a folder held of them is replaced. */
    public static void write(Path folder, Comparison c) {
        for (MetricComparison m : c.metrics()) {
            if (CriticalDifferencePlot.exists(m)) {
                AtomicFile.write(folder.resolve(CriticalDifferencePlot.fileName(m)), CriticalDifferencePlot.png(c, m));
            }
        }
        AtomicFile.write(folder.resolve(NAME + ".md"), MarkdownTables.of(c));
        AtomicFile.write(folder.resolve(NAME + ".tex"), LatexTables.of(c));
        csv(folder.resolve(NAME + ".csv"), ComparisonTables.of(c));
        AtomicFile.write(folder.resolve(NAME + ".html"), ComparisonPage.of(c));
        AtomicFile.write(folder.resolve(NAME + ".json"), Json.pretty(ComparisonDocument.of(c)));
    }

    /** Writes a row for each cell: its table, the number and heading of its row, its column, its text. */
    private static void csv(Path file, List<ComparisonTable> tables) {
        List<List<Object>> cells = new ArrayList<>();
        for (ComparisonTable table : tables) {
            for (int r = 0; r < table.rows().size(); r++) {
                List<String> row = table.rows().get(r);
                for (int i = 1; i < row.size(); i++) {
                    cells.add(List.of(
                            table.id(), r + 1, row.get(0), table.columns().get(i), row.get(i)));
                }
            }
        }
        Csv.write(file, List.of("table", "line", "row", "column", "value"), cells.stream());
    }
}
