package org.delineate.train;

import java.io.UncheckedIOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import org.delineate.dataset.Case;
import org.delineate.dataset.Dataset;
import org.delineate.dataset.DeepRange;
import org.delineate.dataset.Split;
import org.delineate.dataset.audit.SeenPictures;
import org.delineate.file.AtomicFile;
import org.delineate.file.Json;
import org.delineate.image.MaskValues;
import org.delineate.infer.MeanDice;
import org.delineate.infer.Segmenter;
import org.delineate.loss.Loss;
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
 * Trains one network on one split into one folder ({@link RunFolder}): steps, checkpoints, validations, and the model
 * with the highest validation Dice. A file of weights that it starts from is read once: a resumed run has their values
 * in its checkpoints.
 *
 * <p>On one kind of processor the bits that come out depend on configuration and data alone, whatever interrupted the
 * run.
 */
public final class Trainer implements AutoCloseable {
    /** Hears what happens, on the training thread. */
    public interface Listener {
        /** @param batches per epoch */
        void step(Progress progress, int batches, double loss);

        void epoch(History.Epoch epoch, Progress progress);

        void note(String text);
    }

    /** Says why {@link #run} returned. */
    public enum End {
        /** All epochs are done. */
        FINISHED,
        /** No improvement for the configured patience. */
        EARLY_STOPPED,
        /** A file STOP was in the folder of the run; it is deleted, so that the run can be resumed. */
        STOP_FILE,
        /** The given time is over. */
        OUT_OF_TIME,
        /** {@link #stop} was called. */
        INTERRUPTED;

        /** Is there nothing left to resume? */
        public boolean isFinal() {
            return this == FINISHED || this == EARLY_STOPPED;
        }
    }

    /** Tells runs apart, so that none is resumed with other data or another configuration. */
    private record Identity(TrainConfig config, String dataHash, String splitHash, MaskValues maskValues) {}

    /** The rule of a binary mask; validation has no other. */
    private static final double THRESHOLD = 0.5;

    private final TrainConfig config;
    private final TrainConfig.Loop loop;
    private final RunFolder folder;
    private final Listener listener;
    private final Manifest.Provenance provenance;
    private final Identity identity;
    private final RunLock lock;
    private final Preprocess preprocess;
    private final SeenPictures seen;
    private final Network network;
    private final Learner learner;
    private final Loader loader;
    private final MeanDice validation;
    private Map<String, byte[]> documents = Map.of();
    private Progress progress = Progress.START;
    private volatile boolean stopping;

    /**
     * Opens a run: a new one in an empty folder, or the one that lies there.
     *
     * @param split part "train", and "val" unless nothing is validated
     * @param provenance of the model file; its scores are filled in here
     * @param resume continue where the run in the folder stands
     * @throws IllegalArgumentException for what {@link #require} refuses, and when resume is true and the folder holds
     *     another run
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
        this.loop = config.loop();
        this.folder = new RunFolder(run);
        this.listener = listener;
        this.provenance = provenance;
        this.identity = new Identity(
                config,
                provenance.data().dataHash(),
                provenance.data().splitHash(),
                provenance.data().maskValues());
        Engine.threads(config.resources().threads());
        lock = RunLock.take(run, listener::note);
        try {
            List<Case> training = split.cases(dataset, Split.TRAIN);
            DeepRange range = dataset.pictures().range(training);
            preprocess = InitialWeights.preprocess(config, folder, resume).withWhite(range.white());
            if (!range.text().isEmpty()) {
                listener.note("range    " + range.text());
            }
            network = Zoo.of(config.network()).create(config.spec());
            SeenPictures before = null;
            if (!resume) {
                folder.clear();
                network.initialise(loop.seed());
                before = new InitialWeights(network, config, listener::note).fill(folder, preprocess, provenance);
            }
            SeenPictures own = folder.seen();
            seen = own != null && before != null ? own.and(before) : own;
            learner = new Learner(network, config);
            loader = loader(config, dataset, training, preprocess);
            validation = new MeanDice(dataset, loop.validates() ? split.cases(dataset, Split.VAL) : List.of());
            if (resume) {
                restore();
            } else {
                AtomicFile.write(folder.config(), Json.pretty(config));
                split.write(folder.split());
                if (before != null && seen != null) {
                    folder.write(seen);
                }
                save();
            }
        } catch (RuntimeException | Error e) {
            lock.abandon();
            throw e;
        }
    }

    /**
     * Refuses a run that cannot be opened. Takes the device into use, and writes nothing.
     *
     * @throws IllegalArgumentException when device or precision cannot compute here; when another training is in the
     *     folder; when the folder holds a run with a step and resume is false; when resume is true and it holds none,
     *     or one with other values than a run may change
     */
    public static void require(TrainConfig config, Path run, boolean resume) {
        Device.of(config.resources().device()).use();
        Precision.of(config.resources().precision()).requireHere();
        RunLock.requireFree(run);
        if (Checkpoint.hasSteps(run) && !resume) {
            throw new IllegalArgumentException(
                    run + " already holds a run: add --resume to continue it, or choose another --out");
        }
        if (!Checkpoint.exists(run) && resume) {
            throw new IllegalArgumentException(run + " holds no run to resume: leave --resume out to start one");
        }
        if (resume) {
            ChangedValue.requireFree(run, config); // its checkpoints are asked when data and split are known too
        }
    }

