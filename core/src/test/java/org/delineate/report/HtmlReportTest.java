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
        HtmlReport.write(file, protocol, Scores.of(cases), history, shown);
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
        List<History.Epoch> history =
                List.of(new History.Epoch(1, 0.9, 0.3, 1e-3, 9, 0.98), new History.Epoch(2, 0.5, 0.5, 1e-3, 9, 0.98));
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
        assertEquals(4 + 2 + 4, pictures.size(), "distributions, curves, cases");
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
        assertEquals(4, all(page, "img").size());
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
