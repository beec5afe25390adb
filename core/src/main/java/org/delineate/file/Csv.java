package org.delineate.file;

import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;

/**
 * Reads and writes tables with a header line, in UTF-8: {@link #read} those that this project wrote, strictly, and
 * {@link #readColumns} those of users, with their spaces, blank lines and further columns.
 */
public final class Csv {
    private static final CSVFormat FORMAT =
            CSVFormat.DEFAULT.builder().setRecordSeparator('\n').get();
    private static final CSVFormat USERS = CSVFormat.DEFAULT
            .builder()
            .setIgnoreSurroundingSpaces(true)
            .setIgnoreEmptyLines(true)
            .get();

    private Csv() {}

    /** Writes a table; an undefined number (NaN) becomes an empty cell. */
    public static void write(Path file, List<String> header, Stream<? extends List<?>> rows) {
        StringBuilder text = new StringBuilder();
        try {
            FORMAT.printRecord(text, header.toArray());
            for (List<?> row : rows.toList()) {
                FORMAT.printRecord(text, row.stream().map(Csv::cell).toArray());
            }
        } catch (IOException e) {
            throw new AssertionError("a StringBuilder takes every text", e);
        }
        AtomicFile.write(file, text.toString());
    }

    private static Object cell(Object value) {
        return value instanceof Double d && d.isNaN() ? "" : value;
    }

    /**
     * Reads a table that has exactly these columns.
     *
     * @throws BadFileException where a row is broken or the first line names other columns
     */
    public static List<CSVRecord> read(Path file, List<String> header) {
        return read(file, header, header.size());
    }

    /**
     * Reads a table that has these columns, or the first of them, as one that a former version wrote.
     *
     * @param always how many columns every version has
     * @throws BadFileException where a row is broken or the first line names other columns
     */
    public static List<CSVRecord> read(Path file, List<String> header, int always) {
        CSVFormat format =
                FORMAT.builder().setHeader().setSkipHeaderRecord(true).get();
        String text = text(file);
        try (CSVParser parser = format.parse(new StringReader(text))) {
            List<String> names = parser.getHeaderNames();
            int columns = Math.min(Math.max(names.size(), always), header.size());
            if (!names.equals(header.subList(0, columns))) {
                throw new BadFileException(
                        file,
                        "columns " + Printable.plain(names.toString()) + ", expected " + header,
                        "is this the right file?");
            }
            List<CSVRecord> rows = new ArrayList<>();
            for (CSVRecord row : parser) {
                if (!row.isConsistent()) {
                    throw bad(file, row, row.size() + " cells, expected " + columns);
                }
                if (rows.size() == Limits.DEFAULT.texts().listLines()) {
                    throw bad(file, row, "more than " + rows.size() + " rows");
                }
                rows.add(row);
            }
            return rows;
        } catch (IOException | UncheckedIOException | IllegalArgumentException e) {
            throw new BadFileException(file, "no table: " + e.getMessage(), "correct the file", e);
        }
    }

    /**
     * Reads a table that has at least these columns, each row as a map from the column's name in lower case to its
     * cell.
     *
     * @throws BadFileException where a required column is missing, a row is too short or too long, or there are too
     *     many rows
     */
    public static List<Map<String, String>> readColumns(Path file, List<String> required) {
        String text = text(file);
        try (CSVParser parser = USERS.parse(new StringReader(text))) {
            return byColumn(file, required, parser.getRecords());
        } catch (IOException | UncheckedIOException e) {
            throw new BadFileException(file, "no valid table: " + e.getMessage(), "is this the right file?", e);
        }
    }

    private static String text(Path file) {
        return TextFile.read(file, Limits.DEFAULT.texts().listBytes());
    }

    private static List<Map<String, String>> byColumn(Path file, List<String> required, List<CSVRecord> records) {
        if (records.isEmpty() || records.size() > Limits.DEFAULT.texts().listLines()) {
            throw new BadFileException(
                    file,
                    records.size() + " rows; a header and at most "
                            + Limits.DEFAULT.texts().listLines() + " rows are read",
                    "is this the right file?");
        }
        List<String> header = header(file, required, records.get(0));
        List<Map<String, String>> rows = new ArrayList<>();
        for (CSVRecord record : records.subList(1, records.size())) {
            if (record.size() != header.size()) {
                throw new BadFileException(
                        file,
                        "row " + record.getRecordNumber() + " has " + record.size() + " cells, the header has "
                                + header.size(),
                        "put cells that hold a comma in quotation marks");
            }
            Map<String, String> row = new LinkedHashMap<>();
            for (int i = 0; i < header.size(); i++) {
                row.put(header.get(i), record.get(i));
            }
            rows.add(row);
        }
        return rows;
    }

    private static List<String> header(Path file, List<String> required, CSVRecord first) {
        List<String> header = new ArrayList<>();
        for (String cell : first) {
            String name = cell.toLowerCase(Locale.ROOT);
            if (header.contains(name)) {
                throw new BadFileException(
                        file, "column " + Printable.quoted(cell) + " appears twice", "rename one of them");
            }
            header.add(name);
        }
        List<String> missing =
                required.stream().filter(r -> !header.contains(r)).toList();
        if (!missing.isEmpty()) {
            throw new BadFileException(
                    file,
                    "columns " + Printable.plain(header.toString()) + " lack " + missing,
                    "name them in the first row");
        }
        return header;
    }

    /** The cell as a number; NaN where it is empty, or the table of a former version that lacks the column. */
    public static double number(Path file, CSVRecord row, String column) {
        String text = row.isMapped(column) ? row.get(column) : "";
        try {
            return text.isEmpty() ? Double.NaN : Double.parseDouble(text);
        } catch (NumberFormatException e) {
            throw bad(file, row, column + " is '" + Printable.plain(text) + "', no number");
        }
    }

    /** The error that a row breaks a rule; names the row. */
    public static BadFileException bad(Path file, CSVRecord row, String rule) {
        return new BadFileException(file, "row " + row.getRecordNumber() + ": " + rule, "correct the file");
    }
}
