package org.delineate.image;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.delineate.file.Limits;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** Proves that the strict reader refuses no valid file. */
class ValidPicturesTest {
    static final String[] FORMATS = PictureCorpus.FORMATS;

    @ParameterizedTest
    @FieldSource("FORMATS")
    void readsThreeHundredFilesSampleBySample(String format) {
        List<PictureCorpus.Encoded> files = PictureCorpus.corpus(format, 300, 11);
        for (PictureCorpus.Encoded file : files) {
            Image image = read(file.name(), file.bytes());
            BufferedImage source = file.source();
            assertEquals(source.getHeight(), image.height(), file.name());
            assertEquals(source.getWidth(), image.width(), file.name());
            if (!format.equals("jpeg")) {
                assertSameSamples(file, image);
            }
        }
    }

    /** One row or column is where decoders miscount. */
    @ParameterizedTest
    @FieldSource("FORMATS")
    void readsPicturesOfOneRowAndOneColumn(String format) {
        for (int side = 1; side <= 9; side++) {
            for (BufferedImage source : List.of(
                    PictureCorpus.Kind.GREY.draw(side, 1, new Random(side)),
                    PictureCorpus.Kind.GREY.draw(1, side, new Random(side)))) {
                byte[] bytes = PictureCorpus.encode(source, format, PictureCorpus::sequential);
                PictureCorpus.Encoded file = new PictureCorpus.Encoded(format + " of " + side, bytes, source);
                Image image = read(file.name(), bytes);
                assertEquals(side, image.height() * image.width());
                if (!format.equals("jpeg")) {
                    assertSameSamples(file, image);
                }
            }
        }
    }

    private static void assertSameSamples(PictureCorpus.Encoded file, Image image) {
        for (int y = 0; y < image.height(); y++) {
            for (int x = 0; x < image.width(); x++) {
                for (int c = 0; c < image.channels(); c++) {
                    int expected = PictureCorpus.expected(file.source(), y, x, c);
                    if (expected != image.sample(y, x, c)) {
                        assertEquals(expected, image.sample(y, x, c), file.name() + " at " + y + ", " + x + ", " + c);
                    }
                }
            }
        }
    }

    @ParameterizedTest
    @FieldSource("FORMATS")
    void readsBlankPicturesThoughTheyAreTiny(String format) {
        for (PictureCorpus.Kind kind : PictureCorpus.Kind.values()) {
            if (kind.formats.contains(format)) {
                BufferedImage blank = kind.blank(700, 900, new Random(3));
                assertEquals(
                        900,
                        read(format + " " + kind, PictureCorpus.encode(blank, format))
                                .height());
            }
        }
    }

    /**
     * Files written by Pillow (9.4 and 12.3), tifffile and by hand in Python, some with other markers, ids and tags
     * than
     * Pillow writes; their pixels, as Pillow reads and turns them, are hashed by the same rule in Python: expected.txt.
     */
    @Test
    void readsFilesOfOtherEncodersPixelByPixel() throws IOException {
        String[] lines = new String(resource("expected.txt"), StandardCharsets.UTF_8).split("\n");
        assertTrue(lines.length > 60);
        for (String line : lines) {
            String[] nameAndHash = line.split(" ");
            Image image = read(nameAndHash[0], resource(nameAndHash[0]));
            assertEquals(nameAndHash[1], image.pixelHash(), nameAndHash[0]);
        }
    }

    private static byte[] resource(String name) throws IOException {
        try (InputStream in = ValidPicturesTest.class.getResourceAsStream("/image/" + name)) {
            return in.readAllBytes();
        }
    }

    private static Image read(String name, byte[] bytes) {
        return ImageFile.parse(bytes, Path.of(name), Limits.DEFAULT);
    }
}
