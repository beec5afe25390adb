package org.delineate.file;

import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.apache.commons.csv.CSVException;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;

/** Tables with a header line, UTF-8; an undefined number (NaN) is an empty cell. */
public final class Csv {
    private static final CSVFormat FORMAT =
            CSVFormat.DEFAULT.builder().setRecordSeparator('\n').get();

    private Csv() {}

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

    /** @throws BadFileException where a row is broken or the first line does not name exactly these columns */
    public static List<CSVRecord> read(Path file, List<String> header) {
        CSVFormat format =
                FORMAT.builder().setHeader().setSkipHeaderRecord(true).get();
        try (Reader text = Files.newBufferedReader(file);
                CSVParser parser = format.parse(text)) {
            if (!parser.getHeaderNames().equals(header)) {
                throw new BadFileException(
                        file, "columns " + parser.getHeaderNames() + ", expected " + header, "is this the right file?");
            }
            List<CSVRecord> rows = new ArrayList<>();
            for (CSVRecord row : parser) {
                if (!row.isConsistent()) {
                    throw bad(file, row, row.size() + " cells, expected " + header.size());
                }
                if (rows.size() == Limits.DEFAULT.listLines()) {
                    throw bad(file, row, "more than " + rows.size() + " rows");
                }
                rows.add(row);
            }
            return rows;
        } catch (CharacterCodingException | CSVException | UncheckedIOException | IllegalArgumentException e) {
            throw new BadFileException(file, "no table: " + e.getMessage(), "correct the file", e);
        } catch (IOException e) {
            throw new UnreadableFileException(file, e);
        }
    }

    /** The cell as a number; NaN where it is empty. */
    public static double number(Path file, CSVRecord row, String column) {
        String text = row.get(column);
        try {
            return text.isEmpty() ? Double.NaN : Double.parseDouble(text);
        } catch (NumberFormatException e) {
            throw bad(file, row, column + " is '" + text + "', no number");
        }
    }

    public static BadFileException bad(Path file, CSVRecord row, String rule) {
        return new BadFileException(file, "row " + row.getRecordNumber() + ": " + rule, "correct the file");
    }
}
