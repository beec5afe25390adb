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
import org.delineate.file.FolderLock;
import org.delineate.file.Json;
import org.delineate.image.MaskValues;
import org.delineate.model.Manifest;
import org.delineate.model.Model;
import org.delineate.model.PostProcess;
import org.delineate.nn.Precision;
import org.delineate.nn.engine.Device;
import org.delineate.nn.engine.Engine;
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

    private final TrainConfig config;
    private final TrainConfig.Loop loop;
    private final RunFolder folder;
    private final Listener listener;
    private final Manifest.Provenance provenance;
    private final Identity identity;
    private final FolderLock lock;
    private final Preprocess preprocess;
    private final SeenPictures seen;
    private final Network network;
    private final TrainingLoop steps;
    private Map<String, byte[]> documents = Map.of();
    private double seconds;
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
        this(config, dataset, split, run, provenance, resume, listener, DataParallel.ALONE);
    }

    /** Opens a run as process 0 of several; the others are {@link Follower}s. */
    public Trainer(
            TrainConfig config,
            Dataset dataset,
            Split split,
            Path run,
            Manifest.Provenance provenance,
            boolean resume,
            Listener listener,
            DataParallel parallel) {
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
        lock = FolderLock.take(run, listener::note);
        try {
            List<Case> training = split.cases(dataset, Split.TRAIN);
            DeepRange range = dataset.pictures().range(training);
            preprocess = InitialWeights.preprocess(config, folder, resume).withWhite(range.white());
            if (!range.text().isEmpty()) {
                listener.note("range    " + range.text());
            }
            Teachers teachers = Teachers.of(config, preprocess);
            network = Zoo.of(config.network()).create(config.spec());
            SeenPictures before = null;
            if (!resume) {
                folder.clear();
                network.initialise(loop.seed());
                before = new InitialWeights(network, config, listener::note).fill(folder, preprocess, provenance);
                if (teachers != null) {
                    teachers.tell(listener::note);
                    before = teachers.and(before);
                }
            }
            SeenPictures own = folder.seen();
            seen = own != null && before != null ? own.and(before) : own;
            steps = new TrainingLoop(config, network, teachers, preprocess, dataset, split, parallel);
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
            if (!parallel.isAlone()) {
                Rendezvous.begin(parallel.group(), preprocess, steps.progress());
                steps.begin(steps.progress());
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
        FolderLock.requireFree(run);
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
        End end = steps.run(new FolderKeeper(() -> (System.nanoTime() - begin) / 60e9 >= maxMinutes));
        seconds += (System.nanoTime() - begin) / 1e9;
        if (end == End.STOP_FILE) {
            folder.forgetStop();
        }
        return end;
    }

    /** Keeps the run in its folder. */
    private final class FolderKeeper implements TrainingLoop.Keeper {
        private final BooleanSupplier outOfTime;

        FolderKeeper(BooleanSupplier outOfTime) {
            this.outOfTime = outOfTime;
        }

        @Override
        public End reasonToStop() {
            if (stopping) {
                return End.INTERRUPTED;
            }
            if (folder.isToStop()) {
                return End.STOP_FILE;
            }
            return outOfTime.getAsBoolean() ? End.OUT_OF_TIME : null;
        }

        @Override
        public void step(Progress progress, int batches, double loss) {
            listener.step(progress, batches, loss);
        }

        @Override
        public void save() {
            Trainer.this.save();
        }

        @Override
        public void note(String text) {
            listener.note(text);
        }

        @Override
        public void beforeValidation() {
            requireFolder();
        }

        @Override
        public void keepModel(double dice) {
            Model.save(folder.model(), manifest(dice), network.state(), seen);
        }

        @Override
        public void epoch(History.Epoch epoch) {
            History.append(folder.history(), epoch);
            save();
            listener.epoch(epoch, progress());
        }

        @Override
        public String lastSaved() {
            return Checkpoint.newest(folder.path()).toString();
        }
    }

    private Manifest manifest(double dice) {
        Map<String, Double> scores = new TreeMap<>();
        if (!Double.isNaN(dice)) {
            scores.put("val_dice", dice);
        }
        scores.put("epoch", progress().epoch() + 1.0);
        return new Manifest(
                config.network(),
                config.input().channels(),
                config.variant().classes(),
                config.variant().base(),
                preprocess,
                Manifest.Masks.ofLesions(TrainingLoop.THRESHOLD, PostProcess.NONE),
                provenance.withScores(scores),
                null);
    }

    private void save() {
        requireFolder();
        Checkpoint.save(folder.path(), progress(), identity, steps.files());
    }

    /** Saves the run beside its folder where that is gone; best scores count no more, since their model is lost. */
    private void requireFolder() {
        if (lock.isInPlace()) {
            return;
        }
        RunFolder other = folder.beside();
        documents.forEach((name, content) -> AtomicFile.write(other.path().resolve(name), content));
        steps.evaluate(() -> {
            Model.save(other.model(), manifest(Double.NaN), network.state(), seen);
            return other;
        });
        Checkpoint.save(other.path(), progress().withoutValidations(), identity, steps.files());
        String gone = "the folder " + folder.path() + " was deleted while the run trained; weights, optimizer and"
                + " documents are saved in " + other.path() + ": continue with --out " + other.path() + " --resume";
        throw new UncheckedIOException(
                gone, new NoSuchFileException(folder.path().toString()));
    }

    private void restore() {
        Checkpoint.Restored restored = Checkpoint.load(folder.path(), identity, listener::note);
        Progress progress = restored.progress();
        steps.restore(progress, restored.files());
        listener.note("resuming from " + restored.folder().getFileName() + ": epoch " + (progress.epoch() + 1)
                + ", batch " + (progress.batch() + 1));
        for (ChangedValue change : restored.changes()) {
            listener.note("changed  " + change.name() + " from " + change.former() + " to " + change.given());
            if (change.name().equals(ChangedValue.EPOCHS)) {
                int former = Integer.parseInt(change.former());
                listener.note("schedule " + config.rate().goesOn(progress, steps.batches(), former, loop.epochs()));
            }
        }
        if (!restored.changes().isEmpty()) {
            AtomicFile.write(folder.config(), Json.pretty(config));
        }
    }

    public Progress progress() {
        return steps.progress();
    }

    /** The bytes that this process gives to the others in a step. */
    public long bytesPerStep() {
        return steps.bytesPerStep();
    }

    /** How long {@link #run} took. */
    public double seconds() {
        return seconds;
    }

    public Network network() {
        return network;
    }

    /** Ends the loader's threads, frees the network and all that training took, and gives the folder up. */
    @Override
    public void close() {
        steps.close();
        lock.close();
    }
}
