package org.delineate.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Pattern;
import javax.imageio.ImageIO;
import javax.xml.parsers.DocumentBuilder;
import javax.xml.parsers.DocumentBuilderFactory;
import org.delineate.train.History;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

class HtmlReportTest {
    private static final String HOSTILE = "<script>alert('x')</script>&\"]]>--\u0001\u202e{{network}}";

    @TempDir
    Path folder;

    private String html;

    private Document write(
            Protocol protocol, List<CaseScores> cases, List<History.Epoch> history, List<CasePicture> shown)
            throws Exception {
        Path file = folder.resolve("report.html");
        HtmlReport.write(file, protocol, Scores.of(cases), history, shown, Examples.table(cases));
        html = Files.readString(file);
        DocumentBuilder parser = DocumentBuilderFactory.newInstance().newDocumentBuilder();
        parser.setErrorHandler(null);
        return parser.parse(file.toFile());
    }

    private Document full(String name) throws Exception {
        List<CaseScores> cases = new ArrayList<>(Examples.four());
        cases.add(Examples.scored(name, name, Examples.band(2, 6), Examples.band(3, 6)));
        List<CasePicture> shown = new ArrayList<>();
        Rank.select(cases, 3)
                .forEach((rank, list) -> list.forEach(c -> shown.add(
                        new CasePicture(rank, c, Examples.picture(), Examples.band(2, 6), Examples.band(3, 6)))));
        List<History.Epoch> history = List.of(
                new History.Epoch(1, 0.9, 0.3, 1e-3, 9, 0.98, 0.9), new History.Epoch(2, 0.5, 0.5, 1e-3, 9, 0.98, 0.6));
        return write(Examples.protocol(name, "test", new Protocol.Duplicates(2, 0), cases), cases, history, shown);
    }

    private static List<Element> all(Document page, String tag) {
        NodeList nodes = page.getElementsByTagName(tag);
        List<Element> elements = new ArrayList<>();
        for (int i = 0; i < nodes.getLength(); i++) {
            elements.add((Element) nodes.item(i));
        }
        return elements;
    }

    @Test
    void escapesHostileNamesWhereverTheyStand() throws Exception {
        Document page = full(HOSTILE);
        assertEquals(List.of(), all(page, "script"));
        String shown = HOSTILE.replace('\u0001', '\ufffd');
        assertTrue(all(page, "h1").get(0).getTextContent().contains(shown), "data set");
        assertTrue(
                all(page, "figcaption").stream()
                        .anyMatch(f -> f.getTextContent().startsWith(shown)),
                "name of a case");
        assertTrue(all(page, "th").stream().anyMatch(t -> t.getTextContent().equals(shown)), "class");
    }

    @Test
    void needsNothingButItself() throws Exception {
        Document page = full("BUSI");
        assertFalse(
                Pattern.compile("(https?:)?//[a-z]|url\\(|@import|<link|<iframe|javascript:", Pattern.CASE_INSENSITIVE)
                        .matcher(html.replaceAll("base64,[^\"]*", ""))
                        .find());
        assertTrue(all(page, "meta").stream()
                .anyMatch(m -> m.getAttribute("content").startsWith("default-src 'none'")));
        List<Element> pictures = all(page, "img");
        assertEquals(
                4 + 1 + 2 + 4 + 2 + 1, pictures.size(), "distributions, sizes, probabilities, cases, curves, table");
        for (Element picture : pictures) {
            assertDecodes(picture.getAttribute("src"));
        }
    }

    private static void assertDecodes(String source) throws IOException {
        assertTrue(source.startsWith("data:image/"), source.substring(0, 20));
        byte[] bytes = Base64.getDecoder().decode(source.substring(source.indexOf(',') + 1));
        assertNotNull(ImageIO.read(new ByteArrayInputStream(bytes)));
    }

    @Test
    void printsTheNumbersWithTheProtocolBeside() throws Exception {
        String text = full("BUSI").getDocumentElement().getTextContent();
        double mean = (1 + 2 / 3.0 + 0 + 24 / 28.0) / 4;
        assertTrue(text.contains("mean per-image Dice is\n" + Metric.text(mean, 3)), "mean");
        assertTrue(text.contains("n = 4"), "images with Dice");
        for (String word : List.of(
                "1 included",
                "2 groups in the data set, 0 across the split",
                "bb22",
                "cc33",
                "aa11",
                "256 × 256 px, grey",
                "31,037,633 parameters",
                "per image, then mean",
                "delineate evaluate --data x",
                "specificity 0.000")) {
            assertTrue(text.contains(word), word);
        }
    }

