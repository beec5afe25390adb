package org.delineate.infer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.delineate.image.Image;
import org.delineate.measure.Box;
import org.delineate.measure.Lesion;
import org.delineate.model.PostProcess;
import org.delineate.nn.Precision;
import org.delineate.sample.Fit;
import org.delineate.sample.Preprocess;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FocusTest {
    private static final int WIDTH = 200;
    private static final int HEIGHT = 150;

    /** Three discs: the second less bright, the third of 13 pixels only. */
    private static final int[][] DISCS = {{50, 60, 25, 250}, {140, 70, 20, 190}, {180, 130, 2, 250}};

    private static Image picture() {
        byte[] samples = new byte[WIDTH * HEIGHT];
        for (int i = 0; i < samples.length; i++) {
            samples[i] = 20;
            for (int[] disc : DISCS) {
                if (Math.hypot(i % WIDTH + 0.5 - disc[0], i / WIDTH + 0.5 - disc[1]) <= disc[2]) {
                    samples[i] = (byte) disc[3];
                }
            }
        }
        return Image.ofBytes(HEIGHT, WIDTH, 1, samples);
    }

    /** What is brighter than the middle is lesion; small regions are dropped unless someone points at them. */
    private static Segmenter segmenter() {
        PointwiseNetwork network = new PointwiseNetwork(x -> x.mul(4));
        network.train(false);
        Preprocess p = new Preprocess(1, 96, 96, Fit.STRETCH, List.of(0.5f), List.of(0.2f));
        return new Segmenter(network, p, 0.5, new PostProcess(true, 0.01), Precision.FLOAT32);
    }

    private static Box disc(int number) {
        int[] d = DISCS[number];
        return new Box(d[0] - d[2], d[1] - d[2], 2 * d[2], 2 * d[2]);
    }

    private static void assertDisc(int number, Prediction prediction, String which) {
        List<Lesion> lesions = Lesion.of(prediction.mask());
        assertEquals(1, lesions.size(), which);
        Box box = lesions.get(0).box();
        assertTrue(
                Math.abs(box.x() - disc(number).x()) <= 2
                        && Math.abs(box.y() - disc(number).y()) <= 2,
                which + box);
        double area = Math.PI * DISCS[number][2] * DISCS[number][2];
        assertEquals(area, lesions.get(0).px().area(), 0.15 * area + 8, which);
    }

    @Test
    void marksNothingButTheLesionThatIsPointedAt() {
        try (Segmenter segmenter = segmenter()) {
            assertEquals(2, Lesion.of(segmenter.segment(picture()).mask()).size(), "the third is too small");
            for (int i = 0; i < DISCS.length; i++) {
                assertDisc(i, segmenter.segment(picture(), Focus.box(disc(i))), "box " + i);
                Focus point = Focus.point(DISCS[i][0] + 1, DISCS[i][1] - 1);
                assertDisc(i, segmenter.segment(picture(), point), "point " + i);
            }
        }
    }

    /** A box that is too wide, too tight or holds a piece of another lesion still means the one that fits it best. */
    @ParameterizedTest
    @CsvSource({"105,35,175,105", "125,55,155,85", "80,45,165,95", "110,45,170,95"})
    void aRoughBoxMeansTheLesionThatFitsItBest(int x0, int y0, int x1, int y1) {
        try (Segmenter segmenter = segmenter()) {
            Prediction found = segmenter.segment(picture(), new Focus(x0, y0, x1, y1));
            assertDisc(1, found, x0 + "," + y0);
        }
    }

    /** Beside a lesion a click still means it, farther away nothing. */
    @Test
    void aClickMeansALesionNearIt() {
        try (Segmenter segmenter = segmenter()) {
            assertDisc(0, segmenter.segment(picture(), Focus.point(50 + 25 + 5, 60)), "5 pixels beside it");
            Prediction nothing = segmenter.segment(picture(), Focus.point(97, 60));
            assertTrue(nothing.mask().isEmpty());
            assertEquals(List.of(), Lesion.of(nothing.mask()));
            assertTrue(segmenter
                    .segment(picture(), new Focus(90, 5, 110, 20))
                    .mask()
                    .isEmpty());
        }
    }

    /** A window that is the picture is looked at once, and all windows lie in the picture. */
    @Test
    void windowsLieInThePicture() {
        for (Focus focus : List.of(
                Focus.point(0, 0),
                Focus.point(WIDTH, HEIGHT),
                Focus.box(new Box(0, 0, WIDTH, HEIGHT)),
                Focus.box(new Box(190, 140, 10, 10)),
                Focus.box(new Box(-20, -20, 30, 30)))) {
            List<Box> windows = focus.windows(HEIGHT, WIDTH);
            assertEquals(new Box(0, 0, WIDTH, HEIGHT), windows.get(0));
            assertEquals(windows.size(), windows.stream().distinct().count());
            assertTrue(windows.stream().allMatch(w -> new Box(0, 0, WIDTH, HEIGHT).contains(w)), windows.toString());
        }
        assertEquals(
                1,
                Focus.box(new Box(0, 0, WIDTH, HEIGHT)).windows(HEIGHT, WIDTH).size());
        List<Box> one = Focus.point(0, 0).windows(1, 1);
        assertEquals(List.of(new Box(0, 0, 1, 1)), one);
    }

    /** A dot too small for the whole picture is found in a window; beside it nobody has looked. */
    @Test
    void findsInAWindowWhatTheWholePictureHides() {
        byte[] samples = new byte[WIDTH * HEIGHT];
        int dot = 130 * WIDTH + 30;
        samples[dot] = (byte) 250;
        samples[dot + 1] = (byte) 250;
        Image picture = Image.ofBytes(HEIGHT, WIDTH, 1, samples);
        try (Segmenter segmenter = segmenter()) {
            assertTrue(segmenter.segment(picture).mask().isEmpty());
            Prediction found = segmenter.segment(picture, Focus.point(31, 130.5));
            assertTrue(found.mask().at(dot));
            float[] p = found.probability();
            assertEquals(WIDTH * HEIGHT, p.length);
            for (int i = 0; i < p.length; i++) {
                boolean inside = i % WIDTH < 90 && i / WIDTH >= HEIGHT - 90;
                assertEquals(inside, p[i] > 0, "pixel " + i);
            }
        }
    }

    @Test
    void refusesAPlaceBesideThePicture() {
        try (Segmenter segmenter = segmenter()) {
            for (Focus focus : List.of(Focus.point(201, 20), new Focus(-20, -20, -1, -1))) {
                IllegalArgumentException e =
                        assertThrows(IllegalArgumentException.class, () -> segmenter.segment(picture(), focus));
                assertTrue(e.getMessage().contains("beside the picture of 200 x 150 pixels"), e.getMessage());
            }
        }
    }

    @Test
    void isReadAndWrittenAsText() {
        assertEquals(new Focus(1, 2, 3.5, 4), Focus.of("1,2,3.5,4"));
        assertEquals(Focus.point(7, 8), Focus.of(Focus.point(7, 8).words()));
        assertTrue(Focus.of("7,8").isPoint());
        assertFalse(Focus.of("1,2,3,4").isPoint());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "1", "1,2,3", "1,2,1,2,5", "a,b", "3,2,1,4", "1,2,1,4", "NaN,1", "1,Infinity", "1,,2,3"})
    void refusesWhatIsNeitherBoxNorPoint(String text) {
        IllegalArgumentException e = assertThrows(IllegalArgumentException.class, () -> Focus.of(text));
        assertTrue(e.getMessage().startsWith("a focus is a box x0,y0,x1,y1"), e.getMessage());
    }
}
