package org.delineate.train;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.delineate.data.Batch;
import org.delineate.data.Case;
import org.delineate.data.Dataset;
import org.delineate.data.Loader;
import org.delineate.data.Preprocess;
import org.delineate.data.Split;
import org.delineate.file.AtomicFile;
import org.delineate.file.Json;
import org.delineate.image.Image;
import org.delineate.infer.Manifest;
import org.delineate.infer.Model;
import org.delineate.infer.PostProcess;
import org.delineate.infer.Segmenter;
import org.delineate.loss.Loss;
import org.delineate.nn.Engine;
import org.delineate.nn.Optimizer;
import org.delineate.nn.Precision;
import org.delineate.nn.SafeTensors;
import org.delineate.nn.Scope;
import org.delineate.nn.Tensor;
import org.delineate.nn.Weights;
import org.delineate.zoo.Network;
import org.delineate.zoo.Zoo;

/**
 * Trains one network on one split into one run folder: {@code config.json, split.json, history.csv, step-.../, LAST} and
 * {@code model.safetensors}, the weights with the highest validation Dice.
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
        /** A file STOP lay in the run folder. */
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

    private final TrainConfig config;
    private final Dataset dataset;
    private final Split split;
    private final Path run;
    private final Listener listener;
    private final Preprocess preprocess;
    private final Identity identity;
    private final Manifest.Provenance provenance;
    private final Network network;
    private final Optimizer optimizer;
    private final Optimizer.Average average;
    private final Precision precision;
    private final Loss loss;
    private final Loader loader;
    private final Validation validation;
    private final Segmenter segmenter;
    private Progress progress = Progress.START;
    private volatile boolean stopping;

    /**
     * Opens a run: a new one in an empty folder, or the one that lies there.
     *
     * @param split parts "train" and "val"
     * @param provenance of the model file; its scores are filled in here
     * @param resume go on where the run in the folder stands
     * @throws IllegalArgumentException when the folder holds a run and resume is false, or none and resume is true
     */
    public Trainer(
            TrainConfig config,
            Dataset dataset,
            Split split,
            Path run,
            Manifest.Provenance provenance,
            boolean resume,
            Listener listener) {
        require(run, resume);
        this.config = config;
        this.dataset = dataset;
        this.split = split;
        this.run = run;
        this.listener = listener;
        this.provenance = provenance;
        this.identity = new Identity(config, provenance.dataHash(), provenance.splitHash());
        Engine.threads(config.threads());
        preprocess = Preprocess.of(config.channels(), config.size()).withFit(config.fit());
        network = Zoo.of(config.network()).create(config.channels(), 1);
        network.initialise(config.seed());
        Weights.channelsLast(network);
        optimizer =
                new Optimizer(network, Optimizer.Rule.of(config.optimizer()), config.momentum(), config.weightDecay());
        average = config.ema() > 0 ? optimizer.new Average() : null;
        precision = Precision.of(config.precision());
        loss = Loss.of(config.loss());
        List<Case> cases = split.cases(dataset, Split.TRAIN);
        loader = new Loader(
                cases,
                this::read,
                preprocess,
                config.augment(),
                Math.min(config.batch(), cases.size()),
                true,
                true, // a last batch of one would upset the batch norms
                config.seed(),
                config.loaderThreads(),
                (long) config.cacheMiB() << 20);
        validation = new Validation(dataset, split.cases(dataset, Split.VAL), preprocess);
        segmenter = new Segmenter(network, preprocess, 0.5, PostProcess.NONE, precision);
        if (resume) {
            restore();
        } else {
            AtomicFile.write(run.resolve("config.json"), Json.pretty(config));
            split.write(run.resolve("split.json"));
            save();
        }
    }

    /** @throws IllegalArgumentException when the folder holds a run and resume is false, or none and resume is true */
    public static void require(Path run, boolean resume) {
        if (Checkpoint.exists(run) && !resume) {
            throw new IllegalArgumentException(
                    run + " already holds a run: add --resume to go on with it, or choose another --out");
        }
        if (!Checkpoint.exists(run) && resume) {
            throw new IllegalArgumentException(run + " holds no run to resume: leave --resume out to begin one");
        }
    }

    private org.delineate.data.Sample read(Case c) {
        Image image = dataset.image(c);
        return preprocess.resize(c.name(), image, dataset.mask(c, image));
    }

    /** Ends {@link #run} after the step in hand, with a checkpoint; any thread may call it. */
    public void stop() {
        stopping = true;
    }

    /** Trains until one of the ends; a checkpoint of the last step is written in any case. */
    public End run(double maxMinutes) {
        long deadline = maxMinutes == Double.POSITIVE_INFINITY
                ? Long.MAX_VALUE
                : System.nanoTime() + (long) (maxMinutes * 60e9);
        while (progress.epoch() < config.epochs()) {
            if (config.patience() > 0 && progress.stalled() >= config.patience()) {
                return End.EARLY_STOPPED;
            }
            End end = epoch(deadline);
            if (end != null) {
                save();
                return end;
            }
        }
        return End.FINISHED;
    }

    /** @return null when the epoch was finished */
    private End epoch(long deadline) {
        network.train(true);
        long before = System.nanoTime();
        for (Batch batch : loader.epoch(progress.epoch(), progress.batch())) {
            long begin = System.nanoTime();
            double value = step(batch);
            long end = System.nanoTime();
            progress = progress.afterStep(value, (end - before) / 1e9, (end - begin) / 1e9);
            before = end;
            listener.step(progress, loader.batches(), value);
            if (config.saveEverySteps() > 0 && progress.step() % config.saveEverySteps() == 0) {
                save();
                before = System.nanoTime();
            }
            End reason = reasonToStop(deadline);
            if (reason != null && progress.batch() < loader.batches()) {
                return reason;
            }
        }
        finishEpoch();
        return reasonToStop(deadline);
    }

    private End reasonToStop(long deadline) {
        if (stopping) {
            return End.INTERRUPTED;
        }
        if (Files.exists(run.resolve("STOP"))) {
            return End.STOP_FILE;
        }
        return System.nanoTime() >= deadline ? End.OUT_OF_TIME : null;
    }

    private double step(Batch batch) {
        double value;
        try (Scope scope = Scope.training()) {
            Tensor x = Tensor.pictures(batch.x(), batch.size(), batch.channels(), batch.height(), batch.width());
            Tensor y = Tensor.of(batch.y(), batch.size(), 1, batch.height(), batch.width());
            optimizer.zeroGradients();
            Network.Output out;
            try (Precision.Region region = precision.region()) {
                out = network.forward(x);
            }
            Tensor l = loss.of(out, y);
            l.backward();
            value = l.item();
            if (!Double.isFinite(value)) {
                throw new ArithmeticException("the loss is " + value + " at step " + (progress.step() + 1)
                        + ", pictures " + batch.names() + "; the last good checkpoint is " + Checkpoint.last(run)
                        + ": lower the learning rate or look at these pictures");
            }
            optimizer.step(learningRate());
            if (average != null) {
                average.update(Math.min(config.ema(), (1.0 + progress.step()) / (10 + progress.step())));
            }
        }
        return value;
    }

    private double learningRate() {
        double epochs = progress.epoch() + (double) progress.batch() / loader.batches();
        double rate = Schedule.of(config.schedule())
                .rate(config.learningRate(), config.minLearningRate(), epochs / config.epochs(), progress.plateau());
        double warm = (epochs + 1.0 / loader.batches()) / config.warmupEpochs(); // infinite without warm-up
        return rate * Math.min(1, warm);
    }

    private void finishEpoch() {
        double rate = learningRate();
        boolean validate =
                (progress.epoch() + 1) % config.validateEvery() == 0 || progress.epoch() + 1 == config.epochs();
        double dice = validate ? validate() : Double.NaN;
        Progress done = progress;
        progress = validate && !Double.isNaN(dice)
                ? done.afterValidation(dice, config.minDelta(), config.plateauPatience())
                : done.afterEpoch();
        History.Epoch epoch = new History.Epoch(
                progress.epoch(),
                done.lossSum() / done.batch(),
                dice,
                rate,
                done.seconds(),
                done.networkSeconds() / done.seconds());
        History.append(run.resolve("history.csv"), epoch);
        save();
        listener.epoch(epoch, progress);
    }

    /** With the averaged weights where there are any; keeps the model when it is the best so far. */
    private double validate() {
        if (average != null) {
            average.swap();
        }
        network.train(false);
        double dice = validation.dice(segmenter, config.batch());
        boolean better = dice > progress.best() + config.minDelta() || progress.best() < 0;
        if (better || Double.isNaN(dice)) {
            Model.save(run.resolve("model.safetensors"), manifest(dice), network.state());
        }
        network.train(true);
        if (average != null) {
            average.swap();
        }
        return dice;
    }

    private Manifest manifest(double dice) {
        Map<String, Double> scores = new TreeMap<>();
        scores.put("val_dice", dice);
        scores.put("epoch", progress.epoch() + 1.0);
        return new Manifest(
                config.network(),
                config.channels(),
                1,
                preprocess,
                0.5,
                PostProcess.NONE,
                List.of("lesion"),
                provenance.withScores(scores));
    }

    private void save() {
        Map<String, List<SafeTensors.Entry>> files = new LinkedHashMap<>();
        files.put("weights", Weights.entries(network.state()));
        files.put("optimizer", Weights.entries(optimizerState()));
        Checkpoint.save(run, progress, identity, files);
    }

    private void restore() {
        Checkpoint.Restored restored = Checkpoint.load(run, identity, listener::note);
        Weights.load(network.state(), restored.files().get("weights").entries());
        Weights.load(optimizerState(), restored.files().get("optimizer").entries());
        progress = restored.progress();
        listener.note("resuming at epoch " + (progress.epoch() + 1) + ", batch " + (progress.batch() + 1));
    }

    private Map<String, Tensor> optimizerState() {
        Map<String, Tensor> state = new LinkedHashMap<>(optimizer.state());
        if (average != null) {
            state.putAll(average.state());
        }
        return state;
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
    }
}