    private static Loader loader(TrainConfig config, Dataset dataset, List<Case> cases, Preprocess preprocess) {
        if (cases.isEmpty()) {
            throw new IllegalArgumentException("the split has no case to train with");
        }
        Loader.Options options = new Loader.Options(
                Math.min(config.loop().batch(), cases.size()),
                config.loop().seed(),
                config.resources().loaderThreads(),
                (long) config.resources().cacheMiB() << 20);
        return new Loader(dataset, cases, preprocess, config.input().augment(), options);
    }

    /** Ends {@link #run} after the current step, with a checkpoint; any thread may call it. */
    public void stop() {
        stopping = true;
    }

    /**
     * Trains until one of the ends; a checkpoint holds what was done then.
     *
     * @param maxMinutes may be infinite
     * @throws ArithmeticException when loss or weights are no longer finite; the message names the step, the images and
     *     the last good checkpoint
     * @throws java.io.UncheckedIOException when the folder of the run was deleted; the message says where all is saved
     */
    public End run(double maxMinutes) {
        if (!(maxMinutes > 0)) {
            throw new IllegalArgumentException("maxMinutes must be greater than 0, got " + maxMinutes);
        }
        documents = folder.documents();
        long begin = System.nanoTime();
        BooleanSupplier outOfTime = () -> (System.nanoTime() - begin) / 60e9 >= maxMinutes;
        End end = null;
        while (end == null) {
            end = reasonToEnd(outOfTime);
            if (end == null) {
                end = epoch(outOfTime);
            }
        }
        if (end == End.STOP_FILE) {
            folder.forgetStop();
        }
        return end;
    }

    private End reasonToEnd(BooleanSupplier outOfTime) {
        if (progress.epoch() == loop.epochs()) {
            return End.FINISHED;
        }
        boolean stalled = loop.patience() > 0 && progress.validations().stalled() >= loop.patience();
        return stalled ? End.EARLY_STOPPED : reasonToStop(outOfTime);
    }

    private End reasonToStop(BooleanSupplier outOfTime) {
        if (stopping) {
            return End.INTERRUPTED;
        }
        if (folder.isToStop()) {
            return End.STOP_FILE;
        }
        return outOfTime.getAsBoolean() ? End.OUT_OF_TIME : null;
    }

