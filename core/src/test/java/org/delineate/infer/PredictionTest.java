package org.delineate.infer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import org.delineate.image.Mask;
import org.delineate.measure.Lesion;
import org.delineate.measure.Scale;
import org.delineate.measure.Spacing;
import org.delineate.measure.Spread;
import org.delineate.measure.UncertainLesion;
import org.delineate.model.Manifest;
import org.delineate.model.PostProcess;
import org.junit.jupiter.api.Test;

class PredictionTest {
    private static final int SIDE = 121;

    /** A cone of logits: one half at a distance of 30 from the centre, sharper or softer at its border. */
    private static float[] cone(double softness) {
        float[] probability = new float[SIDE * SIDE];
        for (int i = 0; i < probability.length; i++) {
            double r = Math.hypot(i % SIDE - 60, i / SIDE - 60);
            probability[i] = (float) (1 / (1 + Math.exp((r - 30) / softness)));
        }
        return probability;
    }

    private static Prediction prediction(float[] probability, double threshold, PostProcess postProcess) {
        Mask mask = postProcess.apply(Mask.above((float) threshold, SIDE, SIDE, probability));
        return new Prediction(probability, mask, Manifest.Masks.ofLesions(threshold, postProcess));
    }

    private static UncertainLesion only(Prediction prediction) {
        List<UncertainLesion> lesions = prediction.lesions(Scale.of(new Spacing(0.2, 0.2)));
        assertEquals(1, lesions.size());
        return lesions.get(0);
    }

    /** The spread reaches to where the probability is {@link Prediction#CERTAIN} and 1 less it. */
    @Test
    void theSpreadIsThatOfTheBordersQuantiles() {
        double logit = Math.log(Prediction.CERTAIN / (1 - Prediction.CERTAIN));
        for (double softness : new double[] {0.5, 2, 4}) {
            UncertainLesion lesion = only(prediction(cone(softness), 0.5, PostProcess.NONE));
            Spread px = lesion.spreadPx();
            assertEquals(2 * (30 - softness * logit), px.low().equivalentDiameter(), 0.5);
            assertEquals(2 * (30 + softness * logit), px.high().equivalentDiameter(), 0.5);
            assertEquals(60, lesion.lesion().px().equivalentDiameter(), 0.5);
            assertEquals(
                    0.2 * px.high().longDiameter(), lesion.spreadMm().high().longDiameter(), 1e-9);
        }
    }

    @Test
    void theMaskLiesInTheSpreadWhateverItsThreshold() {
        for (double threshold : new double[] {0.001, 0.04, 0.5, 0.96, 0.999}) {
            UncertainLesion lesion = only(prediction(cone(2), threshold, PostProcess.NONE));
            double area = lesion.lesion().px().area();
            assertTrue(lesion.spreadPx().low().area() <= area, "threshold " + threshold);
            assertTrue(lesion.spreadPx().high().area() >= area, "threshold " + threshold);
        }
    }

    /** Holes are filled at every threshold, as in the mask; what the mask drops for its size has no entry. */
    @Test
    void postProcessesTheBoundsAsTheMask() {
        float[] probability = cone(2);
        for (int y = 58; y < 63; y++) {
            for (int x = 58; x < 63; x++) {
                probability[y * SIDE + x] = 0.01f;
            }
        }
        probability[0] = 0.8f;
        UncertainLesion filled = only(prediction(probability, 0.5, new PostProcess(true, 0.01)));
        UncertainLesion whole = only(prediction(cone(2), 0.5, PostProcess.NONE));
        assertEquals(whole.spreadPx(), filled.spreadPx());
        Prediction open = prediction(probability, 0.5, new PostProcess(false, 0.01));
        Spread px = only(open).spreadPx();
        assertEquals(whole.spreadPx().low().area() - 25, px.low().area());
        assertEquals(whole.spreadPx().high().area() - 25, px.high().area());
        assertEquals(
                List.of(open.lesions(Scale.UNKNOWN).get(0).lesion().px()),
                Lesion.of(open.mask()).stream().map(Lesion::px).toList());
    }

    @Test
    void saysWhenNotToRelyOnIt() {
        assertEquals(
                Optional.of(Doubt.NOTHING_FOUND),
                prediction(cone(2), 0.9999999, PostProcess.NONE).doubt());
        Prediction sharp = prediction(cone(0.5), 0.5, PostProcess.NONE);
        assertTrue(sharp.uncertainty() < 0.1);
        assertEquals(Optional.empty(), sharp.doubt());
        Prediction soft = prediction(cone(8), 0.5, PostProcess.NONE);
        assertTrue(soft.uncertainty() > Prediction.UNSURE, "" + soft.uncertainty());
        assertEquals(Optional.of(Doubt.UNSURE), soft.doubt());
    }
}
