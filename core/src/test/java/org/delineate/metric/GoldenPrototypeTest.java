package org.delineate.metric;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.delineate.image.Mask;
import org.delineate.random.SplitMix64;
import org.junit.jupiter.api.Test;

/** Compares three synthetic images with the prototype of the papers' definitions. */
class GoldenPrototypeTest {
    private static final int HEIGHT = 24;
    private static final int WIDTH = 20;
    private static final int[][] ELLIPSES = {{10, 9, 6, 5}, {15, 12, 7, 4}, {6, 13, 3, 5}}; // cy, cx, a, b

    @Test
    void equalsThePrototype() {
        JsonNode file = GoldenScores.read("losses_metrics.json");
        double[] noise = uniform("noise", 3 * HEIGHT * WIDTH, -3, 3, 1);
        GoldenScores golden = new GoldenScores();
        List<Confusion> counts = new ArrayList<>();
        List<EnhancedAlignment> alignments = new ArrayList<>();
        for (int image = 0; image < 3; image++) {
            Mask truth = ellipse(ELLIPSES[image]);
            float[] p = probability(noise, image, truth);
            ImageScores s = ImageScores.of(p, Mask.above(0.5f, HEIGHT, WIDTH, p), truth);
            counts.add(s.confusion());
            alignments.add(EnhancedAlignment.of(ProbabilityMap.of(p, truth)));
            compare(golden, file.get("metrics").get(image), "image " + image, s);
        }
        double eMax = IntStream.range(0, 256)
                .mapToDouble(level -> alignments.stream()
                        .mapToDouble(e -> e.at(level))
                        .average()
                        .orElseThrow())
                .max()
                .orElseThrow();
        golden.compare("set", "e_max_of_mean_curve", file.get("e_max_of_mean_curve"), eMax, 1e-12);
        JsonNode macro = file.get("macro");
        MacroScores m = MacroScores.of(Confusion.sum(counts));
        golden.compare("set", "macro.miou", macro.get("miou"), m.meanIou(), 1e-12);
        golden.compare("set", "macro.recall", macro.get("recall"), m.recall(), 1e-12);
        golden.compare("set", "macro.precision", macro.get("precision"), m.precision(), 1e-12);
        golden.compare("set", "macro.f1", macro.get("f1"), m.f1(), 1e-12);
        golden.compare("set", "macro.accuracy", macro.get("accuracy"), m.accuracy(), 1e-12);
        golden.compare("set", "macro.iou_lesion", macro.get("iou_lesion"), m.lesionIou(), 1e-12);
        assertEquals(List.of(), golden.failures("losses_metrics.json"));
    }

    private static void compare(GoldenScores golden, JsonNode expected, String where, ImageScores s) {
        Confusion c = s.confusion();
        long[] counts = {c.truePositive(), c.falsePositive(), c.falseNegative(), c.trueNegative()};
        for (int i = 0; i < 4; i++) {
            golden.compare(where, "counts", expected.get("counts").get(i), counts[i], 0);
        }
        golden.compare(where, "dice", expected.get("dice"), s.overlap().dice(), 1e-12);
        golden.compare(where, "iou", expected.get("iou"), s.overlap().iou(), 1e-12);
        golden.compare(
                where, "precision", expected.get("precision"), s.overlap().precision(), 1e-12);
        golden.compare(where, "recall", expected.get("recall"), s.overlap().recall(), 1e-12);
        golden.compare(where, "accuracy", expected.get("accuracy"), s.overlap().accuracy(), 1e-12);
        golden.compare(
                where,
                "miou_thresholded",
                expected.get("miou_thresholded"),
                s.overlap().thresholdedMeanIou(),
                1e-12);
        golden.compare(where, "ahd", expected.get("ahd"), s.surface().averageHausdorffPx(), 1e-12);
        // The prototype's probabilities have double precision, the product's have single.
        golden.compare(where, "mae", expected.get("mae"), s.map().mae(), 1e-7);
        golden.compare(where, "s_measure", expected.get("s_measure"), s.map().sMeasure(), 1e-7);
        golden.compare(where, "weighted_f", expected.get("weighted_f"), s.map().weightedF(), 1e-7);
        golden.compare(where, "e_max", expected.get("e_max"), s.map().eMeasureMax(), 1e-12);
        golden.compare(where, "e_mean", expected.get("e_mean"), s.map().eMeasureMean(), 1e-12);
    }

    private static Mask ellipse(int[] e) {
        boolean[] lesion = new boolean[HEIGHT * WIDTH];
        for (int i = 0; i < lesion.length; i++) {
            double y = (double) (i / WIDTH - e[0]) / e[2];
            double x = (double) (i % WIDTH - e[1]) / e[3];
            lesion[i] = y * y + x * x < 1;
        }
        return Mask.of(HEIGHT, WIDTH, lesion);
    }

    private static float[] probability(double[] noise, int image, Mask truth) {
        float[] p = new float[HEIGHT * WIDTH];
        for (int i = 0; i < p.length; i++) {
            double logit = noise[image * p.length + i] + (truth.at(i) ? 2.6 : -2.6);
            p[i] = (float) (1 / (1 + Math.exp(-logit)));
        }
        return p;
    }

    /**
     * Makes the numbers that the golden files are filled with: splitmix64 from the FNV-1a hash of a name, 24 bits,
     * rounded to single precision.
     */
    private static double[] uniform(String name, int n, double low, double high, long seed) {
        long state = 0xCBF29CE484222325L;
        for (byte b : name.getBytes(StandardCharsets.UTF_8)) {
            state = (state ^ b) * 0x100000001B3L;
        }
        SplitMix64 random = SplitMix64.seeded(state ^ (seed * SplitMix64.GAMMA));
        double[] values = new double[n];
        for (int i = 0; i < n; i++) {
            values[i] = (float) (low + (high - low) * ((random.bits() >>> 40) / (double) (1 << 24)));
        }
        return values;
    }
}
