package org.delineate.infer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.UnaryOperator;
import org.delineate.image.Image;
import org.delineate.model.PostProcess;
import org.delineate.nn.Precision;
import org.delineate.nn.Tensor;
import org.delineate.sample.Fit;
import org.delineate.sample.Preprocess;
import org.junit.jupiter.api.Test;

class TilesTest {
    private static final int SIDE = 64;
    private static final Tiles QUARTER = new Tiles(0.25);

    private static float[] probability(UnaryOperator<Tensor> rule, Image image, int height, int width, Tiles tiles) {
        return probability(rule, image, height, width, 1, tiles);
    }

    private static float[] probability(
            UnaryOperator<Tensor> rule, Image image, int height, int width, int batch, Tiles tiles) {
        PointwiseNetwork network = new PointwiseNetwork(rule);
        network.train(false);
        Preprocess p = new Preprocess(1, height, width, Fit.STRETCH, List.of(0.5f), List.of(0.2f));
        try (Segmenter s = new Segmenter(
                network,
                p,
                0.5,
                PostProcess.NONE,
                new Libtorch(Precision.FLOAT32).preparation(network),
                batch,
                tiles)) {
            return s.segment(image).probability();
        }
    }

    /** Sees two pixels around it, and black beyond the border. */
    private static Tensor blurred(Tensor x) {
        float[] fifth = new float[25];
        Arrays.fill(fifth, 0.2f);
        return x.conv2d(x.constant(fifth, 1, 1, 5, 5), null, 1, 2, 1, 1);
    }

    @Test
    void tilesCoverEveryPlaceWithTheOverlapAndWeightsOfSumOne() {
        Random random = new Random(20);
        for (int i = 0; i < 2000; i++) {
            int side = 1 + random.nextInt(80);
            int length = 1 + random.nextInt(400);
            Tiles tiles = new Tiles(random.nextInt(91) / 100.0);
            String which = "length " + length + ", side " + side + ", " + tiles;
            int[] starts = tiles.starts(length, side);
            float[][] weights = Tiles.weights(starts, length, side);
            double[] sums = new double[length];
            for (int t = 0; t < starts.length; t++) {
                assertEquals(side, weights[t].length);
                for (int k = 0; k < side; k++) {
                    boolean inside = starts[t] + k >= 0 && starts[t] + k < length;
                    assertTrue(inside ? weights[t][k] > 0 : weights[t][k] == 0, which);
                    if (inside) {
                        sums[starts[t] + k] += weights[t][k];
                    }
                }
                if (t > 0) {
                    int shared = starts[t - 1] + side - starts[t];
                    assertTrue(starts[t] > starts[t - 1], which);
                    assertTrue(shared >= Math.min(side - 1, Math.floor(side * tiles.overlap())), which + ": " + shared);
                }
            }
            for (double sum : sums) {
                assertEquals(1, sum, 1e-6, which);
            }
            if (length >= side) {
                assertEquals(0, starts[0], which);
                assertEquals(length, starts[starts.length - 1] + side, which);
            } else {
                assertEquals(1, starts.length, which);
            }
        }
    }

    @Test
    void weightsFallSmoothlyToNothingAtEdgesInside() {
        int[] starts = QUARTER.starts(300, SIDE);
        float[][] weights = Tiles.weights(starts, 300, SIDE);
        for (int t = 0; t < starts.length; t++) {
            for (int k = 1; k < SIDE; k++) {
                assertTrue(Math.abs(weights[t][k] - weights[t][k - 1]) < 0.13, "a step at " + t + ", " + k);
            }
            assertTrue(t == 0 || weights[t][0] < 0.005, "" + weights[t][0]);
            assertTrue(t == starts.length - 1 || weights[t][SIDE - 1] < 0.005, "" + weights[t][SIDE - 1]);
        }
    }

    @Test
    void whatSeesOnePixelAnswersAsForTheWholeAtEverySize() {
        for (int[] size : new int[][] {{65, 64}, {100, 300}, {257, 191}, {20, 130}, {130, 1}}) {
            Image image = Models.image(size[0], size[1], 7);
            for (int batch : new int[] {1, 4}) {
                assertArrayEquals(
                        probability(x -> x.mul(2), image, size[0], size[1], null),
                        probability(x -> x.mul(2), image, SIDE, SIDE, batch, QUARTER),
                        1e-6f,
                        size[0] + "x" + size[1]);
            }
        }
    }

    @Test
    void whatSeesItsNeighbourhoodAnswersAsForTheWholeAwayFromSeams() {
        int height = 150;
        int width = 203;
        Image image = Models.image(height, width, 9);
        float[] whole = probability(TilesTest::blurred, image, height, width, null);
        float[] tiled = probability(TilesTest::blurred, image, SIDE, SIDE, QUARTER);
        boolean[] rows = nearEdge(QUARTER.starts(height, SIDE), height);
        boolean[] columns = nearEdge(QUARTER.starts(width, SIDE), width);
        int exact = 0;
        for (int i = 0; i < whole.length; i++) {
            boolean seam = rows[i / width] || columns[i % width];
            exact += seam ? 0 : 1;
            assertEquals(whole[i], tiled[i], seam ? 0.05 : 1e-5, "row " + i / width + ", column " + i % width);
        }
        assertTrue(exact > whole.length / 2, exact + " of " + whole.length);
    }

    /** Within two pixels of the edge of a tile that is not the picture's. */
    private static boolean[] nearEdge(int[] starts, int length) {
        boolean[] near = new boolean[length];
        for (int start : starts) {
            for (int k : new int[] {0, 1, SIDE - 2, SIDE - 1}) {
                boolean border = start == 0 && k < 2 || start + SIDE == length && k >= 2;
                near[start + k] |= !border;
            }
        }
        return near;
    }

    @Test
    void picturesNoLargerThanTheNetworkStayWhole() {
        Image image = Models.image(40, 50, 3);
        assertArrayEquals(
                probability(TilesTest::blurred, image, SIDE, SIDE, null),
                probability(TilesTest::blurred, image, SIDE, SIDE, QUARTER));
    }

    @Test
    void aLargePictureTakesManyTilesAndNoMore() {
        Image image = Models.image(3000, 4000, 5);
        float[] tiled = probability(x -> x.mul(2), image, 256, 256, 4, QUARTER);
        float[] luminance = image.luminance();
        for (int y = 0; y < 3000; y += 97) {
            for (int x = 0; x < 4000; x += 89) {
                double expected = 1 / (1 + Math.exp(-2 * (luminance[y * 4000 + x] - 0.5) / 0.2));
                assertEquals(expected, tiled[y * 4000 + x], 1e-5);
            }
        }
    }

    @Test
    void saysHowFarTilesMayOverlap() {
        assertEquals(
                "tiles overlap by 0 to 90 %, not 95.0 %",
                assertThrows(IllegalArgumentException.class, () -> new Tiles(0.95))
                        .getMessage());
        assertThrows(IllegalArgumentException.class, () -> new Tiles(Double.NaN));
        assertEquals("tiles at original resolution, overlap 25 %", QUARTER.words());
    }
}