    /** Trains to the end of an epoch; null where it came to it. */
    private End epoch(BooleanSupplier outOfTime) {
        network.train(true);
        long before = System.nanoTime();
        for (Batch batch : loader.epoch(progress.epoch(), progress.batch())) {
            long begin = System.nanoTime();
            double loss = step(batch);
            long end = System.nanoTime();
            progress = progress.afterStep(loss, (end - before) / 1e9, (end - begin) / 1e9);
            before = end;
            listener.step(progress, loader.batches(), loss);
            if (progress.batch() == loader.batches()) {
                break; // the end of the epoch saves, and no step is saved twice
            }
            End reason = reasonToStop(outOfTime);
            if (reason != null || loop.saveEverySteps() > 0 && progress.step() % loop.saveEverySteps() == 0) {
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

    private double step(Batch batch) {
        try {
            return learner.step(batch, learningRate(), progress.step());
        } catch (ArithmeticException e) {
            throw new ArithmeticException(e.getMessage() + " at step " + (progress.step() + 1) + ", images "
                    + batch.names() + "; the last good checkpoint is " + Checkpoint.newest(folder.path())
                    + ": lower the learning rate or look at these images");
        }
    }

    private double learningRate() {
        return config.rate().at(progress, loader.batches(), loop.epochs());
    }

    private void finishEpoch() {
        requireFolder();
        int number = progress.epoch() + 1;
        boolean validates = !loop.validates() || number % loop.validateEvery() == 0 || number == loop.epochs();
        MeanDice.Score validation = validates ? validate() : MeanDice.Score.NONE;
        History.Epoch epoch = progress.summary(validation, learningRate());
        progress = Double.isNaN(validation.dice())
                ? progress.afterEpoch()
                : progress.afterValidation(
                        validation.dice(), loop.minDelta(), config.rate().plateauPatience());
        History.append(folder.history(), epoch);
        save();
        listener.epoch(epoch, progress);
    }

    /** Measures validation Dice and loss, and keeps the model when it is the best so far or none can be compared. */
    private MeanDice.Score validate() {
        return learner.evaluate(() -> {
            MeanDice.Score score;
            Precision precision = Precision.of(config.resources().precision());
            try (Segmenter segmenter = new Segmenter(network, preprocess, THRESHOLD, PostProcess.NONE, precision)) {
                score = validation.of(segmenter, Loss.of(config.descent().loss()));
            }
            if (Double.isNaN(score.dice()) || progress.validations().isImprovedBy(score.dice(), loop.minDelta())) {
                Model.save(folder.model(), manifest(score.dice()), network.state(), seen);
            }
            return score;
        });
    }

    private Manifest manifest(double dice) {
        Map<String, Double> scores = new TreeMap<>();
        if (!Double.isNaN(dice)) {
            scores.put("val_dice", dice);
        }
        scores.put("epoch", progress.epoch() + 1.0);
        return new Manifest(
                config.network(),
                config.input().channels(),
                config.variant().classes(),
                config.variant().base(),
                preprocess,
                Manifest.Masks.ofLesions(THRESHOLD, PostProcess.NONE),
                provenance.withScores(scores),
                null);
    }

    private void save() {
        requireFolder();
        Checkpoint.save(folder.path(), progress, identity, learner.files());
    }

    /** Saves the run beside its folder where that is gone; best scores count no more, since their model is lost. */
    private void requireFolder() {
        if (lock.isInPlace()) {
            return;
        }
        RunFolder other = folder.beside();
        documents.forEach((name, content) -> AtomicFile.write(other.path().resolve(name), content));
        learner.evaluate(() -> {
            Model.save(other.model(), manifest(Double.NaN), network.state(), seen);
            return other;
        });
        Checkpoint.save(other.path(), progress.withoutValidations(), identity, learner.files());
        String gone = "the folder " + folder.path() + " was deleted while the run trained; weights, optimizer and"
                + " documents are saved in " + other.path() + ": continue with --out " + other.path() + " --resume";
        throw new UncheckedIOException(
                gone, new NoSuchFileException(folder.path().toString()));
    }

    private void restore() {
        Checkpoint.Restored restored = Checkpoint.load(folder.path(), identity, listener::note);
        learner.restore(restored.files());
        progress = restored.progress();
        listener.note("resuming from " + restored.folder().getFileName() + ": epoch " + (progress.epoch() + 1)
                + ", batch " + (progress.batch() + 1));
        for (ChangedValue change : restored.changes()) {
            listener.note("changed  " + change.name() + " from " + change.former() + " to " + change.given());
            if (change.name().equals(ChangedValue.EPOCHS)) {
                int former = Integer.parseInt(change.former());
                listener.note("schedule " + config.rate().goesOn(progress, loader.batches(), former, loop.epochs()));
            }
        }
        if (!restored.changes().isEmpty()) {
            AtomicFile.write(folder.config(), Json.pretty(config));
        }
    }

    public Progress progress() {
        return progress;
    }

    public Network network() {
        return network;
    }

    /** Ends the loader's threads, frees the network and all that training took, and gives the folder up. */
    @Override
    public void close() {
        loader.close();
        learner.close();
        network.close();
        lock.close();
    }
}
