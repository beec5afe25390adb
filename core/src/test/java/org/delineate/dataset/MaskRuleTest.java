package org.delineate.dataset;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.Color;
import java.awt.image.BufferedImage;
import java.awt.image.IndexColorModel;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntBinaryOperator;
import java.util.stream.IntStream;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.ImageOutputStream;
import org.delineate.file.BadFileException;
import org.delineate.image.Mask;
import org.delineate.image.MaskValues;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Discs of several sizes are drawn in every way in which people store masks; what is read must be the discs. */
class MaskRuleTest {
    private static final int SIDE = 64;
    private static final int FILES = 4;
    private static final int BLACK = 0x000000;
    private static final int WHITE = 0xffffff;
    private static final int RED = 0xff0000;

    @TempDir
    Path folder;

    @BeforeEach
    void drawPictures() {
        for (int n = 0; n < FILES; n++) {
            Pictures.picture(folder.resolve("images/p" + n + ".png"), SIDE, SIDE, n);
        }
    }

    /** 0 outside, 1 inside, 2 in a ring of two pixels around it. */
    private static int disc(int n, int x, int y) {
        double distance = Math.hypot(x - 30.5 - n, y - 31.5);
        int radius = 9 + 3 * n;
        return distance < radius ? 1 : distance < radius + 2 ? 2 : 0;
    }

    private static Mask truth(int n) {
        boolean[] lesion = new boolean[SIDE * SIDE];
        for (int i = 0; i < lesion.length; i++) {
            lesion[i] = disc(n, i % SIDE, i / SIDE) == 1;
        }
        return Mask.of(SIDE, SIDE, lesion);
    }

    private Dataset data() {
        return Dataset.open(folder);
    }

    private void assertReadsTheDiscs(String rule) {
        Dataset data = data();
        assertEquals(rule, data.masks().values().toString());
        for (int n = 0; n < FILES; n++) {
            Mask read = data.mask(data.find("p" + n));
            assertArrayEquals(truth(n).toArray(), read.toArray(), "mask " + n);
        }
    }

    private String refusal() {
        return assertThrows(BadFileException.class, () -> data().masks().values())
                .getMessage();
    }

    private interface Drawing {
        BufferedImage of(int n);
    }

    private void masks(String suffix, Drawing drawing) {
        for (int n = 0; n < FILES; n++) {
            Pictures.write(folder.resolve("masks/p" + n + "." + suffix), drawing.of(n));
        }
    }

    /** Draws one value for each of outside, inside and ring, into the first band. */
    private static BufferedImage samples(BufferedImage image, int n, int... values) {
        for (int i = 0; i < SIDE * SIDE; i++) {
            image.getRaster().setSample(i % SIDE, i / SIDE, 0, values[disc(n, i % SIDE, i / SIDE)]);
        }
        return image;
    }

    private static BufferedImage grey(int n, int... values) {
        return samples(new BufferedImage(SIDE, SIDE, BufferedImage.TYPE_BYTE_GRAY), n, values);
    }

    private static BufferedImage colours(int type, int n, int... argb) {
        BufferedImage image = new BufferedImage(SIDE, SIDE, type);
        for (int i = 0; i < SIDE * SIDE; i++) {
            image.setRGB(i % SIDE, i / SIDE, argb[disc(n, i % SIDE, i / SIDE)]);
        }
        return image;
    }

    private static BufferedImage palette(int n, int[] colours, int... indices) {
        int[] all = Arrays.copyOf(colours, 256); // the JDK writes a BMP with fewer colours wrongly
        IndexColorModel model = new IndexColorModel(8, all.length, all, 0, false, -1, 0);
        return samples(new BufferedImage(SIDE, SIDE, BufferedImage.TYPE_BYTE_INDEXED, model), n, indices);
    }

