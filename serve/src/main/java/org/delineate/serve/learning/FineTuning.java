package org.delineate.serve.learning;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.delineate.dataset.Case;
import org.delineate.dataset.Dataset;
import org.delineate.dataset.Split;
import org.delineate.dataset.audit.Audit;
import org.delineate.file.AtomicFile;
import org.delineate.file.BadFileException;
import org.delineate.file.Folders;
import org.delineate.file.Json;
import org.delineate.file.Printable;
import org.delineate.model.Manifest;
import org.delineate.model.Model;
import org.delineate.train.History;
import org.delineate.train.PartialConfig;
import org.delineate.train.RunFolder;
import org.delineate.train.TrainConfig;

/**
 * Tunes a model on corrected cases and compares it with the former one on cases of other patients.
 *
 * <p>All is in one folder: {@code data} ({@link CorrectedCases}), {@code job.json}, the run, both evaluations. Each step
 * is done in a process of its own ({@link ChildCommand}) and once: {@link #run} goes on where it, or a server before,
 * ended. The model is put among the others only when all is done.
 */
public final class FineTuning {
    /** Fewer patients leave nothing to compare on. */
    public static final int LEAST_GROUPS = 6;

    private static final double[] SHARES = {0.6, 0.15, 0.25};
    private static final double SLOWER = 0.25;
    private static final double TRAINING_SHARE = 0.9;

    /** Says how far it is. */
    public enum State {
        WAITING,
        RUNNING,
        DONE,
        FAILED,
        STOPPED;

        /** Is there something left to do? */
        boolean isOpen() {
            return this == WAITING || this == RUNNING;
        }
    }

    /**
     * Says what is to be done.
     *
     * @param model file of the model to start from
     * @param name of the new model's file, without its ending
     * @param epochs passes over the cases
     * @param seed of the split, the order and the augmentation
     * @param threads of the engine
     */
    public record Settings(Path model, String name, int epochs, long seed, int threads) {
        /** @throws IllegalArgumentException where a value is none */
        public Settings {
            if (!name.matches("[A-Za-z0-9][A-Za-z0-9._-]{0,63}")) {
                throw new IllegalArgumentException(
                        "a model's name has 1 to 64 letters, digits, '.', '_' or '-', got " + Printable.quoted(name));
            }
            if (epochs < 1 || epochs > 1000 || threads < 1) {
                throw new IllegalArgumentException(
                        "1 to 1000 epochs and at least 1 thread, got " + epochs + " and " + threads);
            }
        }
    }

    /**
     * Says how far it is.
     *
     * @param progress 0 to 1
     * @param text one line for people
     * @param report null before it is done
     */
    public record Status(State state, double progress, String text, BeforeAfter report) {}

    /** Is what the folder remembers. */
    private record Job(Settings settings, State state, String text, BeforeAfter report) {}

    private final Path folder;
    private volatile Job job;
    private volatile ChildCommand child;
    private volatile boolean stopping;

    private FineTuning(Path folder, Job job) {
        this.folder = folder;
        this.job = job;
    }

    /**
     * Prepares a job on the cases that lie in the folder's {@code data} already.
     *
     * @throws BadFileException where the model cannot be tuned
     * @throws IllegalArgumentException where there are too few cases
     */
    public static FineTuning create(Path folder, Settings settings) {
        Dataset data = Dataset.open(folder.resolve("data"));
        long groups = data.cases().stream()
                .filter(c -> !c.masks().isEmpty())
                .map(Case::group)
                .distinct()
                .count();
        if (groups < LEAST_GROUPS) {
            throw new IllegalArgumentException("corrected lesions of at least " + LEAST_GROUPS
                    + " patients are needed, to train, to choose the epoch and to compare on others; there are "
                    + groups + ": correct more pictures");
        }
        FineTuning tuning = new FineTuning(folder, new Job(settings, State.WAITING, "waiting", null));
        AtomicFile.write(folder.resolve("config.json"), Json.pretty(tuning.config()));
        tuning.change(State.WAITING, "waiting", null);
        return tuning;
    }

