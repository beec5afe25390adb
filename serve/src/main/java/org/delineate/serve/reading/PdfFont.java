package org.delineate.serve.reading;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.text.Bidi;
import java.util.ArrayList;
import java.util.List;
import org.apache.fontbox.ttf.CmapLookup;
import org.apache.fontbox.ttf.TTFParser;
import org.apache.fontbox.ttf.TrueTypeFont;
import org.apache.pdfbox.io.RandomAccessReadBuffer;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.font.PDFont;
import org.apache.pdfbox.pdmodel.font.PDType0Font;

/** Is a font that is embedded in a document; a character that it lacks is shown as one that says so. */
final class PdfFont {
    private static final int LACKING = 0xFFFD;
    private static final float UNITS = 1000;

    private final PDType0Font font;
    private final CmapLookup glyphs;

    PdfFont(PDDocument document, String file) throws IOException {
        try (InputStream in = PdfFont.class.getResourceAsStream("fonts/" + file)) {
            if (in == null) {
                throw new IllegalStateException("the program lacks its font " + file + "; install it again");
            }
            TrueTypeFont read = new TTFParser().parse(new RandomAccessReadBuffer(in));
            glyphs = read.getUnicodeCmapLookup();
            font = PDType0Font.load(document, read, true);
        }
    }

    PDFont font() {
        return font;
    }

    /**
     * Returns what can be shown of a text: one line, in the order in which it is drawn. Scripts that run from right to
     * left are turned; letters of Arabic are not joined.
     */
    String shown(String text) {
        String line = text.codePoints()
                .map(c -> Character.isWhitespace(c) || Character.isSpaceChar(c) ? ' ' : c)
                .filter(c -> !Character.isISOControl(c) && Character.getType(c) != Character.FORMAT)
                .map(c -> glyphs.getGlyphId(c) == 0 ? LACKING : c)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
        char[] characters = line.toCharArray();
        return Bidi.requiresBidi(characters, 0, characters.length) ? visual(line) : line;
    }

    private static String visual(String line) {
        Bidi bidi = new Bidi(line, Bidi.DIRECTION_DEFAULT_LEFT_TO_RIGHT);
        int runs = bidi.getRunCount();
        byte[] levels = new byte[runs];
        String[] parts = new String[runs];
        for (int i = 0; i < runs; i++) {
            levels[i] = (byte) bidi.getRunLevel(i);
            String part = line.substring(bidi.getRunStart(i), bidi.getRunLimit(i));
            parts[i] = levels[i] % 2 == 0
                    ? part
                    : new StringBuilder(part).reverse().toString();
        }
        Bidi.reorderVisually(levels, 0, parts, 0, runs);
        return String.join("", parts);
    }

    float width(String shown, float size) {
        try {
            return font.getStringWidth(shown) / UNITS * size;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Breaks a text into lines of a width, between words where it can; each line is {@link #shown}. */
    List<String> lines(String text, float size, float width) {
        List<String> lines = new ArrayList<>();
        for (String paragraph : text.split("\\R", -1)) {
            String line = "";
            for (String word : paragraph.strip().split("\\s+")) {
                String longer = line.isEmpty() ? word : line + " " + word;
                if (width(shown(longer), size) <= width) {
                    line = longer;
                    continue;
                }
                if (!line.isEmpty()) {
                    lines.add(shown(line));
                }
                line = word;
                while (width(shown(line), size) > width && line.codePointCount(0, line.length()) > 1) {
                    int fits = fitting(line, size, width);
                    lines.add(shown(line.substring(0, fits)));
                    line = line.substring(fits);
                }
            }
            lines.add(shown(line));
        }
        return lines;
    }

    /** The number of characters of a word that fit, at least one code point. */
    private int fitting(String word, float size, float width) {
        int fits = word.offsetByCodePoints(0, 1);
        for (int next = fits; next <= word.length(); ) {
            if (width(shown(word.substring(0, next)), size) > width) {
                return fits;
            }
            fits = next;
            if (next == word.length()) {
                break;
            }
            next = word.offsetByCodePoints(next, 1);
        }
        return fits;
    }
}
