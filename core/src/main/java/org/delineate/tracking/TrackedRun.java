package org.delineate.tracking;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentNavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.delineate.file.Build;
import org.delineate.file.Json;
import org.delineate.model.Manifest;
import org.delineate.nn.Precision;
import org.delineate.sample.Augment;
import org.delineate.train.History;
import org.delineate.train.Progress;
import org.delineate.train.RunFolder;
import org.delineate.train.TrainOption;
import org.delineate.train.Trainer;

/**
 * Records a training in an MLflow tracking server while it runs, and passes on all that it hears. Requests are sent on
 * a thread of its own: what is not acknowledged is kept and sent with the next epoch, by the end, or by the next
 * {@code --resume}.
 */
public final class TrackedRun implements Trainer.Listener, AutoCloseable {
    /** Longest wait at the end of a training. */
    private static final Duration PATIENCE = Duration.ofSeconds(15);

    /** Is sent last of an epoch: a server that has it has all of the epoch. */
    private static final String LAST = "train_loss";

    private record Point(Map<String, Double> values, long timestamp) {}

    private final Tracking tracking;
    private final RunFolder folder;
    private final Manifest.Provenance provenance;
    private final Trainer.Listener listener;
    private final Duration patience;
    private final ConcurrentNavigableMap<Integer, Point> pending = new ConcurrentSkipListMap<>();
    private final AtomicBoolean isCalled = new AtomicBoolean();
    private final Queue<String> news = new ConcurrentLinkedQueue<>();
    private ExecutorService sender;
    private TrackingServer server;
    private volatile RunLink link;
    private volatile String trouble = "";
    private boolean isKnown; // does the sender know what the server has?
    private long timestamp;

    /** @param provenance of the model that the run makes, which describes the run */
    public TrackedRun(Tracking tracking, RunFolder folder, Manifest.Provenance provenance, Trainer.Listener listener) {
        this(tracking, folder, provenance, listener, PATIENCE);
    }

    /** @param patience with the server, when the training has ended */
    TrackedRun(
            Tracking tracking,
            RunFolder folder,
            Manifest.Provenance provenance,
            Trainer.Listener listener,
            Duration patience) {
        this.tracking = tracking;
        this.folder = folder;
        this.provenance = provenance;
        this.listener = listener;
        this.patience = patience;
    }

    /** Says whether the run in a folder has ended and its server does not have all of it. */
    public static boolean isUnsent(RunFolder folder) {
        RunLink link = RunLink.in(folder);
        return link != null && !link.sent();
    }

    /**
     * Begins to record, or goes on: the run that the folder names is continued where the server has it in the
     * experiment that is asked for, and another one is begun where it has not.
     *
     * @param epochs that the training has behind it
     */
    public void begin(int epochs) {
        if (!tracking.records()) {
            return;
        }
        server = tracking.server();
        RunLink former = RunLink.in(folder);
        String experiment = tracking.experimentOf(provenance.data().dataset());
        boolean isSame = former != null && former.experiment().equals(experiment);
        link = new RunLink(tracking.url(), experiment, isSame ? former.run() : null, false);
        link.write(folder);
        sender = Executors.newSingleThreadExecutor(task -> {
            Thread thread = new Thread(task, "mlflow");
            thread.setDaemon(true);
            return thread;
        });
        History.read(folder.history()).stream().filter(e -> e.epoch() <= epochs).forEach(this::add);
        call();
    }

    @Override
    public void step(Progress progress, int batches, double loss) {
        listener.step(progress, batches, loss);
    }

    @Override
    public void epoch(History.Epoch epoch, Progress progress) {
        listener.epoch(epoch, progress);
        if (sender != null) {
            add(epoch);
            call();
            tellNews();
        }
    }

    @Override
    public void note(String text) {
        listener.note(text);
    }

    /** Of two values with one timestamp a server shows the larger, so that no two epochs may have the same. */
    private void add(History.Epoch epoch) {
        timestamp = Math.max(timestamp + 1, System.currentTimeMillis());
        pending.put(epoch.epoch(), new Point(epoch.values(), timestamp));
    }

    private void call() {
        if (isCalled.compareAndSet(false, true)) {
            sender.execute(() -> {
                isCalled.set(false);
                send();
            });
        }
    }

    private void tellNews() {
        for (String text = news.poll(); text != null; text = news.poll()) {
            listener.note(text);
        }
    }

    /** Records how the training ended, after what is still to be sent; waits for it 15 s at most. */
    public void end(Trainer.End end) {
        finish(end.isFinal() ? "FINISHED" : "KILLED");
    }

    /** Records a failure where nobody said how the training ended. */
    @Override
    public void close() {
        finish("FAILED");
    }

