package org.delineate.metric;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.delineate.image.Mask;
import org.junit.jupiter.api.Test;

class EnhancedAlignmentTest {
    @Test
    void equalsThePublishedFormulaPixelByPixelAtEveryThreshold() {
        RandomMasks.pairs(20).forEach(pair -> {
            EnhancedAlignment e = EnhancedAlignment.of(ProbabilityMap.of(pair.probability(), pair.truth()));
            for (int level = 0; level < 256; level++) {
                double expected = alignment(pair.probability(), pair.truth(), level / 255f);
                assertEquals(expected, e.at(level), 1e-9 * Math.max(1, expected), pair.name() + " level " + level);
            }
        });
    }

    @Test
    void putsAnEightBitMapOnItsOwnGreyLevels() {
        for (int grey = 0; grey < 256; grey++) {
            float[] p = {grey / 255f, 0};
            EnhancedAlignment e =
                    EnhancedAlignment.of(ProbabilityMap.of(p, Mask.of(1, 2, new boolean[] {true, false})));
            for (int level = 1; level < 256; level++) {
                assertEquals(level <= grey ? 2 : 0.5, e.at(level), 1e-12, "grey " + grey + " at level " + level);
            }
        }
    }

    private static double alignment(float[] p, Mask truth, float threshold) {
        int n = p.length;
        double marked = 0;
        for (float v : p) {
            marked += v >= threshold ? 1 : 0;
        }
        double lesion = truth.areaPx();
        double sum = 0;
        for (int i = 0; i < n; i++) {
            double f = (p[i] >= threshold ? 1 : 0) - marked / n;
            double g = (truth.at(i) ? 1 : 0) - lesion / n;
            double aligned = 2 * f * g / (f * f + g * g + Math.ulp(1.0));
            sum += lesion == n ? (p[i] >= threshold ? 1 : 0) : (aligned + 1) * (aligned + 1) / 4;
        }
        return sum / (n - 1 + Math.ulp(1.0));
    }
}
