package org.delineate.train;

import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.delineate.checkpoint.SafeTensors;
import org.delineate.dataset.Case;
import org.delineate.dataset.Dataset;
import org.delineate.dataset.Split;
import org.delineate.infer.MeanDice;
import org.delineate.infer.Segmenter;
import org.delineate.loss.Loss;
import org.delineate.model.PostProcess;
import org.delineate.nn.Precision;
import org.delineate.sample.Batch;
import org.delineate.sample.Loader;
import org.delineate.sample.Preprocess;
import org.delineate.train.Trainer.End;
import org.delineate.zoo.Network;

/** Takes a network through its epochs: what every process of a training does alike, whoever keeps the run. */
final class TrainingLoop implements AutoCloseable {
    /** The rule of a binary mask; validation has no other. */
    static final double THRESHOLD = 0.5;

    /** Says when to stop, and keeps what comes out. */
    interface Keeper {
        /** Why to stop now; null for no reason. */
        End reasonToStop();

        void step(Progress progress, int batches, double loss);

        /** Keeps all that is needed to go on from here. */
        void save();

        void note(String text);

        /** Is called before an epoch is validated. */
        void beforeValidation();

        /** Keeps the network as it is evaluated, the best so far. @param dice NaN where there is none */
        void keepModel(double dice);

        void epoch(History.Epoch epoch);

        /** Where the last good state lies, for errors. */
        String lastSaved();
    }

    private final TrainConfig config;
    private final TrainConfig.Loop loop;
    private final Network network;
    private final Preprocess preprocess;
    private final DataParallel parallel;
    private final Teachers teachers;
    private final Learner learner;
    private final Loader loader;
    private final MeanDice validation;
    private Progress progress = Progress.START;
    private boolean drifted;

    /** Takes over the network, whose weights may change until {@link #run}, and the teachers. */
    TrainingLoop(
            TrainConfig config,
            Network network,
            Teachers teachers,
            Preprocess preprocess,
            Dataset dataset,
            Split split,
            DataParallel parallel) {
        this.config = config;
        this.loop = config.loop();
        this.network = network;
        this.teachers = teachers;
        this.preprocess = preprocess;
        this.parallel = parallel;
        learner = new Learner(network, config, parallel, teachers);
        loader = loader(config, dataset, split.cases(dataset, Split.TRAIN), preprocess, parallel);
        validation = new MeanDice(dataset, loop.validates() ? split.cases(dataset, Split.VAL) : List.of());
    }

    private static Loader loader(
            TrainConfig config, Dataset dataset, List<Case> cases, Preprocess preprocess, DataParallel parallel) {
        if (cases.isEmpty()) {
            throw new IllegalArgumentException("the split has no case to train with");
        }
        int batch = Math.min(config.loop().batch(), cases.size());
        if (batch < parallel.group().size()) {
            throw new IllegalArgumentException("a batch of " + batch + " cannot be divided among "
                    + parallel.group().size() + " processes: take a larger --batch or fewer processes");
        }
        Loader.Options options = new Loader.Options(
                batch,
                config.loop().seed(),
                config.resources().loaderThreads(),
                (long) config.resources().cacheMiB() << 20,
                parallel.share());
        return new Loader(dataset, cases, preprocess, config.input().augment(), options);
    }

    Progress progress() {
        return progress;
    }

    int batches() {
        return loader.batches();
    }

    long bytesPerStep() {
        return learner.bytesPerStep();
    }

    /** Goes on from a state that was saved. */
    void restore(Progress saved, Map<String, SafeTensors> files) {
        learner.restore(files);
        progress = saved;
    }

    /** Goes on from the state of process 0, whose values every process takes over. */
    void begin(Progress first) {
        progress = first;
        learner.broadcast();
    }

    /** Lists the tensors of a checkpoint by file, to be written before the next step. */
    Map<String, List<SafeTensors.Entry>> files() {
        return learner.files();
    }

    /** Measures the network out of training mode, with the averaged weights where there are any. */
    <T> T evaluate(Supplier<T> measure) {
        return learner.evaluate(measure);
    }

    /**
     * Trains until one of the ends.
     *
     * @throws ArithmeticException when loss or weights are no longer finite
     * @throws java.io.UncheckedIOException when another process of the training has ended
     */
    End run(Keeper keeper) {
        End end = null;
        while (end == null) {
            end = reasonToEnd(keeper);
            if (end == null) {
                end = epoch(keeper);
            }
        }
        return end;
    }

