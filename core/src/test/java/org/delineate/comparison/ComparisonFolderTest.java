package org.delineate.comparison;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import javax.xml.parsers.DocumentBuilder;
import javax.xml.parsers.DocumentBuilderFactory;
import org.delineate.comparison.Comparison.Question;
import org.delineate.file.Csv;
import org.delineate.file.Json;
import org.delineate.report.Metric;
import org.delineate.report.Page;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Document;
import org.w3c.dom.NodeList;

class ComparisonFolderTest {
    /** Means something in every format. */
    private static final String HOSTILE = "<b>|&_$%#{}^~\\ \"x\",[a](b)*\u0001";

    @TempDir
    private Path folder;

    private static Comparison comparison() {
        return Comparison.of(
                List.of(
                        Cohorts.random(HOSTILE, 40, 0.9, 1),
                        Cohorts.random("second", 40, 0.88, 2),
                        Cohorts.random("scrnet", 40, 0.4, 3),
                        Cohorts.random("unext", 40, 0.86, 4)),
                new Question(List.of(Metric.DICE, Metric.MAE), false, PublishedFile.read("busi-benchmark")));
    }

    private static List<String> names(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(f -> f.getFileName().toString()).sorted().toList();
        }
    }

    /** Nothing is drawn at the left and right edge, however long the names are. */
    @Test
    void namesInThePlotAreShortenedToTheRoomThereIs() throws IOException {
        String wide = "W".repeat(60);
        Comparison longNames = Comparison.of(
                List.of(
                        Cohorts.random(wide + "1", 40, 0.9, 1),
                        Cohorts.random(wide + "2", 40, 0.8, 2),
                        Cohorts.random(wide + "3", 40, 0.4, 3)),
                new Question(List.of(Metric.DICE), false, List.of()));
        ComparisonFolder.write(folder, longNames);
        BufferedImage plot =
                ImageIO.read(folder.resolve("critical-difference-dice.png").toFile());
        for (int y = 0; y < plot.getHeight(); y++) {
            assertEquals(0xFFFFFFFF, plot.getRGB(0, y));
            assertEquals(0xFFFFFFFF, plot.getRGB(plot.getWidth() - 1, y));
        }
    }

    @Test
    void givesTheSameBytesEveryTime() throws IOException {
        ComparisonFolder.write(folder.resolve("a"), comparison());
        ComparisonFolder.write(folder.resolve("b"), comparison());
        assertEquals(
                List.of(
                        "comparison.csv",
                        "comparison.html",
                        "comparison.json",
                        "comparison.md",
                        "comparison.tex",
                        "critical-difference-dice.png",
                        "critical-difference-mae.png"),
                names(folder.resolve("a")));
        for (String name : names(folder.resolve("a"))) {
            assertArrayEquals(
                    Files.readAllBytes(folder.resolve("a").resolve(name)),
                    Files.readAllBytes(folder.resolve("b").resolve(name)),
                    name);
        }
    }

    /** Every cell of every table stands in every format; JSON holds the numbers with all digits. */
    @Test
    void hasTheSameNumbersInAllFormats() throws Exception {
        Comparison c = comparison();
        ComparisonFolder.write(folder, c);
        String markdown = Files.readString(folder.resolve("comparison.md"));
        String latex = Files.readString(folder.resolve("comparison.tex"));
        String terminal = PlainTextTables.of(c);
        NodeList page = html(folder.resolve("comparison.html")).getElementsByTagName("td");
        List<Map<String, String>> csv = Csv.readColumns(folder.resolve("comparison.csv"), List.of("table", "value"));
        int at = 0;
        for (ComparisonTable table : ComparisonTables.of(c)) {
            for (List<String> row : table.rows()) {
                for (String cell : row.subList(1, row.size())) {
                    assertEquals(cell, csv.get(at).get("value"), table.id());
                    assertEquals(Page.legible(cell), page.item(at).getTextContent(), table.id());
                    assertTrue(latex.contains(LatexTables.escaped(cell)), cell);
                    assertTrue(terminal.contains(cell), cell);
                    assertTrue(markdown.contains(cell) || cell.matches(".*[\\\\`*_<>|].*"), cell);
                    at++;
                }
            }
        }
        assertEquals(csv.size(), at);
        JsonNode pair = Json.tree(folder.resolve("comparison.json")).at("/metrics/0/pairs/0");
        ComparisonTable pairs = ComparisonTables.of(c).get(1);
        assertEquals("pairs-dice", pairs.id());
        assertEquals(
                Digits.score(Metric.DICE, pair.get("difference").doubleValue()),
                pairs.rows().get(0).get(1));
        assertEquals(
                Digits.p(pair.at("/wilcoxon/holm").doubleValue()),
                pairs.rows().get(0).get(9));
    }

    @Test
    void thePageIsWellFormedAndNeedsNothing() throws Exception {
        ComparisonFolder.write(folder, comparison());
        String text = Files.readString(folder.resolve("comparison.html"));
        Document page = html(folder.resolve("comparison.html"));
        assertEquals(2, page.getElementsByTagName("img").getLength());
        assertFalse(text.contains("http:") || text.contains("https:"), "no address");
        assertEquals(0, page.getElementsByTagName("script").getLength());
        assertEquals(0, page.getElementsByTagName("b").getLength(), "a name is no element");
        assertTrue(
                page.getElementsByTagName("p").item(1).getTextContent().contains(HOSTILE.replace('\u0001', '\uFFFD')));
    }

    private static Document html(Path file) throws Exception {
        DocumentBuilder parser = DocumentBuilderFactory.newInstance().newDocumentBuilder();
        String text = Files.readString(file).replace("<!DOCTYPE html>", "");
        return parser.parse(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void drawsThePlot() throws IOException {
        Comparison c = comparison();
        BufferedImage plot = ImageIO.read(new ByteArrayInputStream(
                CriticalDifferencePlot.png(c, c.metrics().get(0))));
        assertEquals(2 * CriticalDifferencePlot.WIDTH, plot.getWidth());
        int bars = 0;
        for (int y = 0; y < plot.getHeight(); y++) {
            for (int x = 0; x < plot.getWidth(); x++) {
                bars += (plot.getRGB(x, y) & 0xFFFFFF) == 0xD55E00 ? 1 : 0;
            }
        }
        assertTrue(bars > 500, "results that are not told apart are joined by a bar: " + bars);
    }

    @Test
    void escapesForLatex() {
        assertEquals("$1.2\\cdot 10^{-5}$", LatexTables.escaped("1.2e-05"));
        assertEquals("[$-$0.1, 0.2]", LatexTables.escaped("[-0.1, 0.2]"));
        assertEquals("sc-unext $-$ a\\_b", LatexTables.escaped("sc-unext − a_b"));
        assertEquals("50\\% \\& \\textbackslash{}x", LatexTables.escaped("50% & \\x"));
    }

    @Test
    void roundsAlike() {
        assertEquals("0.0000", Digits.score(Metric.DICE, -0.00001));
        assertEquals("-12.35", Digits.score(Metric.HAUSDORFF95_PX, -12.346));
        assertEquals(Digits.NONE, Digits.p(Double.NaN));
        assertEquals("0.0001", Digits.p(1e-4));
        assertEquals("9.9e-05", Digits.p(9.9e-5));
        assertEquals("0.0000", Digits.p(0));
        assertEquals("2.5", Digits.ranks(2.5));
        assertEquals("3", Digits.ranks(3));
    }
}
