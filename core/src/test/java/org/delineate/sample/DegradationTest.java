package org.delineate.sample;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Comparator;
import java.util.Random;
import java.util.stream.IntStream;
import org.delineate.image.Image;
import org.delineate.image.Mask;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class DegradationTest {
    private static final int HEIGHT = 90;
    private static final int WIDTH = 120;

    /** Smooth colours with some noise. */
    private static Image picture(int channels) {
        Random random = new Random(1);
        byte[] samples = new byte[HEIGHT * WIDTH * channels];
        for (int i = 0; i < samples.length; i++) {
            samples[i] = (byte) (60 + i * 100L / samples.length + 20 * (i % channels) + random.nextInt(30));
        }
        return Image.ofBytes(HEIGHT, WIDTH, channels, samples);
    }

    /** An ellipse off the middle, with an ignored row below. */
    private static Mask truth() {
        boolean[] lesion = new boolean[HEIGHT * WIDTH];
        boolean[] ignored = new boolean[HEIGHT * WIDTH];
        for (int i = 0; i < lesion.length; i++) {
            lesion[i] = Math.hypot((i / WIDTH - 40) / 12.0, (i % WIDTH - 70) / 25.0) < 1;
            ignored[i] = i / WIDTH == 60;
        }
        return Mask.of(HEIGHT, WIDTH, lesion, ignored);
    }

    private static Degraded applied(Degradation degradation, int channels) {
        return degradation.apply(picture(channels), truth(), "case", 7);
    }

    private static double mean(Image image) {
        double sum = 0;
        for (float v : image.luminance()) {
            sum += v;
        }
        return sum / image.height() / image.width();
    }

    @ParameterizedTest
    @EnumSource
    void isTheSameForTheSameSeedAndChangesThePicture(Degradation degradation) {
        for (int channels : new int[] {1, 3}) {
            Degraded once = applied(degradation, channels);
            assertEquals(
                    once.image().pixelHash(),
                    applied(degradation, channels).image().pixelHash());
            assertEquals(once.truth(), applied(degradation, channels).truth());
            assertEquals(once.image().height(), once.truth().height());
            assertEquals(once.image().width(), once.truth().width());
            boolean same = degradation == Degradation.CLEAN || degradation == Degradation.GREY && channels == 1;
            assertEquals(same, once.image().pixelHash().equals(picture(channels).pixelHash()));
        }
        Degraded other = degradation.apply(picture(3), truth(), "other", 7);
        boolean random = degradation == Degradation.SPECKLE || degradation == Degradation.CALLIPERS_ELSEWHERE;
        assertEquals(
                random,
                !other.image()
                        .pixelHash()
                        .equals(applied(degradation, 3).image().pixelHash()));
    }

    @Test
    void intensitiesChangeAsNamed() {
        double clean = mean(picture(3));
        assertEquals(0.7 * clean, mean(applied(Degradation.GAIN_LOW, 3).image()), 0.005);
        assertTrue(mean(applied(Degradation.GAIN_HIGH, 3).image()) > 1.2 * clean);
        assertTrue(mean(applied(Degradation.GAMMA_LOW, 3).image()) > clean);
        assertTrue(mean(applied(Degradation.GAMMA_HIGH, 3).image()) < clean);
        assertEquals(clean, mean(applied(Degradation.CONTRAST_LOW, 3).image()), 0.005);
        assertEquals(clean, mean(applied(Degradation.JPEG_30, 3).image()), 0.01);
        assertEquals(clean, mean(applied(Degradation.BLUR, 3).image()), 0.005);
        assertEquals(1, applied(Degradation.GREY, 3).image().channels());
        assertEquals(clean, mean(applied(Degradation.GREY, 3).image()), 0.005);
    }

    @Test
    void theTruthMovesWithThePicture() {
        Mask truth = truth();
        Image grey = picture(1);
        Degraded mirrored = applied(Degradation.LEFT_RIGHT, 3);
        assertEquals(picture(3).mirrored().pixelHash(), mirrored.image().pixelHash());
        Degraded turned = applied(Degradation.UPSIDE_DOWN, 1);
        Degraded bordered = applied(Degradation.BORDERED, 1);
        Degraded cropped = applied(Degradation.CROPPED, 1);
        assertEquals(108, bordered.image().height());
        assertEquals(144, bordered.image().width());
        assertEquals(72, cropped.image().height());
        assertEquals(96, cropped.image().width());
        for (int y = 0; y < HEIGHT; y++) {
            for (int x = 0; x < WIDTH; x++) {
                assertEquals(truth.at(y, x), mirrored.truth().at(y, WIDTH - 1 - x));
                assertEquals(truth.at(y, x), turned.truth().at(HEIGHT - 1 - y, x));
                assertEquals(truth.at(y, x), bordered.truth().at(y + 9, x + 12));
                assertEquals(grey.sample(y, x, 0), turned.image().sample(HEIGHT - 1 - y, x, 0));
                assertEquals(grey.sample(y, x, 0), bordered.image().sample(y + 9, x + 12, 0));
                if (y >= 9 && y < 81 && x >= 12 && x < 108) {
                    assertEquals(truth.at(y, x), cropped.truth().at(y - 9, x - 12));
                    assertEquals(grey.sample(y, x, 0), cropped.image().sample(y - 9, x - 12, 0));
                }
            }
        }
        assertEquals(truth.areaPx(), bordered.truth().areaPx());
        assertEquals(truth.ignoredPx(), turned.truth().ignoredPx());
        assertEquals(0, bordered.image().sample(0, 50, 0));
        Degraded half = applied(Degradation.HALF_SIZE, 3);
        assertEquals(45, half.image().height());
        assertEquals(truth.areaPx() / 4.0, half.truth().areaPx(), 0.05 * truth.areaPx());
    }

    /** Marks are white and few, and the callipers lie at the lesion. */
    @ParameterizedTest
    @EnumSource(names = {"CALLIPERS", "CALLIPERS_ELSEWHERE", "TEXT"})
    void marksAreBurntInWhite(Degradation degradation) {
        Image marked = applied(degradation, 3).image();
        Image plain = picture(3);
        int white = 0;
        int others = 0;
        for (int y = 0; y < HEIGHT; y++) {
            for (int x = 0; x < WIDTH; x++) {
                boolean here = marked.sample(y, x, 0) == 255 && marked.sample(y, x, 1) == 255;
                white += here ? 1 : 0;
                others += !here && marked.sample(y, x, 0) != plain.sample(y, x, 0) ? 1 : 0;
            }
        }
        assertTrue(white > 15 && white < 0.1 * HEIGHT * WIDTH, white + " white pixels");
        assertEquals(0, others);
        if (degradation == Degradation.CALLIPERS) {
            int[] left = IntStream.range(0, HEIGHT * WIDTH)
                    .filter(truth()::at)
                    .mapToObj(i -> new int[] {i / WIDTH, i % WIDTH})
                    .min(Comparator.comparingInt(at -> at[1]))
                    .orElseThrow();
            assertEquals(255, marked.sample(left[0], left[1], 0), "leftmost pixel of the lesion");
        }
    }

    @Test
    void callipersAreDrawnWithoutALesionToo() {
        Mask none = Mask.of(HEIGHT, WIDTH, new boolean[HEIGHT * WIDTH]);
        Image one = Degradation.CALLIPERS.apply(picture(1), none, "a", 7).image();
        Image other = Degradation.CALLIPERS.apply(picture(1), none, "b", 7).image();
        assertNotEquals(picture(1).pixelHash(), one.pixelHash());
        assertNotEquals(one.pixelHash(), other.pixelHash());
    }

    @ParameterizedTest
    @EnumSource
    void onePixelAndSixteenBitsAreNoTrouble(Degradation degradation) {
        Mask lesion = Mask.of(1, 1, new boolean[] {true});
        Degraded tiny = degradation.apply(Image.ofBytes(1, 1, 1, new byte[] {100}), lesion, "tiny", 7);
        assertTrue(tiny.truth().at(0) && tiny.image().height() == 1);
        short[] deep = new short[HEIGHT * WIDTH];
        for (int i = 0; i < deep.length; i++) {
            deep[i] = (short) (i % 4096);
        }
        Image image = Image.ofShorts(HEIGHT, WIDTH, 1, deep).withWhite(4095);
        Degraded degraded = degradation.apply(image, truth(), "deep", 7);
        assertEquals(degradation == Degradation.CLEAN ? 16 : 8, degraded.image().bits());
        assertTrue(mean(degraded.image()) > 0.2, "white is 4095: " + mean(degraded.image()));
    }
}
