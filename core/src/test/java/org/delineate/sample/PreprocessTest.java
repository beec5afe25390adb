package org.delineate.sample;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.delineate.file.Json;
import org.delineate.image.Image;
import org.delineate.image.Mask;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class PreprocessTest {
    private static final int[][] SIZES = {{1, 1}, {5, 7}, {7, 5}, {16, 16}, {33, 20}, {20, 33}, {1, 9}, {64, 3}};

    @Test
    void survivesJson() {
        for (Preprocess preprocess : List.of(Preprocess.of(1, 64), Preprocess.of(3, 250), padded(3, 12, 17))) {
            assertEquals(preprocess, Json.parse(Json.line(preprocess), Preprocess.class, Path.of("preprocess.json")));
        }
    }

    @Test
    void saysWhatIsWrong() {
        assertMessage("channels is 1 (luminance) or 3 (colours), not 2", () -> Preprocess.of(2, 8));
        assertMessage("height and width are at least 1, not 0x0", () -> Preprocess.of(1, 0));
        assertMessage(
                "fit is missing; one of [STRETCH, PAD]", () -> new Preprocess(1, 8, 8, null, List.of(0f), List.of(1f)));
        assertMessage(
                "mean has one value for each of 1 channels, not 3",
                () -> new Preprocess(1, 8, 8, Fit.PAD, List.of(0f, 0f, 0f), List.of(1f)));
        assertMessage(
                "std is greater than 0, not 0.0", () -> new Preprocess(1, 8, 8, Fit.PAD, List.of(0f), List.of(0f)));
        assertMessage(
                "mean is finite, not NaN", () -> new Preprocess(1, 8, 8, Fit.PAD, List.of(Float.NaN), List.of(1f)));
        assertMessage(
                "a: the mask has 2x3 pixels, the picture 3x2; give the mask drawn on this picture",
                () -> Preprocess.of(1, 8).resize("a", grey(3, 2, new byte[6]), Mask.of(2, 3, new boolean[6])));
        assertMessage(
                "a picture has 1 or 3 channels, not 4; convert it to grey or RGB",
                () -> Preprocess.of(1, 8).resize("a", Image.ofBytes(1, 1, 4, new byte[4]), null));
        Sample grey = Preprocess.of(1, 8).resize("a", grey(2, 2, new byte[4]), null);
        assertMessage(
                "a: 1 channels where 3 are expected", () -> Preprocess.of(3, 8).normalise(grey));
    }

    @Test
    void keepsPixelsOfThePictureThatHasTheRightSize() {
        Image image = Image.ofBytes(2, 2, 3, bytes(0, 51, 102, 153, 204, 255, 10, 20, 30, 40, 50, 60));
        Sample sample = Preprocess.of(3, 2).resize("a", image, Mask.of(2, 2, new boolean[] {true, false, false, true}));
        assertArrayEquals(
                units(255, 0, 153, 10, 40, 51, 204, 20, 50, 102, 255, 30, 60), sample.x(), "channel by channel");
        assertArrayEquals(new byte[] {1, 0, 0, 1}, sample.y());
    }

    @Test
    void readsSixteenBits() {
        Image image = Image.ofShorts(1, 2, 1, new short[] {(short) 65535, 13107});
        assertArrayEquals(
                new float[] {1, 0.2f},
                new Preprocess(1, 1, 2, Fit.STRETCH, List.of(0f), List.of(1f))
                        .resize("a", image, null)
                        .x());
    }

    @Test
    void repeatsGreyAndWeighsColours() {
        Image grey = grey(1, 1, bytes(51));
        assertArrayEquals(
                new float[] {0.2f, 0.2f, 0.2f},
                Preprocess.of(3, 1).resize("a", grey, null).x());
        Image greyInRgb = Image.ofBytes(1, 1, 3, bytes(51, 51, 51));
        assertArrayEquals(
                new float[] {0.2f, 0.2f, 0.2f},
                Preprocess.of(3, 1).resize("a", greyInRgb, null).x());
        assertArrayEquals(
                new float[] {0.2f},
                Preprocess.of(1, 1).resize("a", greyInRgb, null).x());
        float[] expected = {0.299f, 0.587f, 0.114f};
        for (int c = 0; c < 3; c++) {
            byte[] pure = new byte[3];
            pure[c] = (byte) 255;
            Sample sample = Preprocess.of(1, 1).resize("a", Image.ofBytes(1, 1, 3, pure), null);
            assertEquals(expected[c], sample.x()[0], "channel " + c);
        }
    }

    @Test
    void normalises() {
        Preprocess preprocess = new Preprocess(3, 1, 1, Fit.STRETCH, List.of(0f, 0.5f, 1f), List.of(1f, 0.5f, 0.25f));
        Image white = grey(1, 1, bytes(255));
        assertArrayEquals(new float[] {1, 1, 0}, preprocess.apply("a", white).x());
        Image black = grey(1, 1, bytes(0));
        assertArrayEquals(new float[] {0, -1, -4}, preprocess.apply("a", black).x());
    }

    /** The place of a channel has its mean, whichever colour stands there. */
    @Test
    void handsColoursOnAsOpenCvReadsThem() {
        Preprocess rgb = new Preprocess(3, 1, 1, Fit.STRETCH, List.of(0f, 0f, 0.5f), List.of(1f, 1f, 0.5f));
        Image colour = Image.ofBytes(1, 1, 3, bytes(0, 51, 255));
        assertArrayEquals(new float[] {0, 0.2f, 1}, rgb.apply("a", colour).x());
        Preprocess bgr = rgb.withChannelOrder(ChannelOrder.BGR);
        assertArrayEquals(new float[] {1, 0.2f, -1}, bgr.apply("a", colour).x());
        assertEquals(bgr, Json.parse(Json.line(bgr), Preprocess.class, Path.of("bgr")));
        String old = Json.line(rgb).replace("\"channelOrder\":\"RGB\",", "");
        assertEquals(rgb, Json.parse(old, Preprocess.class, Path.of("former")));
        assertThrows(IllegalArgumentException.class, () -> Preprocess.of(1, 8).withChannelOrder(ChannelOrder.BGR));
    }

    @Test
    void leavesTheSampleAsItIs() {
        Sample unit = Preprocess.of(3, 4).resize("a", noise(5, 6, 3), null);
        float[] before = unit.x().clone();
        Preprocess.of(3, 4).normalise(unit);
        assertArrayEquals(before, unit.x());
    }

    @Test
    void padsWithBlackAroundTheMiddle() {
        Sample sample = padded(1, 6, 6).resize("a", grey(2, 4, fill(8, 255)), full(2, 4));
        assertEquals(new Geometry(2, 4, 6, 6, 1, 0, 3, 6), sample.geometry());
        for (int y = 0; y < 6; y++) {
            for (int x = 0; x < 6; x++) {
                int inside = y >= 1 && y < 4 ? 1 : 0;
                assertEquals(inside, sample.x()[y * 6 + x], 1e-6f, y + "," + x);
                assertEquals(inside, sample.y()[y * 6 + x], y + "," + x);
            }
        }
    }

    @Test
    void takesThePixelUnderTheCentreForMasks() {
        Mask mask = Mask.of(1, 5, new boolean[] {true, false, true, false, true});
        Preprocess third = new Preprocess(1, 1, 3, Fit.STRETCH, List.of(0f), List.of(1f));
        // centres 0.5, 1.5, 2.5 of 3 lie at 0.83, 2.5, 4.17 of 5
        assertArrayEquals(
                new byte[] {1, 1, 1}, third.resize("a", noise(1, 5, 1), mask).y());
        Preprocess twice = new Preprocess(1, 1, 10, Fit.STRETCH, List.of(0f), List.of(1f));
        byte[] doubled = {1, 1, 0, 0, 1, 1, 0, 0, 1, 1};
        assertArrayEquals(doubled, twice.resize("a", noise(1, 5, 1), mask).y());
    }

    @ParameterizedTest
    @EnumSource
    void constantsComeBackExactly(Fit fit) {
        for (int[] size : SIZES) {
            for (int[] input : SIZES) {
                Preprocess preprocess = new Preprocess(1, input[0], input[1], fit, List.of(0f), List.of(1f));
                Geometry g =
                        preprocess.resize("a", noise(size[0], size[1], 1), null).geometry();
                float[] map = new float[input[0] * input[1]];
                Arrays.fill(map, Float.NaN); // what lies in the border must not come back
                for (int y = 0; y < g.scaledHeight(); y++) {
                    int from = (g.top() + y) * g.width() + g.left();
                    Arrays.fill(map, from, from + g.scaledWidth(), 0.3f);
                }
                float[] expected = new float[size[0] * size[1]];
                Arrays.fill(expected, 0.3f);
                assertArrayEquals(expected, g.invert(map), g.toString());
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void everyPixelComesBackWhereTheScaleIsOne(Fit fit) {
        for (int[] size : SIZES) {
            int height = fit == Fit.PAD ? size[0] + 3 : size[0];
            Preprocess preprocess = new Preprocess(1, height, size[1], fit, List.of(0f), List.of(1f));
            Image image = noise(size[0], size[1], 1);
            Sample sample = preprocess.resize("a", image, null);
            float[] back = sample.geometry().invert(sample.x());
            assertArrayEquals(image.plane(0), back);
        }
    }

    @ParameterizedTest
    @EnumSource
    void masksComeBackExactlyFromWholeMultiples(Fit fit) {
        for (int[] size : SIZES) {
            for (int times : new int[] {2, 3, 5}) {
                int height = times * size[0];
                int width = times * size[1] + (fit == Fit.PAD ? 5 : 0);
                Mask mask = Mask.above(0.5f, size[0], size[1], random(size[0] * size[1]));
                Sample sample = new Preprocess(1, height, width, fit, List.of(0f), List.of(1f))
                        .resize("a", noise(size[0], size[1], 1), mask);
                float[] map = new float[sample.y().length];
                for (int i = 0; i < map.length; i++) {
                    map[i] = sample.y()[i];
                }
                assertEquals(
                        mask,
                        Mask.above(0.5f, size[0], size[1], sample.geometry().invert(map)));
            }
        }
    }

    @Test
    void rampsComeBackToTheSamePlace() {
        int h = 41;
        int w = 57;
        byte[] ramp = new byte[h * w];
        for (int i = 0; i < ramp.length; i++) {
            ramp[i] = (byte) (2 * (i / w) + 2 * (i % w));
        }
        for (Fit fit : Fit.values()) {
            for (int size : new int[] {29, 41, 64, 101}) {
                Sample sample = new Preprocess(1, size, size, fit, List.of(0f), List.of(1f))
                        .resize("a", grey(h, w, ramp), null);
                float[] back = sample.geometry().invert(sample.x());
                for (int y = 3; y < h - 3; y++) {
                    for (int x = 3; x < w - 3; x++) {
                        // a shift by half a pixel would be 1 / 255
                        assertEquals(2 * (y + x) / 255f, back[y * w + x], 0.3f / 255, fit + " " + size);
                    }
                }
            }
        }
    }

    private static void assertMessage(String message, Runnable action) {
        assertEquals(
                message,
                assertThrows(IllegalArgumentException.class, action::run).getMessage());
    }

    private static Preprocess padded(int channels, int height, int width) {
        Preprocess plain = Preprocess.of(channels, 8);
        return new Preprocess(channels, height, width, Fit.PAD, plain.mean(), plain.std());
    }

    private static Image grey(int height, int width, byte[] samples) {
        return Image.ofBytes(height, width, 1, samples);
    }

    private static Image noise(int height, int width, int channels) {
        byte[] samples = new byte[height * width * channels];
        new SplittableRandom(samples.length).nextBytes(samples);
        return Image.ofBytes(height, width, channels, samples);
    }

    private static float[] random(int n) {
        SplittableRandom random = new SplittableRandom(n);
        float[] values = new float[n];
        for (int i = 0; i < n; i++) {
            values[i] = (float) random.nextDouble();
        }
        return values;
    }

    private static Mask full(int height, int width) {
        boolean[] lesion = new boolean[height * width];
        Arrays.fill(lesion, true);
        return Mask.of(height, width, lesion);
    }

    private static byte[] fill(int n, int value) {
        byte[] bytes = new byte[n];
        Arrays.fill(bytes, (byte) value);
        return bytes;
    }

    private static byte[] bytes(int... values) {
        byte[] bytes = new byte[values.length];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) values[i];
        }
        return bytes;
    }

    private static float[] units(int whole, int... values) {
        float[] units = new float[values.length];
        for (int i = 0; i < units.length; i++) {
            units[i] = values[i] / (float) whole;
        }
        return units;
    }

    @Test
    void ignoredPixelsStayIgnoredAtEverySizeAndInTheBatch() {
        boolean[] lesion = new boolean[8 * 8];
        boolean[] ignored = new boolean[lesion.length];
        for (int i = 0; i < lesion.length; i++) {
            lesion[i] = i % 8 < 3;
            ignored[i] = i % 8 == 5 || i % 8 == 4;
        }
        Mask mask = Mask.of(8, 8, lesion, ignored);
        Preprocess half = new Preprocess(1, 4, 4, Fit.STRETCH, List.of(0f), List.of(1f));
        Sample sample = half.resize("a", noise(8, 8, 1), mask);
        assertArrayEquals(new byte[] {1, 0, 2, 0}, Arrays.copyOf(sample.y(), 4), Arrays.toString(sample.y()));
    }
}