    private End reasonToEnd(Keeper keeper) {
        if (progress.epoch() == loop.epochs()) {
            return End.FINISHED;
        }
        boolean stalled = loop.patience() > 0 && progress.validations().stalled() >= loop.patience();
        if (stalled) {
            return End.EARLY_STOPPED;
        }
        double[] votes = votes(keeper);
        parallel.group().sum(votes);
        return agreed(votes);
    }

    /** One vote for the reason that this process has to stop, at its place. */
    private static double[] votes(Keeper keeper) {
        double[] votes = new double[End.values().length];
        End own = keeper.reasonToStop();
        if (own != null) {
            votes[own.ordinal()] = 1;
        }
        return votes;
    }

    /** The first reason that any process has; null where none has one. */
    private static End agreed(double... votes) {
        for (End end : End.values()) {
            if (votes[end.ordinal()] > 0) {
                return end;
            }
        }
        return null;
    }

    /** Trains to the end of an epoch; null where it came to it. */
    private End epoch(Keeper keeper) {
        network.train(true);
        long before = System.nanoTime();
        for (Batch batch : loader.epoch(progress.epoch(), progress.batch())) {
            long begin = System.nanoTime();
            // several processes stop after the same step: each votes with its gradients, a step ahead
            double[] votes = parallel.isAlone() ? null : votes(keeper);
            double loss = step(batch, keeper, votes);
            long end = System.nanoTime();
            progress = progress.afterStep(loss, (end - before) / 1e9, (end - begin) / 1e9);
            before = end;
            keeper.step(progress, loader.batches(), loss);
            if (progress.batch() == loader.batches()) {
                break; // the end of the epoch saves, and no step is saved twice
            }
            End reason = votes == null ? keeper.reasonToStop() : agreed(votes);
            if (reason != null || loop.saveEverySteps() > 0 && progress.step() % loop.saveEverySteps() == 0) {
                keeper.save();
                before = System.nanoTime();
            }
            if (reason != null) {
                return reason;
            }
        }
        finishEpoch(keeper);
        return null;
    }

    private double step(Batch batch, Keeper keeper, double... votes) {
        try {
            return learner.step(batch, learningRate(), progress.step(), votes);
        } catch (ArithmeticException e) {
            throw new ArithmeticException(e.getMessage() + " at step " + (progress.step() + 1) + ", images "
                    + batch.names() + "; the last good checkpoint is " + keeper.lastSaved()
                    + ": lower the learning rate or look at these images");
        }
    }

    private double learningRate() {
        return config.rate().at(progress, loader.batches(), loop.epochs());
    }

    private void finishEpoch(Keeper keeper) {
        keeper.beforeValidation();
        if (learner.hasDrifted()) {
            learner.broadcast();
            if (!drifted) {
                keeper.note("the copies of the network had drifted apart, as on processors of different kinds, which"
                        + " round differently: after each epoch all go on with that of process 0");
            }
            drifted = true;
        }
        int number = progress.epoch() + 1;
        boolean validates = !loop.validates() || number % loop.validateEvery() == 0 || number == loop.epochs();
        MeanDice.Score score = validates ? validate(keeper) : MeanDice.Score.NONE;
        History.Epoch epoch = progress.summary(score, learningRate());
        progress = Double.isNaN(score.dice())
                ? progress.afterEpoch()
                : progress.afterValidation(
                        score.dice(), loop.minDelta(), config.rate().plateauPatience());
        keeper.epoch(epoch);
    }

    /** Measures validation Dice and loss, and keeps the model when it is the best so far or none can be compared. */
    private MeanDice.Score validate(Keeper keeper) {
        return learner.evaluate(() -> {
            MeanDice.Score score;
            Precision precision = Precision.of(config.resources().precision());
            try (Segmenter segmenter = new Segmenter(network, preprocess, THRESHOLD, PostProcess.NONE, precision)) {
                score = validation.of(segmenter, Loss.of(config.descent().loss()), parallel.group());
            }
            if (Double.isNaN(score.dice()) || progress.validations().isImprovedBy(score.dice(), loop.minDelta())) {
                keeper.keepModel(score.dice());
            }
            return score;
        });
    }

    /** Ends the loader's threads, and frees the network and all that training took. */
    @Override
    public void close() {
        loader.close();
        learner.close();
        if (teachers != null) {
            teachers.close();
        }
        network.close();
    }
}
