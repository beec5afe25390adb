package org.delineate.experiment;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.delineate.file.AtomicFile;
import org.delineate.file.Json;
import org.delineate.tracking.Tracking;
import org.delineate.train.History;
import org.delineate.train.RunFolder;

/** Names what lies in the folder of an experiment. */
public record ExperimentFolder(Path path) {
    /**
     * Holds what a resumed experiment takes over.
     *
     * @param threads of each run: the last bits of its results depend on them
     * @param data folders of the data sets, by name
     * @param tracking where the runs are recorded; null for nowhere
     * @param rehearsal true where the runs have one epoch on a few images each; otherwise null
     */
    private record Settings(
            int threads,
            Map<String, String> data,
            @JsonInclude(JsonInclude.Include.NON_NULL) Tracking tracking,
            @JsonInclude(JsonInclude.Include.NON_NULL) Boolean rehearsal) {}

    private Path settings() {
        return path.resolve("settings.json");
    }

    /** The folder of a run ({@link org.delineate.train.RunFolder}). */
    Path run(String id) {
        return path.resolve("runs").resolve(id);
    }

    /** What a run's epochs gave; empty before its first. */
    List<History.Epoch> history(PlannedRun run) {
        return History.read(new RunFolder(run(run.id())).history());
    }

    /** Counts the epochs that the runs of a plan have been trained. */
    public long epochs(Plan plan) {
        return plan.possible().stream().mapToLong(run -> history(run).size()).sum();
    }

    Path log(String id) {
        return run(id).resolve("log.txt");
    }

    /** The scores of a run on a data set. */
    Path evaluation(String id, String data, MaskVariant masks) {
        return run(id).resolve("evaluation").resolve(Experiment.slug(data) + masks.suffix());
    }

    Path scores(String id, String data, MaskVariant masks) {
        return evaluation(id, data, masks).resolve("scores.json");
    }

    /** What says which weights were scored on a data set. */
    Path seal(String id, String data) {
        return run(id).resolve("test-" + Experiment.slug(data) + ".json");
    }

    /** Tables of data sets that are joined. */
    Path joined() {
        return path.resolve("data");
    }

    public Path index() {
        return path.resolve("index.html");
    }

    Path file(String name) {
        return path.resolve(name);
    }

    /** Collects the table of what the runs have written. */
    public ResultTable table(Plan plan) {
        return ResultTable.of(plan, this);
    }

    /** Was an experiment begun in it? */
    public boolean isBegun() {
        return Files.exists(settings());
    }

    /**
     * Refuses a folder that does not fit.
     *
     * @throws IllegalArgumentException where it holds an experiment and resume is false, or none and resume is true
     */
    public void require(boolean resume) {
        if (isBegun() && !resume) {
            throw new IllegalArgumentException(
                    path + " already holds an experiment: add --resume to continue it, or choose another --out");
        }
        if (!isBegun() && resume) {
            throw new IllegalArgumentException(
                    path + " holds no experiment to resume: leave --resume out to start one");
        }
    }

    /** Adds the folders of data sets that were given when the experiment began. @param given wins */
    public Map<String, Path> data(Map<String, Path> given) {
        Map<String, Path> all = new LinkedHashMap<>();
        if (isBegun()) {
            read().data.forEach((name, folder) -> all.put(name, Path.of(folder)));
        }
        all.putAll(given);
        return all;
    }

    /** The threads that each run of the begun experiment has; otherwise those given. */
    public int threads(int otherwise) {
        return isBegun() ? read().threads : otherwise;
    }

    /** Where the runs of the begun experiment are recorded. */
    public Tracking tracking() {
        Tracking former = isBegun() ? read().tracking : null;
        return former == null ? Tracking.NOWHERE : former;
    }

    /**
     * Is it a rehearsal?
     *
     * @param wanted whether one is to begin
     * @throws IllegalArgumentException where one is wanted, and the folder holds the experiment itself
     */
    public boolean isRehearsal(boolean wanted) {
        if (wanted && isBegun() && read().rehearsal == null) {
            throw new IllegalArgumentException(
                    path + " holds the experiment itself: choose another --out to rehearse it");
        }
        return wanted || isBegun() && read().rehearsal != null;
    }

    private Settings read() {
        return Json.read(settings(), Settings.class);
    }

    /** Begins an experiment, or goes on with one, which remembers where it was recorded if it is not for once. */
    void begin(Plan plan, Tracking tracking) {
        Tracking lasting = tracking.records() ? tracking : tracking();
        Map<String, String> folders = new TreeMap<>();
        plan.folders()
                .forEach((name, folder) ->
                        folders.put(name, folder.toAbsolutePath().normalize().toString()));
        int threads = plan.runs().get(0).config().resources().threads();
        AtomicFile.write(
                settings(),
                Json.pretty(new Settings(
                        threads, folders, lasting.records() ? lasting : null, plan.isRehearsal() ? true : null)));
    }
}
