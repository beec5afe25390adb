package org.delineate.serve.reading;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.ResourceBundle;
import java.util.Set;
import java.util.TreeSet;
import org.apache.pdfbox.Loader;
import org.apache.pdfbox.cos.COSName;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.PDPage;
import org.apache.pdfbox.pdmodel.documentinterchange.logicalstructure.PDStructureElement;
import org.apache.pdfbox.pdmodel.documentinterchange.logicalstructure.PDStructureNode;
import org.apache.pdfbox.rendering.PDFRenderer;
import org.apache.pdfbox.text.PDFTextStripper;
import org.delineate.dicom.result.AssessmentCategory;
import org.delineate.dicom.result.BreastDescriptor;
import org.delineate.dicom.result.BreastFeature;
import org.delineate.image.Mask;
import org.delineate.infer.Doubt;
import org.delineate.measure.Lesion;
import org.junit.jupiter.api.Test;

class ReportPdfTest {
    private static final Locale GERMAN = Locale.GERMAN;

    private static String text(byte[] pdf) throws IOException {
        try (PDDocument document = Loader.loadPDF(pdf)) {
            return new PDFTextStripper().getText(document).replaceAll("\\s+", " ");
        }
    }

    private static void assertSays(String text, String... words) {
        for (String word : words) {
            assertTrue(text.contains(word), () -> "\"" + word + "\" is not in: " + text);
        }
    }

    @Test
    void saysAllThatIsKnown() throws IOException {
        String text = text(ReportPdf.of(Reports.signed(), Locale.ENGLISH));
        assertSays(text, "Müller, Änne", "4711", "1971-03-08", "Female", "2026-05-03", "A-815", "Αθήνα Москва");
        assertSays(text, "IM0007 (DICOM)", "3 of 12", "300 × 200 px", "0.1000 × 0.2000 mm", "ef".repeat(32));
        // discs of 61 pixels: diameters across and down
        Lesion lesion = Reports.signed().lesions().get(0).lesion();
        Wording say = Wording.in(Locale.ENGLISH);
        assertSays(text, say.number(lesion.mm().longDiameter(), 1) + " mm", "12.2 mm");
        assertSays(
                text,
                say.number(lesion.mm().area(), 1) + " mm²",
                say.number(lesion.mm().perimeter(), 1) + " mm");
        assertSays(text, say.number(lesion.mm().circularity(), 2), "2.00");
        String range = "(" + say.number(lesion.mm().area() / 2, 1) + " to "
                + say.number(lesion.mm().area() * 2, 1) + ")";
        assertSays(text, range, "(1.00 to 4.00)", "In parentheses the range");
        assertSays(text, "BI-RADS 5 · Highly suggestive of malignancy", "Irregular", "Not parallel", "Shadowing");
        assertSays(text, "Angular, Spiculated", "Biopsy recommended.", "of lesion 1, the largest");
        assertSays(text, "ultrasound-2, version 0.1.0", "cd".repeat(32), "None: the model saw the image as it is");
        assertSays(text, "The model is unsure about this outline");
        assertSays(text, "1 ultrasound-2 Model 2026-05-04 13:36 +00:00", "2 erika Reader, brush 2026-05-04 13:40");
        assertSays(text, "Signed by Erika Mustermann, 2026-05-04 13:44 +00:00", "Report made 2026-05-04 13:45");
        assertSays(text, "Not a medical device", "Page 1 of ", "10 mm");
        assertFalse(text.contains("NOT SIGNED"), text);
    }

    @Test
    void speaksGerman() throws IOException {
        String text = text(ReportPdf.of(Reports.signed(), GERMAN));
        assertSays(text, "Befundbericht", "0,1000 × 0,2000 mm", "12,2 mm", "Weiblich", "Kein Medizinprodukt");
        assertSays(text, "BI-RADS 5 · Hochgradig malignitätsverdächtig", "Eckig, Spikuliert", "Seite 1 von ");
        assertSays(text(ReportPdf.of(Reports.signed(), Locale.JAPANESE)), "Reading report");
    }

