package org.delineate.serve.reading;

import java.awt.Color;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.pdfbox.pdmodel.PDPageContentStream;
import org.apache.pdfbox.pdmodel.documentinterchange.logicalstructure.PDStructureElement;

/** Puts one thing under the other, and goes to a new page where one is full. */
final class PageFlow {
    static final float MARGIN = 48;
    static final float RIGHT = TaggedPdf.WIDTH - MARGIN;
    static final float TEXT = 9;
    static final float SMALL = 7.5f;
    static final float LEADING = 1.35f;
    static final Color INK = new Color(0x1B2228);
    static final Color GREY = new Color(0x56616B);
    static final Color RULE = new Color(0xC9D0D6);
    static final Color ACCENT = new Color(0x0B5563);
    static final Color WARNING = new Color(0xA61B1B);
    private static final float BOTTOM = TaggedPdf.HEIGHT - 62;

    private final TaggedPdf pdf;
    private float y;

    PageFlow(TaggedPdf pdf) {
        this.pdf = pdf;
    }

    void to(float height) {
        y = height;
    }

    void startPage() throws IOException {
        pdf.newPage();
        y = MARGIN;
    }

    /** Goes to a new page where less than this is left. */
    void require(float height) throws IOException {
        if (y + height > BOTTOM) {
            startPage();
        }
    }

    float y() {
        return y;
    }

    void down(float height) {
        y += height;
    }

    void rule() throws IOException {
        float at = y;
        pdf.artifact(on -> {
            on.setStrokingColor(RULE);
            on.setLineWidth(0.6f);
            on.moveTo(MARGIN, TaggedPdf.HEIGHT - at);
            on.lineTo(RIGHT, TaggedPdf.HEIGHT - at);
            on.stroke();
        });
        y += 8;
    }

    /** A name and its value. */
    record Fact(String name, String value) {}

    void facts(List<Fact> facts, float left, float right) throws IOException {
        float indent = indent(facts);
        for (Fact fact : facts) {
            List<String> lines = pdf.regular().lines(fact.value, TEXT, right - left - indent);
            require(lines.size() * TEXT * LEADING);
            float top = y;
            PDStructureElement line = pdf.group("P", null);
            pdf.element(
                    "Span",
                    line,
                    on -> TaggedPdf.text(
                            on,
                            pdf.regular(),
                            TEXT,
                            GREY,
                            left,
                            top + TEXT,
                            pdf.regular().shown(fact.name)));
            pdf.element("Span", line, on -> lines(on, lines, pdf.regular(), TEXT, INK, left + indent, top));
            y += lines.size() * TEXT * LEADING + 1;
        }
    }

    /** Where values begin: behind the longest name. */
    private float indent(List<Fact> facts) {
        double widest = facts.stream()
                .mapToDouble(f -> pdf.regular().width(pdf.regular().shown(f.name), TEXT))
                .max()
                .orElse(0);
        return (float) widest + 14;
    }

    private static void lines(
            PDPageContentStream on, List<String> lines, PdfFont font, float size, Color colour, float x, float top)
            throws IOException {
        float at = top;
        for (String line : lines) { // the space keeps words apart for who reads the text without its lines
            TaggedPdf.text(on, font, size, colour, x, at + size, line + " ");
            at += size * LEADING;
        }
    }

    /** A paragraph over the whole width, on as many pages as it needs. */
    void paragraph(String text, PdfFont font, float size, Color colour) throws IOException {
        PDStructureElement paragraph = pdf.group("P", null);
        List<String> all = font.lines(text, size, RIGHT - MARGIN);
        for (int i = 0; i < all.size(); ) {
            require(size * LEADING);
            int fit = Math.max(1, (int) ((BOTTOM - y) / (size * LEADING)));
            List<String> some = all.subList(i, Math.min(all.size(), i + fit));
            float top = y;
            pdf.mark(paragraph, on -> lines(on, some, font, size, colour, MARGIN, top));
            y += some.size() * size * LEADING;
            i += some.size();
        }
        y += 3;
    }

    void note(String text) throws IOException {
        paragraph(text, pdf.regular(), SMALL, GREY);
    }

    void heading(String text) throws IOException {
        require(60);
        y += 8;
        float top = y;
        pdf.element(
                "H2",
                null,
                on -> TaggedPdf.text(
                        on, pdf.bold(), 11, ACCENT, MARGIN, top + 11, pdf.bold().shown(text)));
        y += 18;
    }

    /** A row of a table whose cells may have several lines. */
    void cells(PDStructureElement table, String type, List<String> texts, float[] at, Color colour) throws IOException {
        List<List<String>> lines = new ArrayList<>();
        int most = 1;
        for (int i = 0; i < texts.size(); i++) {
            float end = i + 1 < at.length ? at[i + 1] - 8 : RIGHT;
            lines.add(pdf.regular().lines(texts.get(i), SMALL + 1, end - at[i]));
            most = Math.max(most, lines.get(i).size());
        }
        float height = most * (SMALL + 1) * LEADING + 2;
        require(height);
        float top = y;
        PDStructureElement row = pdf.group("TR", table);
        for (int i = 0; i < lines.size(); i++) {
            int column = i;
            pdf.element(
                    type, row, on -> lines(on, lines.get(column), pdf.regular(), SMALL + 1, colour, at[column], top));
        }
        y += height;
    }
}
