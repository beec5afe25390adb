package org.delineate.sample;

import static org.delineate.sample.TestSamples.SEED;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import org.delineate.random.SplitMix64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SpatialTransformTest {
    /** Where the pixel (row, column) comes from. */
    private interface Source {
        int index(int row, int column);
    }

    @Test
    void flipsExactly() {
        Sample s = TestSamples.noise(3, 6, 9, SEED);
        assertMoved(s, SingleAugment.FLIP_HORIZONTAL.always().apply(s, 1, 2, 3), (row, column) -> row * 9 + 8 - column);
        assertMoved(s, SingleAugment.FLIP_VERTICAL.always().apply(s, 1, 2, 3), (row, column) -> (5 - row) * 9 + column);
    }

    @Test
    void rotatesByQuarterTurnsExactly() {
        Sample s = TestSamples.noise(3, 7, 7, SEED);
        Set<Double> angles = new HashSet<>();
        for (int i = 0; i < 60; i++) {
            Sample turned = SingleAugment.QUARTER_TURNS.always().apply(s, SEED, 0, i);
            double angle = 0;
            // the corner at the upper left goes counter-clockwise to the lower left, lower right, upper right
            int[] corners = {6 * 7, 48, 6};
            for (int k = 0; k < 3; k++) {
                angle = turned.x()[corners[k]] == s.x()[0] ? 90 * (k + 1) : angle;
            }
            angles.add(angle);
            if (angle == 90) {
                assertMoved(s, turned, (row, column) -> column * 7 + 6 - row);
            } else if (angle == 180) {
                assertMoved(s, turned, (row, column) -> 48 - row * 7 - column);
            } else {
                assertMoved(s, turned, (row, column) -> (6 - column) * 7 + row);
            }
        }
        assertEquals(Set.of(90.0, 180.0, 270.0), angles);
    }

    @Test
    void rotatesBy180DegreesWhereHeightAndWidthDiffer() {
        Sample s = TestSamples.noise(2, 4, 7, SEED);
        for (int i = 0; i < 10; i++) {
            assertMoved(
                    s,
                    SingleAugment.QUARTER_TURNS.always().apply(s, SEED, 0, i),
                    (row, column) -> 27 - row * 7 - column);
        }
    }

    @Test
    void resamplingAgreesWithPermutingBitForBit() {
        for (int i = 0; i < 60; i++) {
            int width = i % 2 == 0 ? 8 : 13;
            Sample s = TestSamples.noise(2, 8, width, SEED);
            SpatialTransform w = SpatialTransform.draw(Augment.FLIPS.spatial(), 8, width, SplitMix64.of(SEED, i));
            assertTrue(w.permutes());
            SpatialTransform slow = new SpatialTransform(8, width, w.source(), w.elastic(), false);
            assertArrayEquals(moved(w, s).x(), moved(slow, s).x(), "seed " + SEED + ", " + i);
            assertArrayEquals(moved(w, s).y(), moved(slow, s).y(), "seed " + SEED + ", " + i);
        }
    }

    @Test
    void rotatesCounterClockwise() {
        Sample s = TestSamples.noise(1, 7, 7, SEED);
        Sample turned = SingleAugment.ROTATE.exactly(90).apply(s, 1, 2, 3);
        for (int i = 0; i < 49; i++) {
            assertEquals(s.x()[i % 7 * 7 + 6 - i / 7], turned.x()[i], 1e-5f);
        }
        Sample dot = dot(21, 10, 18); // eight pixels right of the middle
        float[] up = SingleAugment.ROTATE.exactly(30).apply(dot, 1, 2, 3).x();
        // 8 * (cos 30, -sin 30): four rows above the middle, 6.93 columns right of it
        assertEquals(6 * 21 + 17, brightest(up));
    }

    @Test
    void scalesAboutTheMiddle() {
        Sample s = square(16, 6, 10);
        assertArrayEquals(
                square(16, 4, 12).y(),
                SingleAugment.SCALE.exactly(2).apply(s, 1, 2, 3).y());
        byte[] small = SingleAugment.SCALE.exactly(0.5).apply(s, 1, 2, 3).y();
        for (int row = 4; row < 12; row++) { // what lies further out is mirrored
            for (int column = 4; column < 12; column++) {
                boolean inside = Math.min(row, column) >= 7 && Math.max(row, column) < 9;
                assertEquals(inside ? 1 : 0, small[row * 16 + column]);
            }
        }
    }

    @Test
    void shiftsDownAndRightByPartsOfTheSides() {
        Sample s = TestSamples.noise(1, 8, 16, SEED);
        Sample shifted = SingleAugment.SHIFT.exactly(0.25).apply(s, 1, 2, 3);
        for (int row = 2; row < 8; row++) {
            for (int column = 4; column < 16; column++) {
                int from = (row - 2) * 16 + column - 4;
                assertEquals(s.x()[from], shifted.x()[row * 16 + column]);
                assertEquals(s.y()[from], shifted.y()[row * 16 + column]);
            }
        }
        // beyond the border: mirrored about the outermost pixel
        assertEquals(s.x()[2 * 16 + 4], shifted.x()[0]);
        assertEquals(s.x()[1 * 16 + 4], shifted.x()[1 * 16]);
    }

    @Test
    void mirrorsBeyondEveryBorder() {
        Sample s = TestSamples.noise(1, 8, 16, SEED);
        Sample shifted = SingleAugment.SHIFT.exactly(-0.25).apply(s, 1, 2, 3);
        for (int row = 0; row < 8; row++) {
            for (int column = 0; column < 16; column++) {
                int fromRow = row + 2 < 8 ? row + 2 : 14 - (row + 2);
                int fromColumn = column + 4 < 16 ? column + 4 : 30 - (column + 4);
                assertEquals(s.x()[fromRow * 16 + fromColumn], shifted.x()[row * 16 + column]);
            }
        }
        Sample far =
                SingleAugment.SHIFT.exactly(1).apply(TestSamples.noise(1, 3, 3, SEED), 1, 2, 3); // -3, -2, -1: 1, 2, 1
        float[] x = TestSamples.noise(1, 3, 3, SEED).x();
        assertArrayEquals(new float[] {x[4], x[5], x[4], x[7], x[8], x[7], x[4], x[5], x[4]}, far.x());
    }

    @Test
    void scalesBothAxesEqually() {
        for (int i = 0; i < 200; i++) {
            SpatialTransform.Affine w = SpatialTransform.draw(Augment.STRONG.spatial(), 32, 32, SplitMix64.of(SEED, i))
                    .source();
            double scale = Math.hypot(w.xx(), w.yx());
            assertTrue(scale >= 0.8 - 1e-9 && scale <= 1.25 + 1e-9, "seed " + SEED + ", " + i);
            assertEquals(scale, Math.hypot(w.xy(), w.yy()), 1e-12, "seed " + SEED + ", " + i);
            assertEquals(0, w.xx() * w.xy() + w.yx() * w.yy(), 1e-12, "seed " + SEED + ", " + i);
        }
    }

    @Test
    void drawsVerticalAndHorizontalShiftIndependently() {
        Sample dot = dot(40, 20, 20);
        Set<Integer> downMinusRight = new HashSet<>();
        for (int i = 0; i < 20; i++) {
            int at = brightest(
                    SingleAugment.SHIFT.always().apply(dot, SEED, 0, i).x());
            downMinusRight.add(at / 40 - at % 40);
        }
        assertTrue(downMinusRight.size() > 10, downMinusRight + ", seed " + SEED);
    }

    @ParameterizedTest
    @EnumSource(
            value = SingleAugment.class,
            names = {"FLIP_HORIZONTAL", "FLIP_VERTICAL", "QUARTER_TURNS", "ROTATE", "SCALE", "SHIFT", "ELASTIC"})
    void movesPictureAndMaskTogether(SingleAugment single) {
        assertTogether(single.always());
    }

    @Test
    void movesPictureAndMaskTogetherWhenAllAreComposed() {
        Augment.Spatial s = Augment.STRONG.spatial();
        RandomRange rotation = new RandomRange(1, -30, 30);
        RandomRange elastic = new RandomRange(1, 0.05, 0.1);
        assertTogether(new Augment(
                new Augment.Spatial(0.5, 0.5, 0.5, rotation, s.scale(), s.shift(), elastic, 0.08),
                Augment.Intensity.NONE));
    }

    private static void assertTogether(Augment augment) {
        for (int i = 0; i < 40; i++) {
            Sample s = TestSamples.discs(32 + i % 2, 32 + i % 3, SEED + i);
            Sample moved = augment.apply(s, SEED, 0, i);
            int lesion = 0;
            for (int k = 0; k < moved.y().length; k++) {
                // the nearest of four pixels weighs at least a quarter, the others at most three quarters
                float x = moved.x()[k];
                boolean agrees = moved.y()[k] == 1 ? x >= 0.2499f : x <= 0.7501f;
                assertTrue(agrees, x + " and " + moved.y()[k] + ", seed " + SEED + ", " + i);
                lesion += moved.y()[k];
            }
            assertTrue(i % 8 > 0 || lesion > 0, "discs stay in the picture");
        }
    }

    private static Sample moved(SpatialTransform transform, Sample s) {
        float[] x = new float[s.x().length];
        byte[] y = new byte[s.y().length];
        transform.apply(s.x(), s.channels(), x, s.y(), y);
        return TestSamples.of(s.channels(), s.height(), s.width(), x, y);
    }

    private static void assertMoved(Sample from, Sample to, Source source) {
        int area = from.height() * from.width();
        for (int i = 0; i < area; i++) {
            int at = source.index(i / from.width(), i % from.width());
            for (int c = 0; c < from.channels(); c++) {
                assertEquals(from.x()[c * area + at], to.x()[c * area + i]);
            }
            assertEquals(from.y()[at], to.y()[i]);
        }
    }

    private static Sample dot(int side, int row, int column) {
        float[] x = new float[side * side];
        x[row * side + column] = 1;
        return TestSamples.of(1, side, side, x, new byte[x.length]);
    }

    private static Sample square(int side, int from, int to) {
        byte[] y = new byte[side * side];
        for (int row = from; row < to; row++) {
            Arrays.fill(y, row * side + from, row * side + to, (byte) 1);
        }
        return TestSamples.of(1, side, side, new float[y.length], y);
    }

    private static int brightest(float[] x) {
        int best = 0;
        for (int i = 0; i < x.length; i++) {
            best = x[i] > x[best] ? i : best;
        }
        return best;
    }
}
