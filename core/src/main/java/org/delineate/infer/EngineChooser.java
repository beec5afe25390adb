package org.delineate.infer;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadPoolExecutor;
import org.delineate.file.Build;
import org.delineate.model.Model;
import org.delineate.nn.Precision;
import org.delineate.nn.engine.Device;
import org.delineate.nn.engine.Machine;
import org.delineate.nn.engine.Processor;
import org.delineate.onnx.OnnxSession;
import org.delineate.sample.Preprocess;

/**
 * Chooses engine and precision of a model: by timing those that the options leave, where enough pictures follow, else
 * by what was timed before, else by the rule of {@link Backend#of}.
 *
 * <p>Candidates are the network in float32, in bf16 where the processor multiplies it, in int8 where the model is
 * quantized, and ONNX Runtime in float32. ONNX Runtime in int8 is none: its ranges are its own, and no measured Dice
 * vouches for them.
 */
public final class EngineChooser {
    /** As many pictures repay the time that timing takes, half a second to two. */
    public static final int WORTH_TIMING = 50;

    /** Measures a candidate. */
    interface Timing {
        /**
         * @param run computes once with the candidate
         * @param best of the other candidates, in milliseconds of a run: one that is clearly slower is given up
         * @return milliseconds of a run
         */
        double milliseconds(Backend candidate, Runnable run, double best);
    }

    private static final double CLEARLY_SLOWER = 1.3;
    private static final double ENOUGH_MILLISECONDS = 100;
    private static final long EXPORT_BYTES = 16; // of heap for each weight, on its way to ONNX Runtime
    private static final int LEAST_RUNS = 3; // the first packs weights and starts threads

    private final String engine;
    private final String precision;
    private final int threads;
    private final EngineTimes times;
    private final Timing timing;

    /**
     * Chooses among what the options leave.
     *
     * @param engine as {@link Backend#of} takes it
     * @param precision as {@link Model#precision} takes it
     * @param threads of the engine
     */
    public EngineChooser(String engine, String precision, int threads, EngineTimes times) {
        this(engine, precision, threads, times, EngineChooser::shortest);
    }

    EngineChooser(String engine, String precision, int threads, EngineTimes times, Timing timing) {
        this.engine = engine;
        this.precision = precision;
        this.threads = threads;
        this.times = times;
        this.timing = timing;
    }

    /**
     * Chooses without a clock and without memory: the same on machines of a class, so that results can be repeated.
     *
     * @throws IllegalArgumentException as {@link Backend#of}
     */
    public EngineChoice byRule(Model model) {
        Backend rule = Backend.of(engine, model, precision, threads);
        boolean only = candidates(model, 1).size() == 1;
        return new EngineChoice(rule, only ? EngineChoice.Reason.ONLY : EngineChoice.Reason.RULE, Map.of());
    }

    /**
     * Chooses for a number of pictures: by the clock where they repay it.
     *
     * @param batch pictures that go through the network together
     * @param atOnce such batches that are computed at once, each on one thread; 1 where one has all threads
     * @throws IllegalArgumentException as {@link Backend#of}
     */
    public EngineChoice choice(Model model, int batch, int atOnce, int pictures) {
        EngineChoice rule = byRule(model);
        if (rule.reason() == EngineChoice.Reason.ONLY) {
            return rule;
        }
        Map<String, Backend> candidates = candidates(model, atOnce);
        String task = task(model, batch, atOnce);
        Map<String, Double> before = times.of(task);
        if (before != null && candidates.keySet().stream().allMatch(name -> isTime(before.get(name)))) {
            return fastest(candidates, before, EngineChoice.Reason.KEPT);
        }
        if (pictures < WORTH_TIMING) {
            return rule;
        }
        Map<String, Double> now = time(model, candidates, rule.backend(), batch, atOnce);
        times.keep(task, now);
        return fastest(candidates, now, EngineChoice.Reason.TIMED);
    }

    /**
     * Times every candidate to its end, for tables: milliseconds for a picture by the candidate's name, infinite where
     * one cannot run here.
     *
     * @param batch as in {@link #choice}
     * @param atOnce as in {@link #choice}
     */
    public Map<String, Double> times(Model model, int batch, int atOnce) {
        model.network().train(false);
        Map<String, Double> found = new LinkedHashMap<>();
        candidates(model, atOnce)
                .forEach((name, candidate) ->
                        found.put(name, attempt(model, candidate, batch, atOnce, Double.POSITIVE_INFINITY)));
        return found;
    }

    private static boolean isTime(Double value) {
        return value != null && value > 0;
    }

    private static EngineChoice fastest(
            Map<String, Backend> candidates, Map<String, Double> times, EngineChoice.Reason reason) {
        Map<String, Double> theirs = new LinkedHashMap<>(times);
        theirs.keySet().retainAll(candidates.keySet());
        String fastest =
                Collections.min(theirs.entrySet(), Map.Entry.comparingByValue()).getKey();
        return new EngineChoice(candidates.get(fastest), reason, theirs);
    }

