package org.delineate.metric;

/**
 * Says how well a number that is known without the truth, such as an uncertainty, tells failed images from others.
 *
 * @param failureDice an image failed where its Dice is below this
 * @param n images that have a Dice
 * @param failures those that failed
 * @param auroc the probability that a failed image has a greater number than another, ties counting half: the area
 *     under the receiver operating characteristic; NaN where none or all failed
 */
public record FailureDetection(double failureDice, int n, int failures, double auroc) {
    /** Is the Dice below which an image counts as failed. */
    public static final double FAILURE_DICE = 0.5;

    /**
     * Compares every failed image with every other.
     *
     * @param uncertainty of each image; images where it is NaN do not count
     * @param dice of each image; NaN where it has no lesion, so that it does not count
     */
    public static FailureDetection of(double[] uncertainty, double[] dice) {
        int n = 0;
        int failures = 0;
        double greater = 0;
        for (int i = 0; i < dice.length; i++) {
            if (!counts(uncertainty, dice, i)) {
                continue;
            }
            n++;
            boolean failed = dice[i] < FAILURE_DICE;
            failures += failed ? 1 : 0;
            for (int j = 0; failed && j < dice.length; j++) {
                if (counts(uncertainty, dice, j) && dice[j] >= FAILURE_DICE) {
                    int order = Double.compare(uncertainty[i], uncertainty[j]);
                    greater += order > 0 ? 1 : order == 0 ? 0.5 : 0;
                }
            }
        }
        long pairs = (long) failures * (n - failures);
        return new FailureDetection(FAILURE_DICE, n, failures, pairs == 0 ? Double.NaN : greater / pairs);
    }

    private static boolean counts(double[] uncertainty, double[] dice, int i) {
        return !Double.isNaN(uncertainty[i]) && !Double.isNaN(dice[i]);
    }
}
