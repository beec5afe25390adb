package org.delineate.train;

import java.util.List;
import java.util.Map;
import org.delineate.checkpoint.SafeTensors;
import org.delineate.dataset.Dataset;
import org.delineate.dataset.Split;
import org.delineate.nn.Precision;
import org.delineate.nn.engine.Device;
import org.delineate.nn.engine.Engine;
import org.delineate.train.Trainer.End;
import org.delineate.zoo.Network;
import org.delineate.zoo.Zoo;

/**
 * Trains beside a {@link Trainer} in another process: takes its share of every batch and of every validation, and the
 * same steps. Weights and all else come from process 0; it writes no files.
 */
public final class Follower implements AutoCloseable {
    private final TrainingLoop steps;
    private volatile boolean stopping;

    /** Opens the run that process 0 opens, whose state this one takes over. */
    public Follower(TrainConfig config, Dataset dataset, Split split, DataParallel parallel) {
        Device.of(config.resources().device()).use();
        Precision.of(config.resources().precision()).requireHere();
        Engine.threads(config.resources().threads());
        Rendezvous.Beginning beginning = Rendezvous.beginning(parallel.group());
        Network network = Zoo.of(config.network()).create(config.spec());
        steps = new TrainingLoop(
                config,
                network,
                Teachers.of(config, beginning.preprocess()),
                beginning.preprocess(),
                dataset,
                split,
                parallel);
        steps.begin(beginning.progress());
    }

    /** Asks all processes to end {@link #run}; any thread may call it. */
    public void stop() {
        stopping = true;
    }

    /**
     * Trains until process 0 ends.
     *
     * @throws java.io.UncheckedIOException when another process has ended before
     */
    public End run() {
        return steps.run(new TrainingLoop.Keeper() {
            @Override
            public End reasonToStop() {
                return stopping ? End.INTERRUPTED : null;
            }

            @Override
            public void step(Progress progress, int batches, double loss) {}

            @Override
            public void save() {}

            @Override
            public void note(String text) {}

            @Override
            public void beforeValidation() {}

            @Override
            public void keepModel(double dice) {}

            @Override
            public void epoch(History.Epoch epoch) {}

            @Override
            public String lastSaved() {
                return "in the folder of process 0";
            }
        });
    }

    /** Lists the tensors of its copy as a checkpoint would hold them. */
    Map<String, List<SafeTensors.Entry>> files() {
        return steps.files();
    }

    @Override
    public void close() {
        steps.close();
    }
}