    private Map<String, Backend> candidates(Model model, int atOnce) {
        Backend rule = Backend.of(engine, model, precision, threads);
        List<Backend> all = new ArrayList<>();
        if (model.onnx() != null || Device.current() != Device.CPU) {
            all.add(rule);
        } else {
            if (!engine.equals("onnx")) {
                for (Precision p : Precision.values()) {
                    if (isOffered(p, model)) {
                        all.add(new Libtorch(p));
                    }
                }
            }
            boolean fits = model.network().parameterCount() * EXPORT_BYTES
                    < Runtime.getRuntime().maxMemory() / 2;
            if (engine.equals("onnx") || engine.equals("auto") && fits && isOffered(Precision.FLOAT32, model)) {
                all.add(new OnnxRuntime(Math.max(1, threads / atOnce)));
            }
        }
        Map<String, Backend> named = new LinkedHashMap<>();
        all.forEach(backend -> named.put(name(backend), backend));
        return named;
    }

    private boolean isOffered(Precision p, Model model) {
        if (!precision.equals("auto")) {
            return p == Precision.of(precision);
        }
        return switch (p) {
            case FLOAT32 -> true;
            case BF16 -> Processor.multipliesBf16();
            case INT8 -> model.manifest().int8() != null && p.runsHere();
        };
    }

    private static String name(Backend backend) {
        return backend.name() + " " + backend.numbers();
    }

    /** Names all that the times depend on. */
    private String task(Model model, int batch, int atOnce) {
        Preprocess p = model.manifest().preprocess();
        Machine machine = Machine.here();
        return String.join(
                ", ",
                "model " + model.hash(),
                batch + "x" + p.channels() + "x" + p.height() + "x" + p.width(),
                atOnce + " at once",
                threads + " of " + machine.cores() + " cores",
                machine.processor(),
                machine.kind(),
                machine.instructions(),
                new Libtorch(Precision.FLOAT32).engine(),
                "ONNX Runtime " + OnnxSession.release(),
                "delineate " + Build.CURRENT);
    }

    /** Times the rule's candidate first, so that others can be given up early. */
    private Map<String, Double> time(
            Model model, Map<String, Backend> candidates, Backend rule, int batch, int atOnce) {
        model.network().train(false);
        Map<String, Double> found = new LinkedHashMap<>();
        found.put(name(rule), time(model, candidates.get(name(rule)), batch, atOnce, Double.POSITIVE_INFINITY));
        candidates.forEach((name, candidate) -> {
            if (!found.containsKey(name)) {
                found.put(name, attempt(model, candidate, batch, atOnce, Collections.min(found.values())));
            }
        });
        return found;
    }

    /** Times a candidate; infinite where it cannot run this network, or cannot be loaded. */
    private double attempt(Model model, Backend candidate, int batch, int atOnce, double best) {
        try {
            return time(model, candidate, batch, atOnce, best);
        } catch (RuntimeException | LinkageError e) {
            if (Thread.currentThread().isInterrupted()) {
                throw e;
            }
            return Double.POSITIVE_INFINITY;
        }
    }

    /** Milliseconds for a picture, in threads like those of a {@link Pipeline} where several batches run at once. */
    private double time(Model model, Backend backend, int batch, int atOnce, double best) {
        if (atOnce == 1) {
            try (FixedBatch ready = ready(model, backend, batch)) {
                return timing.milliseconds(backend, ready::computeNoise, best * ready.count()) / ready.count();
            }
        }
        ThreadPoolExecutor pool = SingleThreadPool.pool(atOnce);
        try (FixedBatch ready = SingleThreadPool.value(pool.submit(() -> ready(model, backend, batch)))) {
            List<Callable<Void>> all = Collections.nCopies(atOnce, () -> {
                ready.computeNoise();
                return null;
            });
            int pictures = atOnce * ready.count();
            return timing.milliseconds(backend, () -> computeAll(pool, all), best * pictures) / pictures;
        } catch (InterruptedException e) {
            throw interrupted();
        } finally {
            SingleThreadPool.end(pool);
        }
    }

    private static void computeAll(ThreadPoolExecutor pool, List<Callable<Void>> all) {
        try {
            for (Future<Void> one : pool.invokeAll(all)) {
                SingleThreadPool.value(one);
            }
        } catch (InterruptedException e) {
            throw interrupted();
        }
    }

    private static IllegalStateException interrupted() {
        Thread.currentThread().interrupt();
        return new IllegalStateException("interrupted while engines were timed");
    }

    private static FixedBatch ready(Model model, Backend backend, int batch) {
        return FixedBatch.alike(
                shape -> backend.prepare(model, shape),
                PreparedNetwork::probabilities,
                model.manifest().preprocess(),
                batch);
    }

    /** The shortest run: other programs can only make it longer. */
    private static double shortest(Backend candidate, Runnable run, double best) {
        double shortest = Double.POSITIVE_INFINITY;
        double spent = 0;
        for (int i = 0; i < LEAST_RUNS || spent < ENOUGH_MILLISECONDS; i++) {
            long start = System.nanoTime();
            run.run();
            double took = (System.nanoTime() - start) / 1e6;
            spent += took;
            shortest = Math.min(shortest, took);
            if (i >= 1 && spent > ENOUGH_MILLISECONDS / 2 && shortest > CLEARLY_SLOWER * best) {
                break;
            }
        }
        return shortest;
    }
}
