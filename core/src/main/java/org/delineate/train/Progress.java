package org.delineate.train;

/**
 * Where a run stands: with the weights, all that is needed to go on with the same bits. Order and augmentation are functions of
 * (seed, epoch, index), so there is no generator's state.
 *
 * @param epoch finished epochs
 * @param batch finished batches of the epoch in progress
 * @param step finished steps in all
 * @param lossSum sum of the losses of the epoch in progress
 * @param seconds time spent in the epoch in progress
 * @param networkSeconds the part of it in which the network worked
 * @param plateau share of the rate that the plateau schedule left
 * @param plateauWait validations without progress since the rate was last halved, or since the last progress
 * @param stalled validations without progress for early stopping
 * @param best highest validation Dice, -1 = none yet
 * @param bestEpoch epoch that reached it
 */
public record Progress(
        int epoch,
        int batch,
        long step,
        double lossSum,
        double seconds,
        double networkSeconds,
        double plateau,
        int plateauWait,
        int stalled,
        double best,
        int bestEpoch) {

    static final Progress START = new Progress(0, 0, 0, 0, 0, 0, 1, 0, 0, -1, 0);

    Progress afterStep(double loss, double spent, double inNetwork) {
        return new Progress(
                epoch,
                batch + 1,
                step + 1,
                lossSum + loss,
                seconds + spent,
                networkSeconds + inNetwork,
                plateau,
                plateauWait,
                stalled,
                best,
                bestEpoch);
    }

    /** The epoch is over and has no validation Dice. */
    Progress afterEpoch() {
        return new Progress(epoch + 1, 0, step, 0, 0, 0, plateau, plateauWait, stalled, best, bestEpoch);
    }

    /** Is this validation Dice progress? */
    boolean isImprovedBy(double dice, double minDelta) {
        return best < 0 || dice > best + minDelta;
    }

    /** The epoch is over with this validation Dice. */
    Progress afterValidation(double dice, double minDelta, int plateauPatience) {
        boolean better = isImprovedBy(dice, minDelta);
        int waited = better ? 0 : plateauWait + 1;
        boolean halve = waited >= plateauPatience;
        return new Progress(
                epoch + 1,
                0,
                step,
                0,
                0,
                0,
                halve ? plateau / 2 : plateau,
                halve ? 0 : waited,
                better ? 0 : stalled + 1,
                better ? dice : best,
                better ? epoch + 1 : bestEpoch);
    }
}
