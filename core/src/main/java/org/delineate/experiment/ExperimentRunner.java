package org.delineate.experiment;

import java.nio.file.Files;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.delineate.dataset.Dataset;
import org.delineate.dataset.audit.Digests;
import org.delineate.file.BadFileException;
import org.delineate.tracking.Tracking;
import org.delineate.train.History;
import org.delineate.train.LocalProcesses;

/** Does the runs of a plan, one after the other or several at once, and fills the table meanwhile. */
public final class ExperimentRunner {
    private static final long POLL_MS = 300;

    private final Plan plan;
    private final ExperimentFolder folder;
    private final OpenData.Sets data;
    private final Tracking tracking;
    private final Execution execution;
    private final ProgressPage page;
    private final Watch watch;
    private final Map<String, String> failures = new LinkedHashMap<>();

    /**
     * @param audits reads a data set for its audit
     * @param command line that the reports state
     * @param tracking where the runs are recorded beside the folder
     */
    public ExperimentRunner(
            Plan plan,
            ExperimentFolder folder,
            Function<Dataset, Digests> audits,
            String command,
            Tracking tracking,
            Watch watch) {
        this.plan = plan;
        this.folder = folder;
        this.tracking = tracking;
        this.watch = watch;
        page = new ProgressPage(plan, folder, command);
        data = new OpenData.Sets(plan, folder.joined(), audits, watch);
        execution = new Execution(plan, folder, data, command, tracking, new PageWatch());
    }

    /**
     * Opens every data set at hand and makes every split.
     *
     * @throws IllegalArgumentException where that cannot be
     * @throws org.delineate.tracking.TrackingException where the runs cannot be recorded
     */
    public void open() {
        tracking.require(plan.possible().stream().map(PlannedRun::data).toList());
        plan.experiment().data().keySet().stream()
                .filter(d -> !plan.missing().containsKey(d))
                .filter(this::isUsed)
                .forEach(data::open);
    }

    private boolean isUsed(String name) {
        return plan.experiment().scoring().crossData().contains(name)
                || plan.runs().stream().anyMatch(r -> r.data().equals(name));
    }

    /** Times the networks; after {@link #open}. */
    public Estimate estimate() {
        return Estimate.of(plan, data, watch);
    }

    /**
     * Does what is not done yet.
     *
     * @param jobs runs at once; above 1 each is a process of its own
     * @param command line of a process that does one run, by its id
     * @return why runs failed, by their ids; empty where none did
     */
    public Map<String, String> run(int jobs, Function<String, List<String>> command) {
        List<PlannedRun> runs = plan.possible();
        folder.begin(plan, tracking);
        page.write(true, failures);
        ResultFiles.write(folder, plan.experiment(), ResultTable.of(plan, folder));
        try (ChildRuns children = new ChildRuns(folder, command)) {
            if (jobs == 1) {
                runs.forEach(run -> here(run, runs));
            } else {
                several(runs, jobs, children);
            }
        }
        PerImageTable.write(plan, folder);
        RowComparison.write(plan, folder);
        page.write(false, failures);
        return Map.copyOf(failures);
    }

    /** Does one run alone, as a process for it does; nothing but its own folder is written. */
    public static void runOne(
            Plan plan,
            ExperimentFolder folder,
            String id,
            Function<Dataset, Digests> audits,
            String command,
            Tracking tracking,
            Watch watch) {
        LocalProcesses.endWithParent();
        OpenData.Sets data = new OpenData.Sets(plan, folder.joined(), audits, watch);
        new Execution(plan, folder, data, command, tracking, watch).run(plan.run(id));
    }

    private void here(PlannedRun run, List<PlannedRun> runs) {
        String failure = needFailed(run);
        if (failure.isEmpty()) {
            watch.begin(run, runs.indexOf(run) + 1, runs.size());
            failure = execute(run);
        }
        end(run, failure);
    }

    private String execute(PlannedRun run) {
        try {
            execution.run(run);
            return "";
        } catch (IllegalArgumentException | ArithmeticException | BadFileException e) {
            return e.getMessage();
        }
    }

    private String needFailed(PlannedRun run) {
        return run.needs().stream()
                .filter(failures::containsKey)
                .findFirst()
                .map(failed -> "it takes the model of " + failed + ", which failed")
                .orElse("");
    }

    private void end(PlannedRun run, String failure) {
        if (!failure.isEmpty()) {
            failures.put(run.id(), failure);
        }
        ResultTable table = ResultTable.of(plan, folder);
        ResultFiles.write(folder, plan.experiment(), table);
        page.write(true, failures);
        watch.end(run, failure, table);
    }

    private void several(List<PlannedRun> runs, int jobs, ChildRuns children) {
        List<PlannedRun> waiting = new ArrayList<>();
        for (PlannedRun run : runs) {
            if (isDone(run)) {
                here(run, runs); // looks whether it is the run that is asked for
            } else {
                waiting.add(run);
            }
        }
        Map<String, Integer> epochs = new HashMap<>();
        while (!waiting.isEmpty() || children.count() > 0) {
            for (PlannedRun run : List.copyOf(waiting)) {
                if (!needFailed(run).isEmpty()) {
                    waiting.remove(run);
                    end(run, needFailed(run));
                } else if (children.count() < jobs && isReady(run)) {
                    waiting.remove(run);
                    watch.begin(run, runs.indexOf(run) + 1, runs.size());
                    epochs.put(run.id(), folder.history(run).size()); // of a start before
                    children.start(run);
                }
            }
            pause();
            runs.stream().filter(children::isRunning).forEach(run -> look(run, epochs));
            children.ended().forEach(this::end);
        }
    }

    private boolean isReady(PlannedRun run) {
        return run.needs().stream().map(plan::run).allMatch(this::isDone);
    }

    private void look(PlannedRun run, Map<String, Integer> epochs) {
        List<History.Epoch> history = folder.history(run);
        for (History.Epoch epoch :
                history.subList(Math.min(epochs.getOrDefault(run.id(), 0), history.size()), history.size())) {
            watch.epoch(run, epoch);
        }
        if (history.size() != epochs.getOrDefault(run.id(), 0)) {
            page.write(true, failures);
        }
        epochs.put(run.id(), history.size());
    }

    private static void pause() {
        try {
            Thread.sleep(POLL_MS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private boolean isDone(PlannedRun run) {
        return isDone(plan, folder, run);
    }

    /** Has a run been trained to its end and scored on everything? */
    static boolean isDone(Plan plan, ExperimentFolder folder, PlannedRun run) {
        return FinishedRun.in(folder.run(run.id())) != null
                && Execution.targets(plan, run).stream()
                        .allMatch(t -> Files.exists(folder.scores(run.id(), t.data(), t.masks())));
    }

    /** Writes the page after each epoch, and passes all on. */
    private final class PageWatch implements Watch {
        @Override
        public void note(String text) {
            watch.note(text);
        }

        @Override
        public void caution(String text) {
            watch.caution(text);
        }

        @Override
        public void begin(PlannedRun run, int number, int count) {
            watch.begin(run, number, count);
        }

        @Override
        public void epoch(PlannedRun run, History.Epoch epoch) {
            page.write(true, failures);
            watch.epoch(run, epoch);
        }

        @Override
        public void scored(PlannedRun run, String name, int done, int images) {
            watch.scored(run, name, done, images);
        }

        @Override
        public void end(PlannedRun run, String failure, ResultTable table) {
            watch.end(run, failure, table);
        }
    }
}
