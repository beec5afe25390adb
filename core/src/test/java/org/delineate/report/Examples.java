package org.delineate.report;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.delineate.dataset.audit.Seen;
import org.delineate.image.Image;
import org.delineate.image.Mask;
import org.delineate.image.MaskValues;
import org.delineate.metric.ImageScores;
import org.delineate.metric.ProbabilityHistogram;

/** Small cases whose scores can be computed by hand. */
final class Examples {
    static final int SIDE = 8;

    private Examples() {}

    /** Lesion in columns left..right-1 of rows 2..5. */
    static Mask band(int left, int right) {
        boolean[] lesion = new boolean[SIDE * SIDE];
        for (int y = 2; y < 6; y++) {
            for (int x = left; x < right; x++) {
                lesion[y * SIDE + x] = true;
            }
        }
        return Mask.of(SIDE, SIDE, lesion);
    }

    static CaseScores scored(String name, String label, Mask truth, Mask prediction) {
        float[] probability = new float[SIDE * SIDE];
        for (int i = 0; i < probability.length; i++) {
            probability[i] = prediction.at(i) ? 0.9f : 0.1f;
        }
        return new CaseScores(
                name,
                label,
                name,
                Seen.NO,
                ImageScores.of(probability, prediction, truth),
                ProbabilityHistogram.of(probability, truth));
    }

    /**
     * Dice 1, Dice 2/3 (half of the lesion found), a normal picture with 4 pixels marked, a lesion with nothing marked.
     */
    static List<CaseScores> four() {
        return List.of(
                scored("whole", "benign", band(2, 6), band(2, 6)),
                scored("half", "malignant", band(2, 6), band(2, 4)),
                scored("alarm", "normal", band(0, 0), band(5, 6)),
                scored("missed", "malignant", band(2, 6), band(0, 0)));
    }

    /** A table with a picture of the first of the cases. */
    static CaseTable table(List<CaseScores> cases) {
        Thumbnails thumbnails = new Thumbnails(1);
        Map<String, Path> masks = new HashMap<>();
        cases.forEach(c -> {
            thumbnails.add(c, picture(), band(2, 6), band(3, 6));
            masks.put(c.name(), Path.of("masks", "mask " + masks.size() + ".png"));
        });
        return CaseTable.of(cases, thumbnails.byName(), masks);
    }

    static Image picture() {
        byte[] grey = new byte[SIDE * SIDE];
        for (int i = 0; i < grey.length; i++) {
            grey[i] = (byte) (3 * i);
        }
        return Image.ofBytes(SIDE, SIDE, 1, grey);
    }

    static Protocol protocol(String dataset, String part, Protocol.Duplicates duplicates, List<CaseScores> cases) {
        Map<String, Integer> classes = new TreeMap<>();
        cases.forEach(c -> classes.merge(c.label(), 1, Integer::sum));
        return new Protocol(
                new Protocol.Data(
                        dataset,
                        cases.size(),
                        classes,
                        (int) cases.stream().filter(CaseScores::truthEmpty).count(),
                        duplicates,
                        "aa11",
                        MaskValues.WRITTEN,
                        new Protocol.Selection(
                                "70/10/20 by group",
                                "bb22",
                                part,
                                new Protocol.SeenImages(true, cases.size(), 0, 0, "all", false))),
                new Protocol.Input(256, 256, 1, "letterbox", "none", null),
                new Protocol.Model("unet", 31_037_633L, "cc33"),
                new Protocol.Decision(0.5, "none", "per image, then mean", "no lesion: no Dice", "none", null),
                new Protocol.Run(41, "0.1.0", "2 cores", "2026-11-20", "delineate evaluate --data x", null));
    }
}
