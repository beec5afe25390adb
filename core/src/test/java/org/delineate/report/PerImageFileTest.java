package org.delineate.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.commons.csv.CSVRecord;
import org.delineate.dataset.audit.Seen;
import org.delineate.file.BadFileException;
import org.delineate.file.Csv;
import org.delineate.metric.Confusion;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PerImageFileTest {
    @TempDir
    Path folder;

    @Test
    void writesEveryScoreOfEveryPicture() {
        Path csv = folder.resolve("per-image.csv");
        PerImageFile.write(csv, Examples.four());
        List<CSVRecord> rows = rows(csv);
        assertEquals(4, rows.size());
        for (int i = 0; i < 4; i++) {
            CaseScores c = Examples.four().get(i);
            CSVRecord row = rows.get(i);
            assertEquals(List.of(c.name(), c.label()), List.of(row.get("name"), row.get("class")));
            assertEquals(c.scores().confusion(), confusion(csv, row));
            c.scores().byName().forEach((name, score) -> assertEquals(score, Csv.number(csv, row, name), name));
        }
    }

    @Test
    void keepsNamesWithCommasQuotesAndLineBreaks() {
        Path csv = folder.resolve("per-image.csv");
        CaseScores hostile = new CaseScores(
                "a,\"b\"\n=c \u00e4 #",
                "x,y",
                "g",
                Seen.NEARLY_TRAINED,
                Examples.four().get(0).scores(),
                Examples.four().get(0).histogram());
        PerImageFile.write(csv, List.of(hostile));
        CSVRecord row = rows(csv).get(0);
        assertEquals(List.of(hostile.name(), hostile.label()), List.of(row.get("name"), row.get("class")));
        assertEquals("near train", row.get("seen"));
        assertEquals("g", row.get("group"));
        assertEquals(withoutHistograms(List.of(hostile)), PerImageFile.read(csv));
    }

    @Test
    void leavesUndefinedScoresEmpty() throws IOException {
        Path csv = folder.resolve("per-image.csv");
        PerImageFile.write(csv, Examples.four().subList(2, 3));
        List<String> lines = Files.readAllLines(csv);
        assertEquals(2, lines.size());
        assertTrue(lines.get(0)
                .startsWith("name,class,seen,true_positive,false_positive,false_negative,true_negative,dice,"));
        assertTrue(lines.get(1).startsWith("alarm,normal,no,0,4,0,60,,,"), lines.get(1));
    }

    @Test
    void readsWhatItWrote() {
        Path csv = folder.resolve("per-image.csv");
        PerImageFile.write(csv, Examples.four());
        assertEquals(withoutHistograms(Examples.four()), PerImageFile.read(csv));
    }

    private static List<CaseScores> withoutHistograms(List<CaseScores> cases) {
        return cases.stream()
                .map(c -> new CaseScores(c.name(), c.label(), c.group(), c.seen(), c.scores(), null, c.uncertainty()))
                .toList();
    }

    /** Versions before this one wrote no group, and older ones not whether an image was seen. */
    @Test
    void readsFilesOfOlderVersions() throws IOException {
        Path csv = folder.resolve("per-image.csv");
        PerImageFile.write(csv, Examples.four());
        String old = Files.readAllLines(csv).stream()
                .map(line -> line.replaceFirst(",[^,]*$", "").replaceFirst("^([^,]*,[^,]*),[^,]*", "$1"))
                .collect(Collectors.joining("\n"));
        assertTrue(old.startsWith("name,class,true_positive,") && !old.contains("group"), old);
        Files.writeString(csv, old);
        List<CaseScores> expected = Examples.four().stream()
                .map(c ->
                        new CaseScores(c.name(), c.label(), c.name(), Seen.UNKNOWN, c.scores(), null, c.uncertainty()))
                .toList();
        assertEquals(expected, PerImageFile.read(csv));
    }

    @Test
    void namesTheCellThatIsNoScore() throws IOException {
        Path csv = folder.resolve("per-image.csv");
        PerImageFile.write(csv, Examples.four());
        String text = Files.readString(csv);
        for (String bad :
                List.of("whole,benign,no,x,", "whole,benign,no,-1,", "whole,benign,no,,", "whole,benign,no,1.5,")) {
            Files.writeString(csv, text.replace("whole,benign,no,16,", bad));
            BadFileException e = assertThrows(BadFileException.class, () -> PerImageFile.read(csv), bad);
            assertTrue(e.getMessage().contains("true_positive of \"whole\""), e.getMessage());
        }
    }

    @Test
    void hasOneColumnPerScore() {
        assertEquals(
                List.copyOf(Examples.four().get(0).scores().byName().keySet()),
                Arrays.stream(Metric.values()).map(Metric::id).toList());
    }

    private static List<CSVRecord> rows(Path csv) {
        List<String> columns = new ArrayList<>(List.of("name", "class", "seen"));
        columns.addAll(List.of("true_positive", "false_positive", "false_negative", "true_negative"));
        columns.addAll(Examples.four().get(0).scores().byName().keySet());
        columns.add("uncertainty");
        columns.add("group");
        return Csv.read(csv, columns);
    }

    private static Confusion confusion(Path csv, CSVRecord row) {
        return new Confusion(
                (long) Csv.number(csv, row, "true_positive"),
                (long) Csv.number(csv, row, "false_positive"),
                (long) Csv.number(csv, row, "false_negative"),
                (long) Csv.number(csv, row, "true_negative"));
    }
}