    private void finish(String status) {
        if (sender == null) {
            return;
        }
        Future<?> last = sender.submit(() -> {
            send();
            if (trouble.isEmpty()) {
                attempt(() -> {
                    server.end(link.run(), status);
                    link = link.withSent(true);
                    link.write(folder);
                });
            }
        });
        String reason = "";
        try {
            last.get(patience.toMillis(), TimeUnit.MILLISECONDS);
            reason = trouble;
        } catch (TimeoutException e) {
            reason = "MLflow server " + link.url() + " has not answered in " + patience.toSeconds() + " s";
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        }
        sender.shutdownNow();
        sender = null;
        tellNews();
        if (!link.sent()) {
            String epochs = pending.isEmpty() ? "" : "epochs from " + pending.firstKey() + " on, and ";
            listener.note("caution: MLflow has not got " + epochs + "how the run ended; --resume sends it: " + reason);
        }
    }

    private void send() {
        attempt(() -> {
            try {
                catchUp();
            } catch (TrackingException e) {
                if (e.isAnswered() || link.run() == null) {
                    throw e; // a run is never begun twice
                }
                catchUp(); // what lies between may have dropped a connection that was idle for an epoch
            }
        });
    }

    private void catchUp() {
        if (!isKnown) {
            attach();
            isKnown = true;
        }
        while (!pending.isEmpty()) {
            Map<Integer, Point> some = new TreeMap<>(pending);
            isKnown = false; // until this is acknowledged
            server.log(link.run(), metrics(some));
            isKnown = true;
            pending.keySet().removeAll(some.keySet());
        }
    }

    private void attempt(Runnable requests) {
        try {
            requests.run();
            if (!trouble.isEmpty()) {
                trouble = "";
                news.add("mlflow   the server answers again, and has all epochs");
            }
        } catch (RuntimeException e) { // whatever it is, the training goes on
            if (trouble.isEmpty()) {
                news.add("caution: the training goes on, and its epochs are sent later: " + e.getMessage());
            }
            trouble = String.valueOf(e.getMessage());
        }
    }

    /** Learns what the server has of the run, or makes it, and brings its description up to date. */
    private void attach() {
        TrackingServer.Run run = link.run() == null ? null : server.run(link.run());
        String experiment = run == null ? server.experiment(link.experiment()) : run.experimentId();
        if (run == null) {
            String name =
                    folder.path().toAbsolutePath().normalize().getFileName().toString();
            link = link.withRun(server.create(experiment, name));
            link.write(folder);
            news.add("mlflow   " + link.url() + "/#/experiments/" + experiment + "/runs/" + link.run());
        } else if (!run.status().equals("RUNNING")) {
            server.goesOn(link.run());
        }
        Map<String, String> had = run == null ? Map.of() : run.params();
        Map<String, String> params = params();
        Map<String, String> tags = tags();
        params.forEach((name, value) -> {
            if (!had.getOrDefault(name, value).equals(value)) {
                tags.put("changed." + name, value); // no server lets a parameter be changed
            }
        });
        params.keySet().removeAll(had.keySet());
        server.describe(link.run(), params, tags);
        int last = run == null ? 0 : run.steps().getOrDefault(LAST, 0);
        pending.headMap(last, true).clear();
    }

    private static List<TrackingServer.Metric> metrics(Map<Integer, Point> points) {
        List<TrackingServer.Metric> all = new ArrayList<>();
        points.forEach((epoch, point) -> {
            List<String> names = new ArrayList<>(point.values.keySet());
            Collections.reverse(names); // train_loss last
            names.stream()
                    .filter(n -> Double.isFinite(point.values.get(n)))
                    .forEach(n -> all.add(new TrackingServer.Metric(n, point.values.get(n), point.timestamp, epoch)));
        });
        return all;
    }

    private Map<String, String> params() {
        Map<String, String> params = new LinkedHashMap<>();
        for (TrainOption option : TrainOption.all()) {
            String value = text(provenance.config().path(option.name()));
            String typed = option.type().isEnum() ? value.toLowerCase(Locale.ROOT) : value;
            params.put(option.option().substring(2), typed);
        }
        return params;
    }

    private static String text(JsonNode value) {
        if (value.isNull() || value.isMissingNode()) {
            return "none";
        }
        if (value.isArray()) {
            List<String> each = new ArrayList<>();
            value.forEach(one -> each.add(text(one)));
            return each.isEmpty() ? "none" : String.join(", ", each);
        }
        if (value.has("file")) {
            String hash = value.path("sha256").asText("");
            return value.get("file").asText() + (hash.isEmpty() ? "" : " sha256:" + hash);
        }
        if (value.isObject()) {
            String preset = Augment.presetOf(Json.convert(value, Augment.class));
            return preset.equals("custom") ? Json.line(value) : preset;
        }
        return value.asText();
    }

    private Map<String, String> tags() {
        Map<String, String> tags = new LinkedHashMap<>();
        tags.put("mlflow.source.name", "delineate");
        tags.put("version", Build.CURRENT.version());
        tags.put("commit", Build.CURRENT.commit().isEmpty() ? "unknown" : Build.CURRENT.commit());
        tags.put("data", provenance.data().dataset());
        tags.put("data_hash", provenance.data().dataHash());
        tags.put("split_hash", provenance.data().splitHash());
        tags.put("machine", provenance.machine());
        tags.put(
                "precision",
                Precision.of(provenance.config().path("precision").asText()).id());
        return tags;
    }
}
