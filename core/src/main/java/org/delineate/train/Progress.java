package org.delineate.train;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonUnwrapped;

/**
 * Says how far a run is: with the weights and the optimizer's state, all that is needed to continue with the same bits. Order and
 * augmentation are functions of (seed, epoch, index), so there is no generator's state. In JSON the values lie side by side.
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
        @JsonUnwrapped Plateau plateau,
        @JsonUnwrapped Best best) {

    static final Progress START = new Progress(0, 0, 0, Sums.NONE, new Plateau(1, 0), new Best(0, -1, 0));

    /**
     * Adds up over an epoch.
     *
     * @param loss sum of the losses
     * @param seconds time spent
     * @param networkSeconds the part of it in which the network computed, and did not wait for the loader
     */
    public record Sums(@JsonProperty("lossSum") double loss, double seconds, double networkSeconds) {
        private static final Sums NONE = new Sums(0, 0, 0);

        private Sums plus(double moreLoss, double moreSeconds, double moreNetworkSeconds) {
            return new Sums(loss + moreLoss, seconds + moreSeconds, networkSeconds + moreNetworkSeconds);
        }
    }

    /**
     * Lowers the learning rate of schedule plateau.
     *
     * @param factor of the learning rate
     * @param validations without improvement since the factor was halved, or since the last improvement
     */
    public record Plateau(
            @JsonProperty("plateau") double factor,
            @JsonProperty("plateauWait") int validations) {
        private Plateau after(boolean improved, int patience) {
            int waited = improved ? 0 : validations + 1;
            return waited >= patience ? new Plateau(factor / 2, 0) : new Plateau(factor, waited);
        }
    }

    /**
     * Remembers the best validation.
     *
     * @param stalled validations since then, for early stopping
     * @param dice highest validation Dice, -1 = none yet
     * @param epoch that reached it
     */
    public record Best(
            int stalled,
            @JsonProperty("best") double dice,
            @JsonProperty("bestEpoch") int epoch) {
        boolean isImprovedBy(double other, double minDelta) {
            return dice < 0 || other > dice + minDelta;
        }
    }

    Progress afterStep(double loss, double seconds, double networkSeconds) {
        return new Progress(epoch, batch + 1, step + 1, sums.plus(loss, seconds, networkSeconds), plateau, best);
    }

    /** Ends the epoch without a validation. */
    Progress afterEpoch() {
        return new Progress(epoch + 1, 0, step, Sums.NONE, plateau, best);
    }

    /** Ends the epoch with this validation Dice. */
    Progress afterValidation(double dice, double minDelta, int plateauPatience) {
        boolean improved = best.isImprovedBy(dice, minDelta);
        return new Progress(
                epoch + 1,
                0,
                step,
                Sums.NONE,
                plateau.after(improved, plateauPatience),
                improved ? new Best(0, dice, epoch + 1) : new Best(best.stalled + 1, best.dice, best.epoch));
    }

    /** Sums up the epoch in progress, whose last batch is finished. */
    History.Epoch summary(double valDice, double learningRate) {
        return new History.Epoch(
                epoch + 1, sums.loss / batch, valDice, learningRate, sums.seconds, sums.networkSeconds / sums.seconds);
    }
}
