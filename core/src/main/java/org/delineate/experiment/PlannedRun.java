package org.delineate.experiment;

import org.delineate.train.TrainConfig;

/**
 * Is one training of an experiment, with all that follows from it.
 *
 * @param id names it and its folder: row, data set, split, seed
 * @param data data set that it is trained on
 * @param split number of the split, from 0
 * @param config without the model that it starts from, which another run has yet to make
 * @param origin id of the run that makes that model; null where it begins anew
 * @param missing why it cannot run here; "" where it can
 */
public record PlannedRun(
        String id, Row row, String data, int split, TrainConfig config, String origin, String missing) {
    PlannedRun with(TrainConfig other) {
        return new PlannedRun(id, row, data, split, other, origin, missing);
    }

    public boolean isPossible() {
        return missing.isEmpty();
    }
}