    /** Opens a job that was created before, perhaps by a server that ended. */
    public static FineTuning open(Path folder) {
        return new FineTuning(folder, Json.read(folder.resolve("job.json"), Job.class));
    }

    /** As the former model was trained, but shorter, slower, and from its weights. */
    private TrainConfig config() {
        Settings settings = job.settings;
        Manifest manifest = Model.readManifest(settings.model);
        JsonNode former = manifest.provenance().config();
        if (former == null || !former.isObject()) {
            throw new BadFileException(
                    settings.model, "it does not say how it was trained", "tune a model that this program has trained");
        }
        TrainConfig usual = PartialConfig.of(former, settings.model).complete();
        return PartialConfig.of(former, settings.model)
                .with(Map.of(
                        "pretrained", "none",
                        "initFrom", settings.model.toAbsolutePath().toString(),
                        "epochs", Integer.toString(settings.epochs),
                        "warmupEpochs", Double.toString(Math.min(1, usual.rate().warmupEpochs())),
                        "learningRate", Double.toString(SLOWER * usual.rate().learningRate()),
                        "minLearningRate", Double.toString(SLOWER * usual.rate().minLearningRate()),
                        "validateEvery", "1",
                        "seed", Long.toString(settings.seed),
                        "threads", Integer.toString(settings.threads)))
                .complete();
    }

    public Settings settings() {
        return job.settings;
    }

    /** Returns how far it is; of a training by its epochs. */
    public Status status() {
        Job now = job;
        if (now.state == State.DONE) {
            return new Status(now.state, 1, now.text, now.report);
        }
        List<History.Epoch> epochs = History.read(run().history());
        double trained = Math.min(1, (double) epochs.size() / now.settings.epochs);
        double done = isTrained() ? TRAINING_SHARE : TRAINING_SHARE * trained;
        done += Stream.of("before", "after").filter(this::isEvaluated).count() * (1 - TRAINING_SHARE) / 2;
        boolean training = now.state == State.RUNNING && !isTrained() && !epochs.isEmpty();
        String text = training ? epoch(epochs, now.settings.epochs) : now.text;
        return new Status(now.state, done, text, now.report);
    }

    private static String epoch(List<History.Epoch> epochs, int all) {
        History.Epoch last = epochs.get(epochs.size() - 1);
        return String.format(Locale.ROOT, "epoch %d of %d, validation Dice %.3f", last.epoch(), all, last.valDice());
    }

    /** Returns the command line that started this program, without its own words. */
    public static List<String> ownLauncher() {
        return ChildCommand.ownLauncher();
    }

    /**
     * Does what is left to do, and returns when it ends, for whatever reason.
     *
     * @param launcher command line that starts this program
     * @param models folder that the new model is put into
     */
    public Status run(List<String> launcher, Path models) {
        stopping = false;
        ChildCommand command = new ChildCommand(launcher, folder);
        child = command;
        try {
            change(State.RUNNING, "starting", null);
            command.endLeftover();
            split();
            train(command);
            evaluate(command, job.settings.model, "before");
            evaluate(command, run().model(), "after");
            BeforeAfter report = BeforeAfter.of(folder.resolve("before"), folder.resolve("after"));
            AtomicFile.write(models.resolve(job.settings.name + ".safetensors"), Files.readAllBytes(run().model()));
            change(State.DONE, words(report), report);
        } catch (StoppedException e) {
            change(State.STOPPED, "stopped", null);
        } catch (InterruptedException e) { // the server ends; the next one goes on
            change(State.WAITING, "interrupted", null);
            Thread.currentThread().interrupt();
        } catch (IOException | RuntimeException e) {
            change(
                    stopping ? State.STOPPED : State.FAILED,
                    stopping ? "stopped" : String.valueOf(e.getMessage()),
                    null);
        } finally {
            child = null;
        }
        return status();
    }

