package org.delineate.serve.work;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.delineate.infer.EngineChoice;
import org.delineate.infer.EngineChooser;
import org.delineate.infer.Ensemble;
import org.delineate.infer.Segmenter;
import org.delineate.model.Model;
import org.delineate.model.ShippedModel;

/**
 * Holds the models that a reader can choose: those that come with the program, and the files in the home's folder
 * {@code models}. A few stay loaded. Segmenters are used on the thread of the {@link InferenceQueue} only.
 *
 * <p>A model answers with the engine of the rule until its engines have been timed, a while after its first use and
 * beside the requests.
 */
public final class ModelShelf implements AutoCloseable {
    private static final String SUFFIX = ".safetensors";
    private static final int LOADED = 3;
    private static final int TIMING_AFTER_SECONDS = 5;

    private final Path folder;
    private final EngineChooser engine;
    private final int timingAfterSeconds;
    private final ScheduledExecutorService timing = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "engine-timing");
        thread.setDaemon(true);
        return thread;
    });
    private final Map<Path, EngineChoice> timed = new ConcurrentHashMap<>();
    private final Map<Path, Loaded> loaded = new LinkedHashMap<>(16, 0.75f, true);
    private final Map<String, Description> descriptions = new ConcurrentHashMap<>();

    /**
     * Describes a model for the choice.
     *
     * @param hash SHA-256 of its file
     */
    public record Description(
            String name, String purpose, String hash, boolean isDefault, String network, int width, int height) {}

    private record Loaded(EngineChoice engine, Ensemble ensemble, Segmenter segmenter) implements AutoCloseable {
        @Override
        public void close() {
            segmenter.close();
            ensemble.close();
        }
    }

    /**
     * Looks into a folder for models beside those that come along.
     *
     * @param engine chooses what computes a model
     */
    public ModelShelf(Path folder, EngineChooser engine) {
        this(folder, engine, TIMING_AFTER_SECONDS);
    }

    ModelShelf(Path folder, EngineChooser engine, int timingAfterSeconds) {
        this.timingAfterSeconds = timingAfterSeconds;
        this.folder = folder;
        this.engine = engine;
        try {
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot make the folder of models: " + e.getMessage(), e);
        }
    }

    /** Names all models, the default first. */
    public List<String> names() {
        List<String> names = new ArrayList<>();
        names.add(ShippedModel.DEFAULT.id());
        for (ShippedModel model : ShippedModel.values()) {
            if (model != ShippedModel.DEFAULT) {
                names.add(model.id());
            }
        }
        try (Stream<Path> files = Files.list(folder)) {
            files.map(f -> f.getFileName().toString())
                    .filter(n -> n.endsWith(SUFFIX))
                    .sorted()
                    .forEach(n -> names.add(n.substring(0, n.length() - SUFFIX.length())));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot list the models: " + e.getMessage(), e);
        }
        return names;
    }

    /** Returns the file of a model; null stands for the default. Only names that are listed are found. */
    public Optional<Path> file(String name) {
        if (name == null) {
            return Optional.of(ShippedModel.DEFAULT.path());
        }
        Optional<ShippedModel> shipped = ShippedModel.find(name);
        if (shipped.isPresent()) {
            return shipped.map(ShippedModel::path);
        }
        return names().contains(name) ? Optional.of(folder.resolve(name + SUFFIX)) : Optional.empty();
    }

    /** Describes a model; empty where there is none of the name. */
    public Optional<Description> description(String name) {
        return file(name).map(file -> descriptions.computeIfAbsent(file.toString(), f -> describe(file)));
    }

    /** Returns a model ready to segment, for the queue's thread; empty where there is none of the name. */
    public synchronized Optional<Segmenter> segmenter(String name) {
        return file(name).map(this::load).map(Loaded::segmenter);
    }

    private Loaded load(Path file) {
        Loaded found = loaded.get(file);
        EngineChoice fastest = timed.remove(file);
        if (found != null && (fastest == null || fastest.backend().equals(found.engine.backend()))) {
            return found;
        }
        if (found != null) {
            loaded.remove(file).close();
        }
        Model model = Model.load(file);
        EngineChoice choice = engine.choice(model, 1, 1, 1);
        if (choice.reason() == EngineChoice.Reason.RULE) {
            timing.schedule(() -> time(file), timingAfterSeconds, TimeUnit.SECONDS);
        }
        Ensemble ensemble = Ensemble.of(List.of(model), List.of(choice));
        Loaded added = new Loaded(choice, ensemble, ensemble.segmenter(1, null));
        loaded.put(file, added);
        if (loaded.size() > LOADED) {
            Path eldest = loaded.keySet().iterator().next();
            loaded.remove(eldest).close();
        }
        return added;
    }

    /** Times the engines with weights of its own; the next picture gets the fastest. */
    private void time(Path file) {
        try (Model model = Model.load(file)) {
            timed.put(file, engine.choice(model, 1, 1, EngineChooser.WORTH_TIMING));
        }
    }

    private static Description describe(Path file) {
        String stem = file.getFileName().toString().replace(SUFFIX, "");
        Optional<ShippedModel> shipped = ShippedModel.find(stem);
        try (Model model = Model.load(file)) {
            return new Description(
                    stem,
                    shipped.map(ShippedModel::purpose).orElse("a model of this home"),
                    model.hash(),
                    shipped.equals(Optional.of(ShippedModel.DEFAULT)),
                    model.manifest().network(),
                    model.manifest().preprocess().width(),
                    model.manifest().preprocess().height());
        }
    }

    @Override
    public void close() {
        timing.shutdownNow();
        try {
            timing.awaitTermination(1, TimeUnit.MINUTES);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        closeAll();
    }

    private synchronized void closeAll() {
        loaded.values().forEach(Loaded::close);
        loaded.clear();
    }
}
