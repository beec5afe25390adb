package org.delineate.comparison;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.delineate.dataset.audit.Seen;
import org.delineate.image.Mask;
import org.delineate.image.MaskValues;
import org.delineate.metric.Confusion;
import org.delineate.metric.ImageScores;
import org.delineate.metric.ProbabilityHistogram;
import org.delineate.report.CaseScores;
import org.delineate.report.Metric;
import org.delineate.report.Protocol;

/** Makes results from pixel counts. */
final class Cohorts {
    static final int PIXELS = 1000;

    private Cohorts() {}

    /** Scores an image of 1,000 pixels; only the ratios of its pixel counts exist, and the mean absolute error. */
    static CaseScores image(String name, String group, int lesion, int found, int alarms) {
        Confusion c = new Confusion(found, alarms, lesion - found, PIXELS - lesion - alarms);
        Map<String, Double> scores = new LinkedHashMap<>();
        for (Metric metric : Metric.values()) {
            scores.put(metric.id(), Double.NaN);
        }
        if (lesion > 0) {
            scores.put("dice", c.dice());
            scores.put("iou", c.iou());
        }
        scores.put("mae", (c.falsePositive() + c.falseNegative()) / (double) PIXELS);
        return new CaseScores(
                name, "benign", group, Seen.NO, ImageScores.of(scores, c), histogram(lesion, found, alarms));
    }

    /** The lesion's pixels lie first; what is marked has a probability of 0.9. */
    private static ProbabilityHistogram histogram(int lesion, int found, int alarms) {
        boolean[] truth = new boolean[PIXELS];
        Arrays.fill(truth, 0, lesion, true);
        float[] probability = new float[PIXELS];
        Arrays.fill(probability, 0.1f);
        Arrays.fill(probability, 0, found, 0.9f);
        Arrays.fill(probability, lesion, lesion + alarms, 0.9f);
        return ProbabilityHistogram.of(probability, Mask.of(1, PIXELS, truth));
    }

    /** Scores as many images, each of which finds about this share of a lesion of 100 pixels. */
    static Result random(String name, int images, double share, long seed) {
        Random random = new Random(seed);
        List<CaseScores> cases = new ArrayList<>();
        for (int i = 0; i < images; i++) {
            int found = (int) Math.max(0, Math.min(100, 100 * share + 15 * random.nextGaussian()));
            cases.add(image("i" + i, "g" + i / 2, 100, found, random.nextInt(40)));
        }
        return new Result(name, protocol(name, images), cases, 0);
    }

    /** Makes a result of images i0, i1 … with lesions of 100 pixels, of which so many are found. */
    static Result result(String name, int... found) {
        return Result.of(
                name,
                IntStream.range(0, found.length)
                        .mapToObj(i -> image("i" + i, "i" + i, 100, found[i], 0))
                        .toList());
    }

    static Protocol protocol(String network, int images) {
        return new Protocol(
                new Protocol.Data(
                        "BUSI",
                        images,
                        Map.of("benign", images),
                        0,
                        null,
                        "aa11",
                        MaskValues.WRITTEN,
                        new Protocol.Selection(
                                "70/10/20", "bb22", "test", new Protocol.SeenImages(true, images, 0, 0, "all", false))),
                new Protocol.Input(256, 256, 1, "letterbox", "none", null),
                new Protocol.Model(network, 7, "cc33"),
                new Protocol.Decision(0.5, "none", "per image, then mean", "no lesion: no Dice", "none", null),
                new Protocol.Run(1, "0.1.0", "2 cores", "2026-11-20", "delineate evaluate", null));
    }
}