    private static String words(BeforeAfter r) {
        return String.format(
                Locale.ROOT, "Dice %.3f before, %.3f after on %d held-out images", r.before(), r.after(), r.images());
    }

    /** Stops it; {@link #run} goes on later with the last checkpoint. */
    public void stop() {
        stopping = true;
        ChildCommand command = child;
        if (command != null) {
            command.end();
        } else if (job.state == State.WAITING) {
            change(State.STOPPED, "stopped", null);
        }
    }

    /** Removes its copies of pictures; what was found out stays, and {@link #run} can do no more. */
    void removePictures() {
        Stream.of("data", "before", "after").map(folder::resolve).forEach(Folders::delete);
    }

    /** Says that it was told to stop between two processes. */
    private static final class StoppedException extends RuntimeException {
        private static final long serialVersionUID = 1;
    }

    private void change(State state, String text, BeforeAfter report) {
        job = new Job(job.settings, state, text, report);
        AtomicFile.write(folder.resolve("job.json"), Json.pretty(job));
    }

    private RunFolder run() {
        return new RunFolder(folder.resolve("run"));
    }

    private Path splitFile() {
        return folder.resolve("split.json");
    }

    /** Holds out cases of other patients; duplicates of a picture count as one patient's. */
    private void split() {
        if (Files.exists(splitFile())) {
            return;
        }
        Dataset data = Dataset.open(folder.resolve("data"));
        Audit audit = Audit.of(data, (done, total) -> {});
        Split.ratio(data, audit.duplicates().groups(), SHARES, job.settings.seed)
                .write(splitFile());
    }

    private boolean isTrained() {
        return Files.exists(folder.resolve("trained"));
    }

    private void train(ChildCommand command) throws IOException, InterruptedException {
        if (isTrained()) {
            return;
        }
        boolean resume = hasCheckpoint();
        if (!resume) {
            Folders.delete(run().path());
        }
        change(State.RUNNING, "training", null);
        List<String> words = resume
                ? List.of("train", "--data", data(), "--out", run().path().toString(), "--resume")
                : List.of(
                        "train",
                        "--data",
                        data(),
                        "--out",
                        run().path().toString(),
                        "--config",
                        folder.resolve("config.json").toString(),
                        "--split",
                        splitFile().toString());
        run(command, words);
        AtomicFile.write(folder.resolve("trained"), "");
    }

    private String data() {
        return folder.resolve("data").toString();
    }

    private boolean hasCheckpoint() throws IOException {
        if (!Files.isDirectory(run().path())) {
            return false;
        }
        try (Stream<Path> files = Files.list(run().path())) {
            return files.anyMatch(f -> f.getFileName().toString().matches("step-\\d+"));
        }
    }

    private boolean isEvaluated(String which) {
        return Files.exists(folder.resolve(which).resolve("scores.json"));
    }

    private void evaluate(ChildCommand command, Path model, String which) throws IOException, InterruptedException {
        if (isEvaluated(which)) {
            return;
        }
        Folders.delete(folder.resolve(which));
        change(State.RUNNING, "comparing on held-out cases: " + which, null);
        run(
                command,
                List.of(
                        "evaluate",
                        "--model",
                        model.toString(),
                        "--data",
                        data(),
                        "--split",
                        splitFile().toString(),
                        "--part",
                        Split.TEST,
                        "--with-seen",
                        "--threads",
                        Integer.toString(job.settings.threads),
                        "--out",
                        folder.resolve(which).toString()));
    }

    private void run(ChildCommand command, List<String> words) throws InterruptedException {
        if (stopping) {
            throw new StoppedException();
        }
        Optional<String> failure = command.run(words);
        if (stopping) {
            throw new StoppedException();
        }
        failure.ifPresent(why -> {
            throw new IllegalStateException(why);
        });
    }
}
