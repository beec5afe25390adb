package org.delineate.serve.learning;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.delineate.file.Folders;
import org.delineate.serve.store.Ids;
import org.delineate.serve.work.Workbench;

/**
 * Runs jobs that tune models, one after the other, each in a folder of its own. A job that a server did not finish is
 * gone on with by the next. A job that has ended keeps no pictures, so that one that is deleted is gone.
 */
public final class LearningJobs implements AutoCloseable {
    private final Workbench bench;
    private final List<String> launcher;
    private final Path folder;
    private final Map<String, FineTuning> jobs = new LinkedHashMap<>();
    private final ExecutorService worker = Executors.newSingleThreadExecutor(task -> new Thread(task, "learning"));

    /** Is a job with its identifier. */
    public record Job(String id, FineTuning tuning) {}

    /**
     * Opens the jobs of the home, and goes on with those that are not finished.
     *
     * @param launcher command line that starts this program
     */
    public LearningJobs(Workbench bench, List<String> launcher) {
        this.bench = bench;
        this.launcher = List.copyOf(launcher);
        folder = bench.home().resolve("jobs");
        try {
            Files.createDirectories(folder);
            for (Path one : inOrder()) {
                FineTuning tuning = FineTuning.open(one);
                jobs.put(one.getFileName().toString(), tuning);
                submit(tuning);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("the jobs of " + bench.home() + " cannot be read: " + e.getMessage(), e);
        }
    }

    /** The folders of jobs that were created completely, the oldest first. */
    private List<Path> inOrder() throws IOException {
        try (Stream<Path> all = Files.list(folder)) {
            return all.filter(one -> Files.exists(one.resolve("job.json")))
                    .sorted(Comparator.comparing(
                            one -> one.resolve("config.json").toFile().lastModified()))
                    .toList();
        }
    }

    /** Does a job when its turn comes, unless it was stopped before; its pictures go with its end. */
    private void submit(FineTuning tuning) {
        worker.execute(() -> {
            if (tuning.status().state().isOpen()) {
                tuning.run(launcher, bench.home().resolve("models"));
            }
            if (!tuning.status().state().isOpen()) {
                tuning.removePictures();
            }
        });
    }

    /**
     * Tunes a model on all that was corrected so far.
     *
     * @param model file to start from
     * @param name of the model to start from, from which the new one's follows
     * @throws IllegalArgumentException where there are too few cases
     */
    public synchronized Job begin(Path model, String name, int epochs) {
        String id = Ids.random();
        Path own = folder.resolve(id);
        FineTuning tuning;
        try {
            tuning = create(own, id, model, name, epochs);
        } catch (RuntimeException e) {
            Folders.delete(own); // no copy of a picture stays where there is no job
            throw e;
        }
        jobs.put(id, tuning);
        submit(tuning);
        return new Job(id, tuning);
    }

    private FineTuning create(Path own, String id, Path model, String name, int epochs) {
        CorrectedCases cases = CorrectedCases.folder(own.resolve("data"));
        Corrections.addTo(cases, bench);
        if (cases.groups() < FineTuning.LEAST_GROUPS) {
            throw new IllegalArgumentException("corrected pictures of at least " + FineTuning.LEAST_GROUPS
                    + " patients are needed, there are " + cases.groups() + "; correct and save more");
        }
        cases.finish();
        int threads = Math.max(1, Runtime.getRuntime().availableProcessors() / 2);
        String tuned = name.replaceFirst("-tuned-[0-9a-f]{6}$", "") + "-tuned-" + id.substring(0, 6);
        return FineTuning.create(own, new FineTuning.Settings(model, tuned, epochs, 1, threads));
    }

    /** Lists all, the newest first. */
    public synchronized List<Job> all() {
        List<Job> newestFirst = new ArrayList<>();
        jobs.forEach((id, tuning) -> newestFirst.add(0, new Job(id, tuning)));
        return newestFirst;
    }

    /** Finds one. */
    public synchronized Optional<Job> find(String id) {
        return Optional.ofNullable(jobs.get(id)).map(tuning -> new Job(id, tuning));
    }

    /** Interrupts the job that runs; the next server goes on with it. */
    @Override
    public void close() {
        worker.shutdownNow();
    }
}
