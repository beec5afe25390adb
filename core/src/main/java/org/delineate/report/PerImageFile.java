package org.delineate.report;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.commons.csv.CSVRecord;
import org.delineate.file.Csv;
import org.delineate.metric.Confusion;
import org.delineate.metric.ImageScores;

/**
 * {@code per-image.csv}: name, class, pixel counts and every score of each picture; an undefined score is an empty
 * cell.
 */
public final class PerImageFile {
    private static final List<String> COUNTS =
            List.of("true_positive", "false_positive", "false_negative", "true_negative");

    private PerImageFile() {}

    public static void write(Path csv, List<CaseScores> cases) {
        Csv.write(csv, columns(), cases.stream().map(PerImageFile::row));
    }

    /** @throws org.delineate.file.BadFileException where the file is no such table; the message names the row */
    public static List<CaseScores> read(Path csv) {
        return Csv.read(csv, columns()).stream().map(row -> parse(csv, row)).toList();
    }

    private static List<String> columns() {
        List<String> columns = new ArrayList<>(List.of("name", "class"));
        columns.addAll(COUNTS);
        Arrays.stream(Metric.values()).map(Metric::id).forEach(columns::add);
        return columns;
    }

    private static List<Object> row(CaseScores c) {
        Confusion counts = c.scores().confusion();
        List<Object> row = new ArrayList<>(List.of(c.name(), c.label()));
        row.add(counts.truePositive());
        row.add(counts.falsePositive());
        row.add(counts.falseNegative());
        row.add(counts.trueNegative());
        row.addAll(c.scores().byName().values());
        return row;
    }

    private static CaseScores parse(Path csv, CSVRecord row) {
        long[] n = COUNTS.stream().mapToLong(column -> count(csv, row, column)).toArray();
        Cells cells = column -> Csv.number(csv, row, column);
        ImageScores scores = new ImageScores(
                new ImageScores.OverlapScores(
                        cells.at("dice"),
                        cells.at("iou"),
                        cells.at("precision"),
                        cells.at("recall"),
                        cells.at("specificity"),
                        cells.at("accuracy"),
                        cells.at("mean_iou_two_class"),
                        cells.at("thresholded_mean_iou")),
                new ImageScores.SurfaceScores(
                        cells.at("average_hausdorff_px"),
                        cells.at("hausdorff95_px"),
                        cells.at("assd_px"),
                        cells.at("surface_dice_1px"),
                        cells.at("surface_dice_2px")),
                new ImageScores.MapScores(
                        cells.at("mae"),
                        cells.at("s_measure"),
                        cells.at("weighted_f"),
                        cells.at("e_measure_mean"),
                        cells.at("e_measure_max")),
                new Confusion(n[0], n[1], n[2], n[3]));
        return new CaseScores(row.get("name"), row.get("class"), scores);
    }

    private interface Cells {
        double at(String column);
    }

    private static long count(Path csv, CSVRecord row, String column) {
        double count = Csv.number(csv, row, column);
        if (count < 0 || count != (long) count) {
            throw Csv.bad(csv, row, column + " is '" + row.get(column) + "', no count of pixels");
        }
        return (long) count;
    }
}
