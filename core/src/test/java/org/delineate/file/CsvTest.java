package org.delineate.file;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.commons.csv.CSVRecord;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CsvTest {
    private static final List<String> HEADER = List.of("name", "dice");

    @TempDir
    Path folder;

    private Path file;

    @BeforeEach
    void name() {
        file = folder.resolve("table.csv");
    }

    private void write(String text) throws IOException {
        Files.writeString(file, text);
    }

    private String refusal(Runnable reading) {
        String message = assertThrows(BadFileException.class, reading::run).getMessage();
        assertTrue(message.startsWith(file + ": "), message);
        return message.substring(file.toString().length() + 2);
    }

    @Test
    void writesWhatOtherProgramsRead() throws IOException {
        Csv.write(file, HEADER, Stream.of(Arrays.asList("a, b", 0.5), Arrays.asList("say \"x\"", Double.NaN)));
        assertEquals("name,dice\n\"a, b\",0.5\n\"say \"\"x\"\"\",\n", Files.readString(file));
        List<CSVRecord> rows = Csv.read(file, HEADER);
        assertEquals("say \"x\"", rows.get(1).get("name"));
        assertEquals(0.5, Csv.number(file, rows.get(0), "dice"));
        assertTrue(Double.isNaN(Csv.number(file, rows.get(1), "dice")), "an empty cell is no number");
    }

    @Test
    void refusesAnotherTableOfOursByItsColumns() throws IOException {
        write("dice,name\n0.5,a\n");
        assertEquals(
                "columns [dice, name], expected [name, dice]; is this the right file?",
                refusal(() -> Csv.read(file, HEADER)));
        write("name,dice\na,0.5,1\n");
        assertEquals("row 1: 3 cells, expected 2; correct the file", refusal(() -> Csv.read(file, HEADER)));
        write("name,dice\na,0.5\nb,half\n");
        CSVRecord row = Csv.read(file, HEADER).get(1);
        assertEquals(
                "row 2: dice is 'half', no number; correct the file", refusal(() -> Csv.number(file, row, "dice")));
    }

    @Test
    void aTableOfAFormerVersionLacksTheLastColumns() throws IOException {
        write("name\na\n");
        CSVRecord row = Csv.read(file, HEADER, 1).get(0);
        assertEquals("a", row.get("name"));
        assertTrue(Double.isNaN(Csv.number(file, row, "dice")));
        assertEquals(
                "columns [name], expected [name, dice]; is this the right file?",
                refusal(() -> Csv.read(file, HEADER)));
        for (String other : List.of("dice\n1\n", "name,dice,more\na,1,2\n", "name,score\na,1\n")) {
            write(other);
            assertTrue(refusal(() -> Csv.read(file, HEADER, 1)).contains(", expected [name, dice]"), other);
        }
    }

    @Test
    void refusesWhatIsNoTable() throws IOException {
        write("name,dice\n\"a,0.5\n");
        assertTrue(refusal(() -> Csv.read(file, HEADER)).startsWith("no table: "));
        assertTrue(refusal(() -> Csv.readColumns(file, HEADER)).startsWith("no valid table: "));
        Files.write(file, "name,dice\nl\u00e9sion,1\n".getBytes(StandardCharsets.ISO_8859_1));
        assertEquals("line 2 is no text in UTF-8; save the file as UTF-8", refusal(() -> Csv.read(file, HEADER)));
        write("");
        assertEquals(
                "0 rows; a header and at most 1000000 rows are read; is this the right file?",
                refusal(() -> Csv.readColumns(file, HEADER)));
    }

    @Test
    void aMissingTableIsNamed() {
        for (Runnable reading : List.<Runnable>of(() -> Csv.read(file, HEADER), () -> Csv.readColumns(file, HEADER))) {
            String message =
                    assertThrows(UnreadableFileException.class, reading::run).getMessage();
            assertTrue(message.endsWith("table.csv: no such file"), message);
        }
    }

    @Test
    void refusesMoreRowsThanTheLimit() throws IOException {
        write("name,dice\n" + "a,1\n".repeat(1_000_001));
        assertEquals("row 1000001: more than 1000000 rows; correct the file", refusal(() -> Csv.read(file, HEADER)));
        assertEquals(
                "1000002 rows; a header and at most 1000000 rows are read; is this the right file?",
                refusal(() -> Csv.readColumns(file, HEADER)));
    }

    @Test
    void readsTheTablesOfUsersAsTheyWriteThem() throws IOException {
        write("\uFEFF Name , DICE ,age\r\n\r\n  a , 1 ,\" 40 \"\r\n\r\n");
        List<Map<String, String>> rows = Csv.readColumns(file, HEADER);
        assertEquals(List.of(Map.of("name", "a", "dice", "1", "age", " 40 ")), rows);
    }

    @Test
    void refusesTablesOfUsersByColumnAndRow() throws IOException {
        write("name,Dice,DICE\na,1,2\n");
        assertEquals("column \"DICE\" appears twice; rename one of them", refusal(() -> Csv.readColumns(file, HEADER)));
        write("name,score\na,1\n");
        assertEquals(
                "columns [name, score] lack [dice]; name them in the first row",
                refusal(() -> Csv.readColumns(file, HEADER)));
        write("name,dice\na,1\nb, c,1\n");
        assertEquals(
                "row 3 has 3 cells, the header has 2; put cells that hold a comma in quotation marks",
                refusal(() -> Csv.readColumns(file, HEADER)));
    }
}
