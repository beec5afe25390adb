package org.delineate.lab;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.delineate.image.Mask;
import org.delineate.lab.OperatingCurve.Point;
import org.delineate.metric.Confusion;
import org.delineate.model.PostProcess;
import org.junit.jupiter.api.Test;

class OperatingCurveTest {
    private static final int HEIGHT = 40;
    private static final int WIDTH = 55;

    /** Smooth blobs, so that there are regions of many sizes, and holes. */
    private static float[] probability(Random random) {
        float[] map = new float[HEIGHT * WIDTH];
        for (int blob = 0; blob < 12; blob++) {
            double y = random.nextInt(HEIGHT);
            double x = random.nextInt(WIDTH);
            double radius = 1 + 6 * random.nextDouble();
            double height = random.nextDouble();
            for (int i = 0; i < map.length; i++) {
                double away = Math.hypot(i / WIDTH - y, i % WIDTH - x) / radius;
                map[i] = (float) Math.max(map[i], height * Math.exp(-Math.pow(away - 0.5, 4)));
            }
        }
        return map;
    }

    private static Mask truth(Random random, boolean lesion) {
        boolean[] in = new boolean[HEIGHT * WIDTH];
        boolean[] ignored = new boolean[in.length];
        int cy = 10 + random.nextInt(20);
        int cx = 10 + random.nextInt(30);
        for (int i = 0; i < in.length; i++) {
            double away = Math.hypot(i / WIDTH - cy, i % WIDTH - cx);
            in[i] = lesion && away < 8;
            ignored[i] = !in[i] && away < 9;
        }
        return Mask.of(HEIGHT, WIDTH, in, ignored);
    }

    /** Every point of the grid is what threshold, post-processing and score give one after the other. */
    @Test
    void everyPointIsThatOfTheMaskItself() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int picture = 0; picture < 6; picture++) {
            float[] probability = probability(random);
            Mask truth = truth(random, picture % 3 != 0);
            boolean fillHoles = picture % 2 == 0;
            DecisionGrid grid = DecisionGrid.of(probability, truth, fillHoles);
            assertEquals(picture % 3 != 0, grid.hasLesion());
            for (int t = 0; t < DecisionGrid.THRESHOLDS.length; t++) {
                for (int a = 0; a < DecisionGrid.AREAS.length; a++) {
                    Mask mask = new PostProcess(fillHoles, DecisionGrid.AREAS[a])
                            .apply(Mask.above((float) DecisionGrid.THRESHOLDS[t], HEIGHT, WIDTH, probability));
                    Confusion counts = Confusion.of(mask, truth);
                    String which = "seed " + seed + ", picture " + picture + ", " + t + ", " + a;
                    assertEquals(grid.hasLesion() ? counts.dice() : Double.NaN, grid.dice(t, a), 1e-12, which);
                    assertEquals(!counts.hasPrediction(), grid.isEmpty(t, a), which);
                }
            }
        }
    }

    @Test
    void averagesLesionsAndCountsNormals() {
        Random random = new Random(5);
        List<DecisionGrid> grids = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            grids.add(DecisionGrid.of(probability(random), truth(random, i < 3), false));
        }
        OperatingCurve curve = OperatingCurve.of(grids);
        assertEquals(3, curve.lesions());
        assertEquals(2, curve.normals());
        assertEquals(
                DecisionGrid.THRESHOLDS.length * DecisionGrid.AREAS.length,
                curve.points().size());
        Point point = curve.points().stream()
                .filter(p -> p.threshold() == 0.5 && p.minAreaShare() == 0.005)
                .findFirst()
                .orElseThrow();
        assertEquals(
                (grids.get(0).dice(9, 5)
                                + grids.get(1).dice(9, 5)
                                + grids.get(2).dice(9, 5))
                        / 3,
                point.dice(),
                1e-12);
        double empty = (grids.get(3).isEmpty(9, 5) ? 0.5 : 0) + (grids.get(4).isEmpty(9, 5) ? 0.5 : 0);
        assertEquals(empty, point.normalsEmpty());
    }

    private static final OperatingCurve CURVE = new OperatingCurve(
            100,
            10,
            List.of(
                    new Point(0.30, 0, 0.7990, 0, 0.2),
                    new Point(0.40, 0, 0.8000, 0, 0.2),
                    new Point(0.40, 0.002, 0.8004, 0, 0.4),
                    new Point(0.60, 0.002, 0.7995, 0, 0.4),
                    new Point(0.80, 0.002, 0.7990, 0.01, 0.4),
                    new Point(0.80, 0.010, 0.7000, 0.1, 0.9),
                    new Point(0.90, 0.010, 0.7200, 0.1, 0.9)));

    @Test
    void choosesTheBestDiceAndWithinTheNoiseTheMostNormals() {
        assertEquals(Optional.of(new Point(0.40, 0.002, 0.8004, 0, 0.4)), CURVE.choose(0));
        assertEquals(Optional.of(new Point(0.90, 0.010, 0.7200, 0.1, 0.9)), CURVE.choose(0.9));
        assertEquals(Optional.empty(), CURVE.choose(0.95));
    }

    @Test
    void prefersTheUsualThresholdAndTheSmallestAreaAmongEquals() {
        OperatingCurve equal = new OperatingCurve(
                9,
                0,
                List.of(
                        new Point(0.3, 0, 0.8002, 0, Double.NaN),
                        new Point(0.5, 0.01, 0.8000, 0, Double.NaN),
                        new Point(0.5, 0.001, 0.8000, 0, Double.NaN),
                        new Point(0.9, 0, 0.8003, 0, Double.NaN)));
        assertEquals(0.001, equal.choose(0).orElseThrow().minAreaShare());
        assertEquals(1, equal.front().size(), "the best alone");
    }

    @Test
    void nothingOutsideTheFrontIsBetterInBoth() {
        List<Point> front = CURVE.front();
        assertEquals(List.of(0.8004, 0.7200), front.stream().map(Point::dice).toList());
        for (Point p : CURVE.points()) {
            assertTrue(front.stream().anyMatch(f -> f.dice() >= p.dice() && f.normalsEmpty() >= p.normalsEmpty()));
        }
    }
}
