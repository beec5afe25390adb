package org.delineate.train;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import org.delineate.infer.MeanDice;

/**
 * Says how far a run is: with the weights and the optimizer's state, all that is needed to continue with the same bits.
 * Order and augmentation are functions of (seed, epoch, index), so there is no generator's state. In JSON the values
 * lie side by side.
 *
 * @param epoch finished epochs
 * @param batch finished batches of the epoch in progress
 * @param step finished steps in all
 * @param sums over the finished batches of the epoch in progress
 */
public record Progress(
        int epoch,
        int batch,
        long step,
        @JsonUnwrapped Sums sums,
        @JsonUnwrapped Reduction reduction,
        @JsonUnwrapped Validations validations) {

    static final Progress START = new Progress(0, 0, 0, Sums.NONE, new Reduction(1, 0), new Validations(0, -1, 0));

    /**
     * Adds up over an epoch.
     *
     * @param lossSum of the losses
     * @param seconds time spent
     * @param networkSeconds the part of it in which the network computed, and did not wait for the loader
     */
    public record Sums(double lossSum, double seconds, double networkSeconds) {
        private static final Sums NONE = new Sums(0, 0, 0);

        private Sums plus(double moreLoss, double moreSeconds, double moreNetworkSeconds) {
            return new Sums(lossSum + moreLoss, seconds + moreSeconds, networkSeconds + moreNetworkSeconds);
        }
    }

    /**
     * Tells how far schedule plateau has lowered the learning rate.
     *
     * @param plateau factor of the learning rate
     * @param plateauWait validations without improvement since the factor was halved, or since the last improvement
     */
    public record Reduction(double plateau, int plateauWait) {
        private Reduction after(boolean improved, int patience) {
            int waited = improved ? 0 : plateauWait + 1;
            return waited >= patience ? new Reduction(plateau / 2, 0) : new Reduction(plateau, waited);
        }
    }

    /**
     * Tells how the validations went so far.
     *
     * @param stalled validations since the best one, for early stopping
     * @param best highest validation Dice, -1 = none yet
     * @param bestEpoch epoch that reached it
     */
    public record Validations(int stalled, double best, int bestEpoch) {
        /** Whether none gave a Dice yet. */
        public boolean none() {
            return best < 0;
        }

        boolean isImprovedBy(double dice, double minDelta) {
            return none() || dice > best + minDelta;
        }
    }

    Progress afterStep(double loss, double seconds, double networkSeconds) {
        return new Progress(
                epoch, batch + 1, step + 1, sums.plus(loss, seconds, networkSeconds), reduction, validations);
    }

    /** Forgets how the validations went. */
    Progress withoutValidations() {
        return new Progress(epoch, batch, step, sums, reduction, START.validations);
    }

    /** Ends the epoch without a validation. */
    Progress afterEpoch() {
        return new Progress(epoch + 1, 0, step, Sums.NONE, reduction, validations);
    }

    /** Ends the epoch with this validation Dice. */
    Progress afterValidation(double dice, double minDelta, int plateauPatience) {
        boolean improved = validations.isImprovedBy(dice, minDelta);
        return new Progress(
                epoch + 1,
                0,
                step,
                Sums.NONE,
                reduction.after(improved, plateauPatience),
                improved
                        ? new Validations(0, dice, epoch + 1)
                        : new Validations(validations.stalled + 1, validations.best, validations.bestEpoch));
    }

    /** Sums up the epoch in progress, whose last batch is finished. */
    History.Epoch summary(MeanDice.Score validation, double learningRate) {
        return new History.Epoch(
                epoch + 1,
                sums.lossSum / batch,
                validation.dice(),
                learningRate,
                sums.seconds,
                sums.networkSeconds / sums.seconds,
                validation.loss());
    }
}