    /** Every way to store two values that a container knows is read as the same discs. */
    @ParameterizedTest
    @CsvSource({
        "grey, png", "grey, gif", "grey, bmp", "grey, tiff",
        "rgb, png", "rgb, gif", "rgb, bmp", "rgb, tiff",
        "palette, png", "palette, gif", "palette, bmp", "palette, tiff",
        "bit, png", "bit, gif", "bit, bmp", "bit, tiff",
        "rgba, png", "rgba, tiff", "deep, png", "deep, tiff"
    })
    void readsEveryEncodingInEveryContainer(String encoding, String container) {
        masks(container, n -> switch (encoding) {
            case "grey" -> grey(n, 0, 255, 0);
            case "rgb" -> colours(BufferedImage.TYPE_INT_RGB, n, BLACK, WHITE, BLACK);
            case "palette" -> palette(n, new int[] {WHITE, 0x101010, BLACK}, 2, 0, 2);
            case "bit" -> samples(new BufferedImage(SIDE, SIDE, BufferedImage.TYPE_BYTE_BINARY), n, 0, 1, 0);
            case "rgba" -> colours(BufferedImage.TYPE_INT_ARGB, n, 0xff000000, 0xffffffff, 0xff000000);
            default -> samples(new BufferedImage(SIDE, SIDE, BufferedImage.TYPE_USHORT_GRAY), n, 0, 65_535, 0);
        });
        assertReadsTheDiscs("background=0,lesion=" + (encoding.equals("deep") ? 65_535 : 255));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 38, 127, 200, 254})
    void readsAnyOneValueBesideZero(int value) {
        masks("png", n -> grey(n, 0, value, 0));
        assertReadsTheDiscs("background=0,lesion=" + value);
        assertEquals(List.of(), data().masks().cautions());
    }

    @ParameterizedTest
    @ValueSource(strings = {"#ff0000", "#00ff00", "#0000ff", "#ffff00", "#123456"})
    void readsAnyOneColourOnBlack(String colour) {
        int rgb = Integer.parseInt(colour.substring(1), 16);
        masks("png", n -> colours(BufferedImage.TYPE_INT_RGB, n, BLACK, rgb, BLACK));
        assertReadsTheDiscs("background=0,lesion=" + colour);
    }

    @Test
    void readsAPaletteByItsColoursWhateverTheirOrder() {
        masks(
                "png",
                n -> palette(
                        n, n % 2 == 0 ? new int[] {RED, BLACK} : new int[] {BLACK, RED}, 1 - n % 2, n % 2, 1 - n % 2));
        assertReadsTheDiscs("background=0,lesion=#ff0000");
    }

    @Test
    void readsIndicesWhereThePaletteGivesThemOneColour() {
        masks("png", n -> palette(n, new int[] {BLACK, BLACK}, 0, 1, 0));
        assertReadsTheDiscs("background=0,lesion=1");
    }

    @Test
    void ignoresTheUncertainBorderOfVoc() {
        int[] voc = new int[256];
        voc[1] = 0x800000;
        voc[255] = 0xe0e0c0;
        masks("png", n -> palette(n, voc, 0, 1, 255));
        assertReadsTheDiscs("background=0,lesion=#800000,ignore=#e0e0c0");
        Mask mask = data().mask(data().find("p0"));
        for (int i = 0; i < SIDE * SIDE; i++) {
            assertEquals(disc(0, i % SIDE, i / SIDE) == 2, mask.ignores(i));
        }
    }

    @Test
    void ignoresTheUncertainBorderOfGreyMasks() {
        masks("png", n -> grey(n, 0, 1, 255));
        assertReadsTheDiscs("background=0,lesion=1,ignore=255");
        assertEquals(List.of(), data().masks().cautions());
        assertTrue(
                data().masks().text().contains("ignore=255, as 4 masks tell: 0 ("),
                data().masks().text());
    }

    @Test
    void readsTheOpacityWhereAllPixelsHaveOneColour() {
        masks("png", n -> colours(BufferedImage.TYPE_INT_ARGB, n, 0x00ffffff, 0xffffffff, 0x00ffffff));
        Pictures.write(
                folder.resolve("masks/p3.png"),
                colours(BufferedImage.TYPE_INT_ARGB, 3, 0x00ffffff, 0x00ffffff, 0x00ffffff));
        Dataset data = data();
        assertEquals(
                "channel=alpha,background=0,lesion=255", data.masks().values().toString());
        assertEquals(truth(2), data.mask(data.find("p2")));
        assertTrue(data.mask(data.find("p3")).isEmpty(), "wholly transparent: no lesion");
    }

    @ParameterizedTest
    @CsvSource({"255, 0.9", "255, 0.5", "128, 0.9"})
    void readsShadesThatLossyCompressionLeaves(int full, float quality) {
        for (int n = 0; n < FILES; n++) {
            jpeg(folder.resolve("masks/p" + n + ".jpg"), grey(n, 0, full, 0), quality);
        }
        Dataset data = data();
        for (int n = 0; n < FILES; n++) {
            assertNear(truth(n), data.mask(data.find("p" + n)));
        }
        assertTrue(
                data.masks().cautions().toString().contains("as compression and smoothing leave them: 4 (p0"),
                data.masks().cautions().toString());
    }

    @Test
    void readsZeroAndOneStoredAsJpeg() {
        for (int n = 0; n < FILES; n++) {
            jpeg(folder.resolve("masks/p" + n + ".jpg"), grey(n, 0, 1, 0), 1f);
        }
        Dataset data = data();
        for (int n = 0; n < FILES; n++) {
            assertNear(truth(n), data.mask(data.find("p" + n)));
        }
    }

    @Test
    void readsAColourStoredAsJpegByItsBrightness() {
        for (int n = 0; n < FILES; n++) {
            jpeg(
                    folder.resolve("masks/p" + n + ".jpg"),
                    colours(BufferedImage.TYPE_INT_RGB, n, BLACK, RED, BLACK),
                    0.95f);
        }
        Dataset data = data();
        assertEquals(MaskValues.Channel.BRIGHTNESS, data.masks().values().channel());
        for (int n = 0; n < FILES; n++) {
            assertNear(truth(n), data.mask(data.find("p" + n)));
        }
    }

    @Test
    void readsSmoothedEdgesFromTheMiddleOn() {
        masks("png", n -> smooth(n, 255));
        Dataset data = data();
        assertEquals("background=0..127,lesion=128..255", data.masks().values().toString());
        for (int n = 0; n < FILES; n++) {
            assertNear(truth(n), data.mask(data.find("p" + n)));
        }
    }

    private static BufferedImage smooth(int n, int full) {
        BufferedImage image = new BufferedImage(SIDE, SIDE, BufferedImage.TYPE_BYTE_GRAY);
        for (int i = 0; i < SIDE * SIDE; i++) {
            double inside = 9 + 3 * n - Math.hypot(i % SIDE - 30.5 - n, i / SIDE - 31.5);
            image.getRaster().setSample(i % SIDE, i / SIDE, 0, (int) Math.round(full / (1 + Math.exp(-2 * inside))));
        }
        return image;
    }

    @Test
    void aStrayPixelDoesNotChangeTheScale() {
        for (int stray : new int[] {2, 200, 255}) {
            masks("png", n -> {
                BufferedImage mask = grey(n, 0, 1, 0);
                mask.getRaster().setSample(0, 0, 0, n % 2 == 0 ? stray : 0);
                return mask;
            });
            assertReadsTheDiscs("background=0,lesion=1,ignore=" + stray);
            assertEquals(
                    List.of("mask value " + stray
                            + " is rare and is ignored: 2 pixels in 2 masks, for instance p0.png"),
                    data().masks().cautions());
        }
        masks("png", n -> {
            BufferedImage mask = grey(n, 0, 255, 0);
            mask.getRaster().setSample(0, 0, 0, n == 1 ? 1 : 0);
            return mask;
        });
        assertReadsTheDiscs("background=0,lesion=255,ignore=1");
    }

    @Test
    void refusesClassesAndNamesValuesFilesAndOption() {
        masks("png", n -> grey(n, 0, 1, 2));
        String refusal = refusal();
        for (String part : List.of("1 (", "2 (", "pixels in 4 files", "p0.png", "p1.png", "--mask-values")) {
            assertTrue(refusal.contains(part), refusal);
        }
        Dataset merged = data().withMaskValues(MaskValues.parse("lesion=1,2"));
        assertEquals(truthWithRing(0), merged.mask(merged.find("p0")).areaPx());
        Dataset inner = data().withMaskValues(MaskValues.parse("background=0,2,lesion=1"));
        assertEquals(truth(0), inner.mask(inner.find("p0")));
    }

    private static int truthWithRing(int n) {
        int area = 0;
        for (int i = 0; i < SIDE * SIDE; i++) {
            area += disc(n, i % SIDE, i / SIDE) > 0 ? 1 : 0;
        }
        return area;
    }

    @ParameterizedTest
    @CsvSource({"0, 128, 255", "0, 64, 128", "0, 255, 128", "10, 255, 10", "1, 2, 1", "0, 3, 7"})
    void neverGuessesBetweenGreyValues(int outside, int inside, int ring) {
        masks("png", n -> grey(n, outside, inside, ring));
        assertTrue(refusal().contains("not clear"), refusal());
    }

    /** A grey BMP or GIF is a palette, and its index 255 is white and no border. */
    @ParameterizedTest
    @ValueSource(strings = {"png", "bmp", "gif"})
    void aRampOfGreyLevelsIsNoPaletteOfClasses(String container) {
        int[] ramp = IntStream.range(0, 256).map(v -> v * 0x010101).toArray();
        masks(container, n -> palette(n, ramp, 0, 128, 255));
        assertTrue(refusal().contains("not clear"), refusal());
        masks(container, n -> palette(n, ramp, 0, 255, 254));
        Dataset data = data();
        assertEquals("background=0..127,lesion=128..255", data.masks().values().toString());
        assertEquals(0, data.mask(data.find("p0")).ignoredPx());
    }

    @Test
    void neverGuessesBetweenColours() {
        masks("png", n -> colours(BufferedImage.TYPE_INT_RGB, n, BLACK, RED, 0x00ff00));
        assertTrue(refusal().contains("several colours") && refusal().contains("#ff0000"), refusal());
        masks("png", n -> colours(BufferedImage.TYPE_INT_RGB, n, WHITE, RED, WHITE));
        assertTrue(refusal().contains("none of them is black"), refusal());
        assertTrue(refusal().endsWith("--mask-values background=255,lesion=#ff0000"), refusal());
        Dataset given = data().withMaskValues(MaskValues.parse("background=#ffffff,lesion=#ff0000"));
        assertEquals(truth(1), given.mask(given.find("p1")));
    }

    @Test
    void refusesPicturesAsMasks() {
        masks("png", n -> Pictures.blobs(SIDE, SIDE, n));
        assertTrue(refusal().contains("not clear"), refusal());
        IntBinaryOperator rainbow = (x, y) -> Color.HSBtoRGB((x + y) / 130f, 1, 1);
        masks("png", n -> {
            BufferedImage image = new BufferedImage(SIDE, SIDE, BufferedImage.TYPE_INT_RGB);
            for (int i = 0; i < SIDE * SIDE; i++) {
                image.setRGB(
                        i % SIDE,
                        i / SIDE,
                        disc(n, i % SIDE, i / SIDE) == 0 ? 0 : rainbow.applyAsInt(i % SIDE, i / SIDE));
            }
            return image;
        });
        assertTrue(refusal().contains("several colours"), refusal());
    }

    /** Each file alone would be read; together they need a rule. */
    @Test
    void refusesTwoKindsOfMasksInOneDataSet() {
        masks("png", n -> grey(n, 0, n < 2 ? 1 : 255, 0));
        String refusal = refusal();
        assertTrue(refusal.contains("two kinds of masks"), refusal);
        assertTrue(refusal.contains("see masks/p2.png and masks/p0.png"), "one file of each kind: " + refusal);
        Dataset merged = data().withMaskValues(MaskValues.parse("lesion=1,255"));
        for (int n = 0; n < FILES; n++) {
            assertEquals(truth(n), merged.mask(merged.find("p" + n)));
        }
    }

    @Test
    void warnsOfInvertedMasks() {
        masks("png", n -> grey(n, 255, 0, 255));
        List<String> cautions = data().masks().cautions();
        assertTrue(cautions.get(0).startsWith("4 of 4 masks cover more than half"), cautions.toString());
        assertTrue(cautions.get(0).contains("--mask-values background=255,lesion=0 turns"), cautions.toString());
        Dataset turned = data().withMaskValues(MaskValues.parse("background=255,lesion=0"));
        assertEquals(truth(3), turned.mask(turned.find("p3")));
        assertEquals(List.of(), turned.masks().cautions());
    }

    @Test
    void warnsOfOneMaskThatIsUnlikeTheOthersAndOfNone() {
        masks("png", n -> n == 2 ? grey(n, 255, 255, 255) : grey(n, 0, 255, 0));
        assertEquals(
                List.of("masks that cover more than nine tenths of their picture: 1 (p2.png); look whether these "
                        + "are inverted"),
                data().masks().cautions());
        masks("png", n -> grey(n, 0, 0, 0));
        assertEquals(List.of("no mask holds a lesion"), data().masks().cautions());
    }

    @Test
    void warnsOfFaintMasks() {
        masks("png", n -> smooth(n, n == 0 ? 100 : 255));
        for (int n = 1; n < FILES; n++) {
            Pictures.write(folder.resolve("masks/p" + n + ".png"), smooth(n, 255));
        }
        String refusal = refusal();
        assertTrue(refusal.contains("fill whole areas"), refusal);
        Dataset given = data().withMaskValues(MaskValues.parse("background=0..127,lesion=128..255"));
        String cautions = given.masks().cautions().toString();
        assertTrue(cautions.contains("masks that hold values, but none that is lesion: 1 (p0.png)"), cautions);
    }

    @Test
    void aRuleThatLeavesOutAValueIsRefusedBeforeAnythingIsRead() {
        masks("png", n -> grey(n, 0, 1, 7));
        Dataset data = data().withMaskValues(MaskValues.parse("lesion=1"));
        String refusal = assertThrows(BadFileException.class, () -> data.masks().values())
                .getMessage();
        assertTrue(refusal.contains("says nothing about 7, see p0.png"), refusal);
    }

    @Test
    void aManifestNamesTheRule() throws IOException {
        masks("png", n -> grey(n, 0, 1, 2));
        StringBuilder table = new StringBuilder("image,mask,mask-values\n");
        for (int n = 0; n < FILES; n++) {
            table.append("images/p")
                    .append(n)
                    .append(".png,masks/p")
                    .append(n)
                    .append(".png,")
                    .append(n == 1 ? "\"lesion=1,ignore=2\"" : "")
                    .append('\n');
        }
        Path manifest = folder.resolve("manifest.csv");
        Files.writeString(manifest, table);
        Dataset data = Dataset.open(manifest);
        assertEquals("background=0,lesion=1,ignore=2", data.masks().values().toString());
        assertArrayEquals(truth(2).toArray(), data.mask(data.find("p2")).toArray());
        Files.writeString(manifest, table.toString().replace("p0.png,\n", "p0.png,lesion=2\n"));
        String refusal = assertThrows(BadFileException.class, () -> Dataset.open(manifest))
                .getMessage();
        assertTrue(refusal.contains("2 rules"), refusal);
    }

    /** Lossy compression moves the border by a pixel here and there. */
    private static void assertNear(Mask expected, Mask actual) {
        int different = 0;
        for (int i = 0; i < SIDE * SIDE; i++) {
            different += expected.at(i) == actual.at(i) ? 0 : 1;
        }
        assertTrue(different <= 0.06 * expected.areaPx(), different + " of " + expected.areaPx());
    }

    private static void jpeg(Path file, BufferedImage image, float quality) {
        ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
        ImageWriteParam options = writer.getDefaultWriteParam();
        options.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
        options.setCompressionQuality(quality);
        file.getParent().toFile().mkdirs();
        try (ImageOutputStream out = ImageIO.createImageOutputStream(file.toFile())) {
            writer.setOutput(out);
            writer.write(null, new IIOImage(image, null, null), options);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            writer.dispose();
        }
    }
}