    /** Both files of a language have the same keys, and every word of the lexicon has a label. */
    @Test
    void everyWordHasALabel() {
        Set<String> labels = new TreeSet<>();
        for (Locale language : List.of(Locale.ENGLISH, GERMAN)) {
            Wording say = Wording.in(language);
            assertEquals(language, say.language());
            Arrays.stream(BreastFeature.values()).map(say::feature).forEach(labels::add);
            Arrays.stream(BreastDescriptor.values()).map(say::descriptor).forEach(labels::add);
            Arrays.stream(AssessmentCategory.values()).map(say::category).forEach(labels::add);
            Arrays.stream(Doubt.values()).map(say::doubt).forEach(labels::add);
        }
        assertFalse(labels.contains(""));
        for (String name : List.of("lexicon", "report")) {
            String path = "org.delineate.serve.reading." + name;
            assertEquals(
                    ResourceBundle.getBundle(path, Locale.ROOT).keySet(),
                    ResourceBundle.getBundle(path, GERMAN).keySet());
        }
    }

    /** On every page, and at its end in a sentence. */
    @Test
    void anUnsignedReportSaysSo() throws IOException {
        byte[] pdf = ReportPdf.of(Reports.bare("line\n".repeat(90)), Locale.ENGLISH);
        String text = text(pdf);
        assertSays(text, "No lesion is marked", "No category was chosen", "No descriptors were chosen");
        assertSays(text, "Outlined by a person, without a model", "Not stated by the file; sizes are in pixels");
        assertSays(text, "This report has not been signed. It is a draft and no medical finding.");
        try (PDDocument document = Loader.loadPDF(pdf)) {
            assertTrue(document.getNumberOfPages() > 1);
            PDFTextStripper stripper = new PDFTextStripper();
            for (int page = 1; page <= document.getNumberOfPages(); page++) {
                stripper.setStartPage(page);
                stripper.setEndPage(page);
                String one = stripper.getText(document);
                assertSays(one, "NOT SIGNED", "Page " + page + " of " + document.getNumberOfPages(), "a.png");
                assertSays(one, "ab".repeat(32));
            }
        }
    }

    @Test
    void equalReportsGiveEqualBytes() {
        byte[] first = ReportPdf.of(Reports.signed(), Locale.ENGLISH);
        assertArrayEquals(first, ReportPdf.of(Reports.signed(), Locale.ENGLISH));
        assertFalse(Arrays.equals(first, ReportPdf.of(Reports.signed(), GERMAN)));
    }

    /** No character of a name or a comment stops the report: those that the font lacks are shown as �. */
    @Test
    void showsWhatTheFontLacksAsLacking() throws IOException {
        StringBuilder all = new StringBuilder("first ");
        for (int c = 1; c < 0x20000; c += 37) {
            all.appendCodePoint(c >= 0xD800 && c < 0xE000 ? '-' : c);
        }
        all.append(" last ").append('\uD800').append("x".repeat(400));
        String text = text(ReportPdf.of(Reports.bare(all.toString()), Locale.ENGLISH));
        assertSays(text, "first", "last", "\uFFFD");
        String signs = text(ReportPdf.of(Reports.bare("日本 Ω ж ß\u0007 a\tb שלום"), Locale.ENGLISH));
        assertSays(signs, "\uFFFD\uFFFD Ω ж ß a b");
    }

    /** Forty lesions do not fit on one page; each has its row. */
    @Test
    void longTablesGoOnOnTheNextPage() throws IOException {
        int[][] centres = new int[40][];
        for (int i = 0; i < centres.length; i++) {
            centres[i] = new int[] {30 + 60 * (i % 8), 30 + 60 * (i / 8)};
        }
        Mask mask = Reports.discs(500, 320, 20, centres);
        ReadingReport one = Reports.signed();
        ReadingReport many = new ReadingReport(
                one.subject(),
                new ReadingReport.Picture(Reports.image(500, 320), mask, Reports.SCALE, 1, 1),
                Reports.spread(Lesion.of(mask, Reports.SCALE)),
                one.findings(),
                one.method(),
                one.history(),
                one.signed(),
                one.made());
        String text = text(ReportPdf.of(many, Locale.ENGLISH));
        for (int i = 1; i <= 40; i++) {
            assertSays(text, " " + i + " 8.2 mm");
        }
    }

