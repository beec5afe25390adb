package org.delineate.dataset;

import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;
import org.delineate.file.BadFileException;
import org.delineate.file.Limits;
import org.delineate.file.UnreadableFileException;

/** Tables with a header row. */
final class Csv {
    private Csv() {}

    /**
     * The rows by column, whose names are in lower case.
     *
     * @throws BadFileException where a required column is missing, a row is too short or too long, or there are too many rows
     */
    static List<Map<String, String>> rows(Path table, List<String> required) {
        String text;
        try {
            text = new String(Files.readAllBytes(table), StandardCharsets.UTF_8).replace("\uFEFF", "");
        } catch (IOException e) {
            throw new UnreadableFileException(table, e);
        }
        CSVFormat format = CSVFormat.DEFAULT
                .builder()
                .setIgnoreSurroundingSpaces(true)
                .setIgnoreEmptyLines(true)
                .get();
        try (CSVParser parser = format.parse(new StringReader(text))) {
            return rows(table, required, parser.getRecords());
        } catch (IOException | UncheckedIOException e) {
            throw new BadFileException(table, "no valid table: " + e.getMessage(), "is this the right file?", e);
        }
    }

    private static List<Map<String, String>> rows(Path table, List<String> required, List<CSVRecord> records) {
        if (records.isEmpty() || records.size() > Limits.DEFAULT.listLines()) {
            throw new BadFileException(
                    table,
                    records.size() + " rows; a header and at most " + Limits.DEFAULT.listLines() + " rows are read",
                    "is this the right file?");
        }
        List<String> header = header(table, required, records.get(0));
        List<Map<String, String>> rows = new ArrayList<>();
        for (CSVRecord record : records.subList(1, records.size())) {
            if (record.size() != header.size()) {
                throw new BadFileException(
                        table,
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

    private static List<String> header(Path table, List<String> required, CSVRecord first) {
        List<String> header = new ArrayList<>();
        for (String cell : first) {
            String name = cell.toLowerCase(Locale.ROOT);
            if (header.contains(name)) {
                throw new BadFileException(table, "column \"" + cell + "\" stands twice", "rename one of them");
            }
            header.add(name);
        }
        List<String> missing =
                required.stream().filter(r -> !header.contains(r)).toList();
        if (!missing.isEmpty()) {
            throw new BadFileException(table, "columns " + header + " lack " + missing, "name them in the first row");
        }
        return header;
    }
}
