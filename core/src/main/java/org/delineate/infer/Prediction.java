package org.delineate.infer;

import java.util.List;
import java.util.Optional;
import org.delineate.image.Mask;
import org.delineate.image.Runs;
import org.delineate.measure.Scale;
import org.delineate.measure.UncertainLesion;
import org.delineate.model.Manifest;
import org.delineate.model.PostProcess;

/**
 * What the network says of one picture, at the picture's original size.
 *
 * @param probability of the lesion, [height * width] row-major
 * @param mask probability above the threshold, post-processed
 * @param uncertainty of the mask, 0 to 1: the mean entropy, in bits, of the probabilities inside it; where nothing is
 *     marked, that of the most probable pixel
 * @param rule by which probabilities became the mask
 */
public record Prediction(float[] probability, Mask mask, double uncertainty, Manifest.Masks rule) {
    /** Probability, temperature applied, above which a pixel is almost certainly lesion; below 1 less it almost is not. */
    public static final double CERTAIN = 0.9;

    /** Uncertainty above which a mask is {@link Doubt#UNSURE}; docs/evaluate.md says how it was chosen. */
    public static final double UNSURE = 0.3;

    Prediction(float[] probability, Mask mask, Manifest.Masks rule) {
        this(probability, mask, uncertainty(probability, mask), rule);
    }

    /**
     * Measures the lesions of the mask, the largest first, with the spread that the probabilities imply.
     *
     * <p>Along a ray from inside the lesion outwards, a pixel's probability is that of the border lying further out.
     * Where probabilities fall to {@link #CERTAIN} and to 1 less it are therefore quantiles of the border's place; each
     * measure is taken at both and at the threshold, and the spread reaches from the least to the most of the three.
     * Holes are filled as in the mask; no small region is dropped.
     */
    public List<UncertainLesion> lesions(Scale scale) {
        return UncertainLesion.of(
                mask,
                filled(mask.above((float) Math.max(CERTAIN, rule.threshold()), probability)),
                filled(Mask.above(
                        (float) Math.min(1 - CERTAIN, rule.threshold()), mask.height(), mask.width(), probability)),
                scale);
    }

    /** Says whether a reader should rely on it less than usual. */
    public Optional<Doubt> doubt() {
        if (mask.isEmpty()) {
            return Optional.of(Doubt.NOTHING_FOUND);
        }
        return uncertainty > UNSURE ? Optional.of(Doubt.UNSURE) : Optional.empty();
    }

    private Mask filled(Mask above) {
        return new PostProcess(rule.postProcess().fillHoles(), 0).apply(above);
    }

    private static double uncertainty(float[] probability, Mask mask) {
        double sum = 0;
        int marked = 0;
        Runs runs = Runs.of(mask);
        for (int run = 0; run < runs.count(); run++) {
            marked += runs.to(run) - runs.from(run);
            for (int i = runs.from(run); i < runs.to(run); i++) {
                sum += entropy(probability[i]);
            }
        }
        if (marked > 0) {
            return sum / marked;
        }
        float most = 0;
        for (float p : probability) {
            most = Math.max(most, p);
        }
        return entropy(most);
    }

    private static double entropy(double p) {
        return p <= 0 || p >= 1 ? 0 : -(p * Math.log(p) + (1 - p) * Math.log(1 - p)) / Math.log(2);
    }
}
