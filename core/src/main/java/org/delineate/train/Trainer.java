package org.delineate.train;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import org.delineate.dataset.Case;
import org.delineate.dataset.Dataset;
import org.delineate.dataset.Split;
import org.delineate.file.AtomicFile;
import org.delineate.file.Json;
import org.delineate.infer.MeanDice;
import org.delineate.infer.Segmenter;
import org.delineate.model.Manifest;
import org.delineate.model.Model;
import org.delineate.model.PostProcess;
import org.delineate.nn.Precision;
import org.delineate.nn.engine.Device;
import org.delineate.nn.engine.Engine;
import org.delineate.sample.Batch;
import org.delineate.sample.Loader;
import org.delineate.sample.Preprocess;
import org.delineate.zoo.Network;
import org.delineate.zoo.Zoo;

/**
 * Trains one network on one split into one run folder: {@code config.json, split.json, history.csv, step-.../} and
 * {@code model.safetensors}, the weights with the highest validation Dice. Files that it begins with are read once: a run that
 * goes on has their values in its checkpoints.
 *
 * <p>On one kind of processor the bits that come out depend on configuration and data alone, whatever interrupted the run.
 */
public final class Trainer implements AutoCloseable {
    /** Told what happens; called on the training thread. */
    public interface Listener {
        /** @param batches per epoch */
        void step(Progress progress, int batches, double loss);

        void epoch(History.Epoch epoch, Progress progress);

        void note(String text);
    }

    /** Why {@link #run} came back. */
    public enum End {
        /** All epochs done. */
        FINISHED,
        /** No progress for the configured patience. */
        EARLY_STOPPED,
        /** A file STOP lay in the run folder; it is deleted, so that the run can be resumed. */
        STOP_FILE,
        /** The time given is over. */
        OUT_OF_TIME,
        /** {@link #stop} was called. */
        INTERRUPTED;

        /** Is there nothing left to resume? */
        public boolean isFinal() {
            return this == FINISHED || this == EARLY_STOPPED;
        }
    }

    private record Identity(TrainConfig config, String dataHash, String splitHash) {}

    private static final String STOP = "STOP";

    private final TrainConfig config;
    private final Dataset dataset;
    private final Split split;
    private final Path run;
    private final Listener listener;
    private final Preprocess preprocess;
    private final Identity identity;
    private final Manifest.Provenance provenance;
    private final Network network;
    private final Learner learner;
    private final Loader loader;
    private final MeanDice validation;
    private Progress progress = Progress.START;
    private volatile boolean stopping;

    /**
     * Opens a run: a new one in an empty folder, or the one that lies there.
     *
     * @param split parts "train" and "val"
     * @param provenance of the model file; its scores are filled in here
     * @param resume go on where the run in the folder stands
     * @throws IllegalArgumentException for what {@link #require} refuses, and when resume is true and the folder holds another run
     * @throws org.delineate.file.BadFileException when no checkpoint of the run is whole
     */
    public Trainer(
            TrainConfig config,
            Dataset dataset,
            Split split,
            Path run,
            Manifest.Provenance provenance,
            boolean resume,
            Listener listener) {
        require(config, run, resume);
        this.config = config;
        this.dataset = dataset;
        this.split = split;
        this.run = run;
        this.listener = listener;
        this.provenance = provenance;
        this.identity = new Identity(config, provenance.dataHash(), provenance.splitHash());
        Engine.threads(config.resources().threads());
        preprocess = Preprocess.of(config.input().channels(), config.input().size())
                .withFit(config.input().fit());
        network = Zoo.of(config.network()).create(config.spec());
        network.initialise(config.loop().seed());
        if (!resume) {
            new InitialWeights(network, config, listener::note).fill(run, preprocess, provenance);
        }
        learner = new Learner(network, config);
        List<Case> cases = split.cases(dataset, Split.TRAIN);
        if (cases.isEmpty()) {
            throw new IllegalArgumentException("the split has no case to train with");
        }
        Loader.Options options = new Loader.Options(
                Math.min(config.loop().batch(), cases.size()),
                config.loop().seed(),
                config.resources().loaderThreads(),
                (long) config.resources().cacheMiB() << 20);
        loader = new Loader(dataset, cases, preprocess, config.input().augment(), options);
        validation = new MeanDice(dataset, split.cases(dataset, Split.VAL), preprocess);
        if (resume) {
            restore();
        } else {
            AtomicFile.write(run.resolve("config.json"), Json.pretty(config));
            split.write(run.resolve("split.json"));
            save();
        }
    }

    /**
     * Takes the device into use, and writes nothing.
     *
     * @throws IllegalArgumentException when device or precision cannot compute here; when the folder holds a run and resume is
     *     false, or none and resume is true
     */
    public static void require(TrainConfig config, Path run, boolean resume) {
        Device.of(config.resources().device()).use();
        Precision.of(config.resources().precision()).requireHere();
        if (Checkpoint.exists(run) && !resume) {
            throw new IllegalArgumentException(
                    run + " already holds a run: add --resume to go on with it, or choose another --out");
        }
        if (!Checkpoint.exists(run) && resume) {
            throw new IllegalArgumentException(run + " holds no run to resume: leave --resume out to begin one");
        }
    }

    /** Ends {@link #run} after the step in hand, with a checkpoint; any thread may call it. */
    public void stop() {
        stopping = true;
    }

