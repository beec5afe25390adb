package org.delineate.cli;

import java.util.Locale;
import org.delineate.cli.console.Output;
import org.delineate.cli.option.DataOption;
import org.delineate.dataset.Dataset;
import org.delineate.train.DataParallel;
import org.delineate.train.Follower;
import org.delineate.train.PartialConfig;
import org.delineate.train.Rendezvous;
import org.delineate.train.TrainConfig;

/** Is `train` in a process that is not the first: it does what process 0 announces, if it has the same data. */
final class TrainingFollower {
    private record Own(TrainConfig config, Dataset dataset) {}

    private final DataOption data;
    private final PartialConfig given;
    private final Output output;

    /** @param given the values that were given for this process */
    TrainingFollower(DataOption data, PartialConfig given, Output output) {
        this.data = data;
        this.given = given;
        this.output = output;
    }

    void run(DataParallel parallel) {
        output.note("process  " + parallel.group().rank() + " of "
                + parallel.group().size() + ", which takes weights and orders from process 0 and writes nothing");
        Rendezvous.Announcement what = Rendezvous.hear(parallel.group());
        Own own = Rendezvous.answer(parallel.group(), () -> {
            TrainConfig config = given.over(what.config());
            Dataset found = data.find()
                    .withMaskValues(what.data().maskValues())
                    .withOrientationTags(what.data().orientationTags());
            Dataset dataset = data.open(found, output);
            what.requireSame(config, dataset, parallel);
            return new Own(config, dataset);
        });
        try (Follower follower = new Follower(own.config(), own.dataset(), what.split(), parallel);
                GracefulShutdown stop = new GracefulShutdown(follower::stop, GracefulShutdown.TRAINING, output)) {
            output.note(
                    "ended    " + follower.run().name().toLowerCase(Locale.ROOT).replace('_', ' '));
        }
    }
}
