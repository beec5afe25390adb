package org.delineate.report;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.delineate.dataset.audit.Seen;
import org.delineate.file.BadFileException;
import org.delineate.file.Csv;
import org.delineate.file.Printable;
import org.delineate.metric.Confusion;
import org.delineate.metric.ImageScores;

/**
 * {@code per-image.csv}: name, class, whether it was seen in training, pixel counts, every score, the uncertainty and the
 * group of each picture; an undefined score is an empty cell.
 */
public final class PerImageFile {
    private static final String UNCERTAINTY = "uncertainty";
    private static final String GROUP = "group";
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
        columns.add(UNCERTAINTY);
        columns.add(GROUP);
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
        row.add(c.group());
        return row;
    }

    /**
     * Reads what {@link #write} wrote. In files of older versions no picture has a group, and in some nothing tells
     * whether it was seen: each stands alone then, and nobody knows.
     *
     * @throws BadFileException where a column is missing or a cell is no number
     */
    public static List<CaseScores> read(Path csv) {
        List<String> required = columns();
        required.removeAll(List.of("seen", UNCERTAINTY, GROUP));
        return Csv.readColumns(csv, required).stream()
                .map(row -> caseScores(csv, row))
                .toList();
    }

    private static CaseScores caseScores(Path csv, Map<String, String> row) {
        String name = row.get("name");
        Map<String, Double> scores = new LinkedHashMap<>();
        for (Metric metric : Metric.values()) {
            scores.put(metric.id(), number(csv, row, metric.id()));
        }
        Confusion counts = new Confusion(
                count(csv, row, COUNTS.get(0)),
                count(csv, row, COUNTS.get(1)),
                count(csv, row, COUNTS.get(2)),
                count(csv, row, COUNTS.get(3)));
        return new CaseScores(
                name,
                row.get("class"),
                row.getOrDefault(GROUP, name),
                Seen.of(row.getOrDefault("seen", Seen.UNKNOWN.word())),
                ImageScores.of(scores, counts),
                null,
                row.containsKey(UNCERTAINTY) ? number(csv, row, UNCERTAINTY) : Double.NaN);
    }

    private static long count(Path csv, Map<String, String> row, String column) {
        double pixels = number(csv, row, column);
        if (!(pixels >= 0 && pixels == Math.rint(pixels))) {
            throw new BadFileException(
                    csv,
                    column + " of " + Printable.quoted(row.get("name")) + " is " + Printable.quoted(row.get(column))
                            + ", no count of pixels",
                    "evaluate again");
        }
        return (long) pixels;
    }

    private static double number(Path csv, Map<String, String> row, String column) {
        String cell = row.get(column);
        try {
            return cell.isEmpty() ? Double.NaN : Double.parseDouble(cell);
        } catch (NumberFormatException e) {
            throw new BadFileException(
                    csv,
                    column + " of " + Printable.quoted(row.get("name")) + " is " + Printable.quoted(cell)
                            + ", no number",
                    "evaluate again",
                    e);
        }
    }
}
