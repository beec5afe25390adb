package org.delineate.report;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.delineate.file.Csv;
import org.delineate.metric.Confusion;

/**
 * {@code per-image.csv}: name, class, whether it was seen in training, pixel counts, every score and the uncertainty of
 * each picture; an undefined score is an empty cell.
 */
public final class PerImageFile {
    private static final List<String> COUNTS =
            List.of("true_positive", "false_positive", "false_negative", "true_negative");

    private PerImageFile() {}

    public static void write(Path csv, List<CaseScores> cases) {
        Csv.write(csv, columns(), cases.stream().map(PerImageFile::row));
    }

    private static List<String> columns() {
        List<String> columns = new ArrayList<>(List.of("name", "class", "seen"));
        columns.addAll(COUNTS);
        Arrays.stream(Metric.values()).map(Metric::id).forEach(columns::add);
        columns.add("uncertainty");
        return columns;
    }

    private static List<Object> row(CaseScores c) {
        Confusion counts = c.scores().confusion();
        List<Object> row = new ArrayList<>(List.of(c.name(), c.label(), c.seen().word()));
        row.add(counts.truePositive());
        row.add(counts.falsePositive());
        row.add(counts.falseNegative());
        row.add(counts.trueNegative());
        row.addAll(c.scores().byName().values());
        row.add(c.uncertainty());
        return row;
    }
}
