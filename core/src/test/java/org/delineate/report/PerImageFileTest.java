package org.delineate.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.delineate.file.BadFileException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PerImageFileTest {
    @TempDir
    Path folder;

    @Test
    void readsWhatItWrote() {
        Path csv = folder.resolve("per-image.csv");
        PerImageFile.write(csv, Examples.four());
        assertEquals(Examples.four(), PerImageFile.read(csv));
    }

    @Test
    void keepsNamesWithCommasQuotesAndLineBreaks() {
        Path csv = folder.resolve("per-image.csv");
        CaseScores hostile = new CaseScores(
                "a,\"b\"\n=c \u00e4 #", "x,y", Examples.four().get(0).scores());
        PerImageFile.write(csv, List.of(hostile));
        assertEquals(List.of(hostile), PerImageFile.read(csv));
    }

    @Test
    void leavesUndefinedScoresEmpty() throws IOException {
        Path csv = folder.resolve("per-image.csv");
        PerImageFile.write(csv, Examples.four().subList(2, 3));
        List<String> lines = Files.readAllLines(csv);
        assertEquals(2, lines.size());
        assertTrue(
                lines.get(0).startsWith("name,class,true_positive,false_positive,false_negative,true_negative,dice,"));
        assertTrue(lines.get(1).startsWith("alarm,normal,0,4,0,60,,,"), lines.get(1));
    }

    @Test
    void hasOneColumnPerScore() {
        assertEquals(
                List.copyOf(Examples.four().get(0).scores().byName().keySet()),
                Arrays.stream(Metric.values()).map(Metric::id).toList());
    }

    @Test
    void namesTheRowAndColumnOfABrokenNumber() throws IOException {
        Path csv = folder.resolve("per-image.csv");
        PerImageFile.write(csv, Examples.four());
        Files.writeString(csv, Files.readString(csv).replace("half,malignant,8,", "half,malignant,8.5,"));
        String message = assertThrows(BadFileException.class, () -> PerImageFile.read(csv))
                .getMessage();
        assertTrue(message.contains("row 2: true_positive is '8.5'"), message);
    }

    @Test
    void refusesAnotherTableAndACutRow() throws IOException {
        Path csv = folder.resolve("other.csv");
        Files.writeString(csv, "name,dice\na,1\n");
        assertThrows(BadFileException.class, () -> PerImageFile.read(csv));
        PerImageFile.write(csv, Examples.four());
        String text = Files.readString(csv).stripTrailing();
        Files.writeString(csv, text.substring(0, text.lastIndexOf(',')));
        String message = assertThrows(BadFileException.class, () -> PerImageFile.read(csv))
                .getMessage();
        assertTrue(message.contains("row 4"), message);
    }
}
