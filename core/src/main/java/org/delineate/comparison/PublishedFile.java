package org.delineate.comparison;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.delineate.file.BadFileException;
import org.delineate.file.BundledFile;
import org.delineate.file.Csv;
import org.delineate.file.Json;
import org.delineate.file.Printable;
import org.delineate.report.Metric;

/**
 * Reads published values: tables with the columns {@code network, metric, value, source, protocol} and, where they are
 * known, {@code dataset, deviation, aggregation}; or JSON, a list of objects with these names.
 */
public final class PublishedFile {
    private static final List<String> REQUIRED = List.of("network", "metric", "value", "source", "protocol");
    private static final String BUNDLED = "published.csv";
    private static final String SET = "set";

    private PublishedFile() {}

    /** Is a row as it stands in JSON. */
    private record Row(
            String network,
            String metric,
            Double value,
            String source,
            String protocol,
            String dataset,
            Double deviation,
            String aggregation) {

        static Row of(Map<String, String> cells) {
            return new Row(
                    cells.get("network"),
                    cells.get("metric"),
                    number("value", cells.get("value")),
                    cells.get("source"),
                    cells.get("protocol"),
                    cells.get("dataset"),
                    number("deviation", cells.getOrDefault("deviation", "")),
                    cells.get("aggregation"));
        }

        private static Double number(String column, String cell) {
            try {
                return cell.isEmpty() ? null : Double.valueOf(cell);
            } catch (NumberFormatException e) {
                throw new IllegalArgumentException(column + " is " + Printable.quoted(cell) + ", no number", e);
            }
        }

        Published published() {
            return new Published(
                    text(network),
                    text(dataset),
                    Metric.of(text(metric)),
                    value == null ? Double.NaN : value,
                    deviation == null ? Double.NaN : deviation,
                    Aggregation.of(text(aggregation)),
                    text(source),
                    text(protocol));
        }

        private static String text(String cell) {
            return cell == null ? "" : cell;
        }
    }

    /** Lists the names of the sets that come with the program. */
    public static List<String> names() {
        return bundled().stream().map(r -> r.get(SET)).distinct().toList();
    }

    /**
     * Reads a set that comes with the program, or a file.
     *
     * @param nameOrFile one of {@link #names}, else the path of a CSV or JSON file
     * @throws BadFileException where the file cannot be used; the message names the row
     */
    public static List<Published> read(String nameOrFile) {
        if (names().contains(nameOrFile)) {
            return values(
                    path(),
                    bundled().stream()
                            .filter(r -> r.get(SET).equals(nameOrFile))
                            .toList());
        }
        Path file = Path.of(nameOrFile);
        if (!Files.exists(file)) {
            throw new BadFileException(
                    file, "neither a file nor published values that come with the program", "known are " + names());
        }
        return nameOrFile.toLowerCase(Locale.ROOT).endsWith(".json")
                ? valuesOf(file, List.of(Json.read(file, Row[].class)))
                : values(file, Csv.readColumns(file, REQUIRED));
    }

    private static List<Map<String, String>> bundled() {
        return Csv.readColumns(path(), REQUIRED);
    }

    private static Path path() {
        return BundledFile.of(PublishedFile.class, BUNDLED);
    }

    private static List<Published> values(Path file, List<Map<String, String>> rows) {
        List<Published> values = new ArrayList<>();
        for (int i = 0; i < rows.size(); i++) {
            try {
                values.add(Row.of(rows.get(i)).published());
            } catch (IllegalArgumentException e) {
                throw bad(file, i + 2, e);
            }
        }
        return values;
    }

    private static List<Published> valuesOf(Path file, List<Row> rows) {
        List<Published> values = new ArrayList<>();
        for (int i = 0; i < rows.size(); i++) {
            try {
                values.add(rows.get(i).published());
            } catch (IllegalArgumentException e) {
                throw bad(file, i + 1, e);
            }
        }
        return values;
    }

    private static BadFileException bad(Path file, int row, IllegalArgumentException e) {
        return new BadFileException(file, "row " + row + ": " + e.getMessage(), "correct the file", e);
    }
}
