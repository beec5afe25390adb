package org.delineate.serve.learning;

import java.nio.file.Path;
import java.util.List;
import org.delineate.comparison.Comparison;
import org.delineate.comparison.EvaluationFolder;
import org.delineate.comparison.MetricComparison;
import org.delineate.comparison.PairedDifference;
import org.delineate.comparison.Result;

/**
 * Compares a tuned model with the one that it began as, on cases that were held out of the tuning.
 *
 * @param images with a lesion that both have scored
 * @param groups of patients or duplicates among them
 * @param seen of the images, by the former model in its own training: its score is too high on them
 * @param before mean Dice of the former model
 * @param after mean Dice of the tuned one
 * @param difference after less before, with the bounds of its 95 % interval, which resamples groups
 * @param p of the paired t-test; NaN where all differences are equal
 * @param wins images on which the tuned model is better, the former one is, or neither
 */
public record BeforeAfter(
        int images,
        int groups,
        int seen,
        double before,
        double after,
        Difference difference,
        double p,
        PairedDifference.Wins wins) {

    /** Is a mean difference with the bounds of its 95 % interval. */
    public record Difference(double mean, double low, double high) {}

    /**
     * Reads the evaluations of both.
     *
     * @throws IllegalArgumentException where they share fewer than two images with a lesion
     */
    static BeforeAfter of(Path before, Path after) {
        Result former = EvaluationFolder.read("before", before);
        Comparison comparison =
                Comparison.of(List.of(EvaluationFolder.read("after", after), former), Comparison.Question.dice());
        MetricComparison dice = comparison.metrics().get(0);
        if (dice.images() < 2) {
            throw new IllegalArgumentException("only " + dice.images()
                    + " held-out images have a lesion; a comparison needs 2: correct more pictures");
        }
        PairedDifference pair = dice.pairs().get(0);
        return new BeforeAfter(
                dice.images(),
                dice.groups(),
                former.protocol().data().selection().seen().count(),
                dice.summaries().get(1).mean(),
                dice.summaries().get(0).mean(),
                new Difference(
                        pair.mean().value(),
                        pair.mean().mean95().low(),
                        pair.mean().mean95().high()),
                pair.t().p(),
                pair.wins());
    }
}
