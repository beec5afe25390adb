package org.delineate.experiment;

import java.util.List;
import java.util.stream.Stream;
import org.delineate.train.TrainConfig;

/**
 * Is one training of an experiment, with all that follows from it.
 *
 * @param id names it and its folder: row, data set, split, seed
 * @param data data set that it is trained on
 * @param split number of the split, from 0
 * @param config without the models that other runs have yet to make for it
 * @param origin id of the run that makes that model; null where it begins anew
 * @param teachers ids of the runs that make the models which it learns from beside the masks
 * @param missing why it cannot run here; "" where it can
 */
public record PlannedRun(
        String id,
        Row row,
        String data,
        int split,
        TrainConfig config,
        String origin,
        List<String> teachers,
        String missing) {
    PlannedRun with(TrainConfig other) {
        return new PlannedRun(id, row, data, split, other, origin, teachers, missing);
    }

    /** Lists the ids of the runs whose models it takes. */
    List<String> needs() {
        return Stream.concat(Stream.ofNullable(origin), teachers.stream()).toList();
    }

    public boolean isPossible() {
        return missing.isEmpty();
    }
}
