package org.delineate.spark;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.delineate.file.Json;
import org.delineate.infer.Backend;
import org.delineate.infer.Ensemble;
import org.delineate.infer.Segmenter;
import org.delineate.model.Manifest;
import org.delineate.model.Model;
import org.delineate.nn.engine.Device;
import org.delineate.nn.engine.Engine;

/**
 * Holds the models of a plan in an executor, loaded for the first task and used by all, several at once.
 *
 * <p>It lives as long as the process: nothing closes it while a task may still compute.
 */
final class ExecutorEngine {
    private static final Map<Plan.Key, ExecutorEngine> MADE = new HashMap<>();

    static {
        // in effect where nobody set them, and only before the engine's binding is loaded
        System.getProperties().putIfAbsent("org.bytedeco.javacpp.maxPhysicalBytes", "0");
        System.getProperties().putIfAbsent("java.awt.headless", "true");
    }

    private final Ensemble ensemble;
    private final Segmenter segmenter;
    private final Configuration hadoop;

    private ExecutorEngine(Plan plan, int threads) {
        Engine.threads(threads);
        List<Model> models = new ArrayList<>();
        List<Backend> backends = new ArrayList<>();
        for (Plan.Part part : plan.models()) {
            Device.of(part.device()).use(); // before its weights are laid out
            Model model = load(part);
            models.add(model);
            backends.add(Backend.of(part.engine(), model, part.precision(), threads));
        }
        ensemble = new Ensemble(models, backends);
        segmenter = ensemble.segmenter(plan.batch(), plan.tiles());
        hadoop = plan.configuration();
    }

    /** Returns the engine of a plan for the calling task. @param threads that the task may use */
    static ExecutorEngine of(Plan plan, int threads) {
        synchronized (MADE) {
            ExecutorEngine engine = MADE.computeIfAbsent(plan.key(), key -> new ExecutorEngine(plan, threads));
            Engine.threads(threads); // of this thread of the executor
            return engine;
        }
    }

    private static Model load(Plan.Part part) {
        try {
            Path folder = Files.createTempDirectory("delineate-model");
            Path file = folder.resolve(part.name());
            Files.write(file, part.file());
            try {
                Model model = Model.load(file);
                return model.with(Json.parse(part.manifest(), Manifest.class, file));
            } finally {
                if (part.engine().equals("onnx")) { // which opens the file later
                    folder.toFile().deleteOnExit();
                    file.toFile().deleteOnExit();
                } else {
                    Files.delete(file);
                    Files.delete(folder);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot keep the model in the folder of temporary files: " + e, e);
        }
    }

    Ensemble ensemble() {
        return ensemble;
    }

    Segmenter segmenter() {
        return segmenter;
    }

    Configuration hadoop() {
        return hadoop;
    }
}