    @Test
    void leavesOutWhatIsNotKnown() throws Exception {
        CaseScores only = Examples.scored("a", "", Examples.band(2, 6), Examples.band(2, 6));
        Document page =
                write(Examples.protocol("BUSI", "test", null, List.of(only)), List.of(only), List.of(), List.of());
        List<String> titles =
                all(page, "h2").stream().map(Element::getTextContent).toList();
        assertFalse(titles.contains("Scores per class"));
        assertFalse(titles.contains("Training"));
        assertFalse(titles.toString().contains("Best, median"));
        assertTrue(titles.contains("Pooled scores"));
        assertEquals(4 + 1 + 2 + 1, all(page, "img").size());
    }

    @Test
    void listsEveryCaseTheLowestDiceFirstWithALinkToItsMask() throws Exception {
        Document page = full("BUSI");
        Element table = all(page, "table").stream()
                .filter(t -> t.getAttribute("class").equals("numbers all"))
                .findFirst()
                .orElseThrow();
        NodeList rows = ((Element) table.getElementsByTagName("tbody").item(0)).getElementsByTagName("tr");
        List<String> names = new ArrayList<>();
        for (int i = 0; i < rows.getLength(); i++) {
            Element row = (Element) rows.item(i);
            names.add(row.getElementsByTagName("th").item(0).getTextContent());
            assertEquals(i == 0 ? "miss" : "", row.getAttribute("class"), names.get(i));
            assertEquals(i == 0 ? 1 : 0, row.getElementsByTagName("img").getLength(), "the limit here is one picture");
            String link = ((Element) row.getElementsByTagName("a").item(0)).getAttribute("href");
            assertTrue(link.matches("masks/mask%20\\d\\.png"), link);
        }
        assertEquals(List.of("missed", "half", "BUSI", "whole", "alarm"), names);
        String text = page.getDocumentElement().getTextContent();
        assertTrue(text.contains("Only the first 1 have a picture"), "what is left out is said");
        assertTrue(text.contains("Of 4 lesions, 1 were missed (Dice below 0.1)"), "misses");
    }

    @Test
    void contentsLeadToSectionsThatExist() throws Exception {
        for (Document page : List.of(full("BUSI"), withoutHistory())) {
            List<String> ids =
                    all(page, "section").stream().map(s -> s.getAttribute("id")).toList();
            List<String> links = all(page, "a").stream()
                    .map(a -> a.getAttribute("href"))
                    .filter(a -> a.startsWith("#"))
                    .map(a -> a.substring(1))
                    .toList();
            assertEquals(List.copyOf(new TreeSet<>(ids)), List.copyOf(new TreeSet<>(links)));
        }
    }

    private Document withoutHistory() throws Exception {
        List<CaseScores> cases = List.of(Examples.four().get(0));
        return write(Examples.protocol("BUSI", "test", null, cases), cases, List.of(), List.of());
    }

    @Test
    void shortensHashesAndKeepsThemWhole() throws Exception {
        String hash = "0123456789abcdef".repeat(4);
        Protocol p = Examples.protocol("BUSI", "test", null, Examples.four());
        Protocol hashed =
                new Protocol(p.data(), p.input(), new Protocol.Model("unet", 31_037_633L, hash), p.decision(), p.run());
        Document page = write(hashed, Examples.four(), List.of(), List.of());
        Element details = all(page, "details").get(0);
        assertEquals("0123456789ab…" + hash, details.getTextContent());
        assertEquals(1, all(page, "details").size(), "short hashes are shown as they are");
    }

    @Test
    void reportsNormalsAlone() throws Exception {
        CaseScores normal = Examples.four().get(2);
        Document page =
                write(Examples.protocol("BUSI", "test", null, List.of(normal)), List.of(normal), List.of(), List.of());
        assertTrue(page.getDocumentElement()
                .getTextContent()
                .contains("Of 1 images without a lesion, 0 were left unmarked"));
    }

    @Test
    void warnsOfWhatMakesScoresTooGood() {
        Scores scores = Scores.of(Examples.four());
        assertTrue(caveats("val", new Protocol.Duplicates(5, 0), scores).contains("“val”"));
        assertTrue(caveats("test", new Protocol.Duplicates(5, 2), scores).contains("2 of 5 groups of duplicates"));
        assertTrue(caveats("test", null, scores).contains("Nobody searched"));
        assertTrue(caveats("test", null, scores).contains("In 1 of 3 images with a lesion nothing was marked"));
        assertTrue(caveats("test", null, scores).contains("Only 4 images"));
        List<CaseScores> many = new ArrayList<>();
        for (int i = 0; i < 30; i++) {
            many.add(Examples.scored("c" + i, "", Examples.band(2, 6), Examples.band(2, 5)));
        }
        assertEquals("[]", caveats("test", new Protocol.Duplicates(5, 0), Scores.of(many)));
    }

    private static String caveats(String part, Protocol.Duplicates duplicates, Scores scores) {
        return Caveats.of(Examples.protocol("BUSI", part, duplicates, scores.cases()), scores)
                .toString();
    }
}