    /**
     * Trains until one of the ends; what was done is in a checkpoint then.
     *
     * @param maxMinutes may be infinite
     * @throws ArithmeticException when loss or weights are no longer finite; the message names the step, the pictures and the
     *     last good checkpoint
     */
    public End run(double maxMinutes) {
        if (!(maxMinutes > 0)) {
            throw new IllegalArgumentException("maxMinutes must be greater than 0, got " + maxMinutes);
        }
        long begin = System.nanoTime();
        BooleanSupplier outOfTime = () -> (System.nanoTime() - begin) / 60e9 >= maxMinutes;
        End end = null;
        while (end == null) {
            if (progress.epoch() == config.loop().epochs()) {
                return End.FINISHED;
            }
            if (config.loop().patience() > 0
                    && progress.stalled() >= config.loop().patience()) {
                return End.EARLY_STOPPED;
            }
            end = reasonToStop(outOfTime);
            if (end == null) {
                end = epoch(outOfTime);
            }
        }
        if (end == End.STOP_FILE) {
            deleteStopFile();
        }
        return end;
    }

    /** @return null when the epoch was finished */
    private End epoch(BooleanSupplier outOfTime) {
        network.train(true);
        long before = System.nanoTime();
        for (Batch batch : loader.epoch(progress.epoch(), progress.batch())) {
            long begin = System.nanoTime();
            double value = step(batch);
            long end = System.nanoTime();
            progress = progress.afterStep(value, (end - before) / 1e9, (end - begin) / 1e9);
            before = end;
            listener.step(progress, loader.batches(), value);
            if (progress.batch() == loader.batches()) {
                break; // finishing the epoch saves, and one step is saved once
            }
            End reason = reasonToStop(outOfTime);
            if (reason != null
                    || config.loop().saveEverySteps() > 0
                            && progress.step() % config.loop().saveEverySteps() == 0) {
                save();
                before = System.nanoTime();
            }
            if (reason != null) {
                return reason;
            }
        }
        finishEpoch();
        return null;
    }

    private End reasonToStop(BooleanSupplier outOfTime) {
        if (stopping) {
            return End.INTERRUPTED;
        }
        if (Files.exists(run.resolve(STOP))) {
            return End.STOP_FILE;
        }
        return outOfTime.getAsBoolean() ? End.OUT_OF_TIME : null;
    }

    private void deleteStopFile() {
        try {
            Files.deleteIfExists(run.resolve(STOP));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot delete " + run.resolve(STOP) + "; delete it before you resume", e);
        }
    }

    private double step(Batch batch) {
        try {
            return learner.step(batch, learningRate(), progress.step());
        } catch (ArithmeticException e) {
            throw new ArithmeticException(e.getMessage() + " at step " + (progress.step() + 1) + ", pictures "
                    + batch.names() + "; the last good checkpoint is " + Checkpoint.newest(run)
                    + ": lower the learning rate or look at these pictures");
        }
    }

    private double learningRate() {
        double epochs = progress.epoch() + (double) progress.batch() / loader.batches();
        double rate = Schedule.of(config.rate().schedule())
                .rate(
                        config.rate().learningRate(),
                        config.rate().minLearningRate(),
                        epochs / config.loop().epochs(),
                        progress.plateau());
        double warm = (epochs + 1.0 / loader.batches()) / config.rate().warmupEpochs(); // infinite without warm-up
        return rate * Math.min(1, warm);
    }

    private void finishEpoch() {
        double rate = learningRate();
        int number = progress.epoch() + 1;
        boolean due = number % config.loop().validateEvery() == 0
                || number == config.loop().epochs();
        double dice = due ? validate() : Double.NaN;
        Progress done = progress;
        progress = Double.isNaN(dice)
                ? done.afterEpoch()
                : done.afterValidation(
                        dice, config.loop().minDelta(), config.rate().plateauPatience());
        History.Epoch epoch = new History.Epoch(
                number,
                done.lossSum() / done.batch(),
                dice,
                rate,
                done.seconds(),
                done.networkSeconds() / done.seconds());
        History.append(run.resolve("history.csv"), epoch);
        save();
        listener.epoch(epoch, progress);
    }

    /** Keeps the model when it is the best so far, or none can be compared. */
    private double validate() {
        return learner.asTrained(() -> {
            double dice;
            try (Segmenter segmenter = new Segmenter(
                    network,
                    preprocess,
                    0.5,
                    PostProcess.NONE,
                    Precision.of(config.resources().precision()))) {
                dice = validation.of(segmenter);
            }
            if (Double.isNaN(dice) || progress.isImprovedBy(dice, config.loop().minDelta())) {
                Model.save(run.resolve("model.safetensors"), manifest(dice), network.state());
            }
            return dice;
        });
    }

    private Manifest manifest(double dice) {
        Map<String, Double> scores = new TreeMap<>();
        scores.put("val_dice", dice);
        scores.put("epoch", progress.epoch() + 1.0);
        return new Manifest(
                config.network(),
                config.input().channels(),
                1,
                preprocess,
                0.5,
                PostProcess.NONE,
                List.of("lesion"),
                provenance.withScores(scores));
    }

    private void save() {
        Checkpoint.save(run, progress, identity, learner.files());
    }

    private void restore() {
        Checkpoint.Restored restored = Checkpoint.load(run, identity, listener::note);
        learner.restore(restored.files());
        progress = restored.progress();
        listener.note("resuming from " + restored.folder().getFileName() + ": epoch " + (progress.epoch() + 1)
                + ", batch " + (progress.batch() + 1));
    }

    public Progress progress() {
        return progress;
    }

    public Loader.CacheUse cacheUse() {
        return loader.cacheUse();
    }

    /** The network in training, for whoever wants to look at it. */
    public Network network() {
        return network;
    }

    @Override
    public void close() {
        loader.close();
        learner.close();
    }
}
