package org.delineate.metric;

/**
 * Averages the scores of one confusion matrix, pooled over a whole test set, over the two classes background and
 * lesion.
 *
 * <p>These scores are high by construction, because the background is easy: {@code lesionIou} is the lesion's part. A
 * ratio 0/0 counts as 0, as in the published protocol.
 *
 * <p>Source: the protocol of ARU-Net; F1 is the harmonic mean of the two macro means, not the mean of two F1 scores.
 */
public record MacroScores(
        double meanIou, double recall, double precision, double f1, double accuracy, double lesionIou) {

    /**
     * Computes the scores.
     *
     * @param pooled the counts of all images, {@link Confusion#sum}
     */
    public static MacroScores of(Confusion pooled) {
        Confusion background = new Confusion(
                pooled.trueNegative(), pooled.falseNegative(), pooled.falsePositive(), pooled.truePositive());
        double recall = (defined(pooled.recall()) + defined(background.recall())) / 2;
        double precision = (defined(pooled.precision()) + defined(background.precision())) / 2;
        return new MacroScores(
                (defined(pooled.iou()) + defined(background.iou())) / 2,
                recall,
                precision,
                2 * precision * recall / (precision + recall),
                pooled.accuracy(),
                defined(pooled.iou()));
    }

    private static double defined(double ratio) {
        return Double.isNaN(ratio) ? 0 : ratio;
    }
}