    /** Pictures of one row or column, and with sides of thousands of pixels, keep to the page. */
    @Test
    void takesPicturesOfEveryShape() throws IOException {
        for (int[] size : new int[][] {{1, 1}, {1, 500}, {900, 2}, {2000, 300}}) {
            ReadingReport bare = Reports.bare("");
            ReadingReport report = new ReadingReport(
                    bare.subject(),
                    new ReadingReport.Picture(
                            Reports.image(size[0], size[1]),
                            Reports.discs(size[0], size[1], 5, new int[] {0, 0}),
                            Reports.SCALE,
                            1,
                            1),
                    Reports.spread(Lesion.of(Reports.discs(size[0], size[1], 5, new int[] {0, 0}), Reports.SCALE)),
                    bare.findings(),
                    null,
                    List.of(),
                    null,
                    Reports.TIME);
            assertSays(text(ReportPdf.of(report, Locale.ENGLISH)), size[0] + " × " + size[1] + " px");
        }
    }

    /** A screen reader finds headings, tables, and words for both pictures; a viewer its title and language. */
    @Test
    void isTagged() throws IOException {
        try (PDDocument document = Loader.loadPDF(ReportPdf.of(Reports.signed(), GERMAN))) {
            assertTrue(document.getDocumentCatalog().getMarkInfo().isMarked());
            assertEquals("de", document.getDocumentCatalog().getLanguage());
            assertEquals(
                    "Befundbericht, IM0007", document.getDocumentInformation().getTitle());
            assertTrue(document.getDocumentCatalog().getViewerPreferences().displayDocTitle());
            assertTrue(document.getDocumentCatalog().getMetadata().toByteArray().length > 500);
            List<PDStructureElement> all = new ArrayList<>();
            collect(document.getDocumentCatalog().getStructureTreeRoot(), all);
            List<String> types =
                    all.stream().map(PDStructureElement::getStructureType).toList();
            assertTrue(types.containsAll(List.of("Document", "H1", "H2", "P", "Figure", "Table", "TR", "TH", "TD")));
            List<String> described = all.stream()
                    .filter(e -> e.getStructureType().equals("Figure"))
                    .map(PDStructureElement::getAlternateDescription)
                    .toList();
            assertEquals(2, described.size());
            assertTrue(described.get(0).startsWith("Das Bild mit den Umrissen von 2 Herden"), described.get(0));
            for (PDPage page : document.getPages()) {
                for (COSName name : page.getResources().getFontNames()) {
                    assertTrue(page.getResources().getFont(name).isEmbedded());
                }
            }
        }
    }

    private static void collect(PDStructureNode node, List<PDStructureElement> all) {
        for (Object kid : node.getKids()) {
            if (kid instanceof PDStructureElement element) {
                all.add(element);
                collect(element, all);
            }
        }
    }

    /** Drawn pages have the colours of outline and axes around the lesions, and none without lesions. */
    @Test
    void theOutlineIsOnThePicture() throws IOException {
        for (Color colour : List.of(ReportFigure.OUTLINE, ReportFigure.LONG_AXIS, ReportFigure.SHORT_AXIS)) {
            int legend = count(ReportPdf.of(Reports.bare(""), Locale.ENGLISH), colour);
            int drawn = count(ReportPdf.of(Reports.signed(), Locale.ENGLISH), colour);
            assertTrue(drawn > legend + 50, colour + ": " + drawn + " and " + legend);
        }
    }

    private static int count(byte[] pdf, Color colour) throws IOException {
        try (PDDocument document = Loader.loadPDF(pdf)) {
            BufferedImage page = new PDFRenderer(document).renderImageWithDPI(0, 100);
            int found = 0;
            for (int i = 0; i < page.getWidth() * page.getHeight(); i++) {
                int rgb = page.getRGB(i % page.getWidth(), i / page.getWidth());
                boolean near = true;
                for (int shift : new int[] {0, 8, 16}) {
                    near &= Math.abs((rgb >> shift & 255) - (colour.getRGB() >> shift & 255)) < 60;
                }
                found += near ? 1 : 0;
            }
            return found;
        }
    }
}
