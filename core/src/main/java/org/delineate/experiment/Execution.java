package org.delineate.experiment;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.delineate.dataset.Case;
import org.delineate.dataset.Split;
import org.delineate.dataset.audit.Familiarity;
import org.delineate.dataset.audit.SeenPictures;
import org.delineate.file.AtomicFile;
import org.delineate.file.BadFileException;
import org.delineate.file.Build;
import org.delineate.file.Hash;
import org.delineate.file.Json;
import org.delineate.infer.Backend;
import org.delineate.infer.EngineChoice;
import org.delineate.infer.EngineChooser;
import org.delineate.infer.EngineTimes;
import org.delineate.infer.Ensemble;
import org.delineate.model.Manifest;
import org.delineate.model.Model;
import org.delineate.nn.Precision;
import org.delineate.nn.engine.Device;
import org.delineate.nn.engine.Engine;
import org.delineate.nn.engine.Machine;
import org.delineate.report.Cohort;
import org.delineate.report.Evaluation;
import org.delineate.report.Protocol;
import org.delineate.report.Sightings;
import org.delineate.tracking.TrackedRun;
import org.delineate.tracking.Tracking;
import org.delineate.train.Checkpoint;
import org.delineate.train.History;
import org.delineate.train.PartialConfig;
import org.delineate.train.Progress;
import org.delineate.train.RunFolder;
import org.delineate.train.TrainConfig;
import org.delineate.train.Trainer;

/**
 * Does one run: trains it to its end, from its last checkpoint where there is one, then scores the model on each test
 * part. What was done before is not done again.
 */
final class Execution {
    private final Plan plan;
    private final ExperimentFolder folder;
    private final OpenData.Sets data;
    private final String command;
    private final Tracking tracking;
    private final Watch watch;

    /** @param command line that the reports state @param tracking where the runs are recorded */
    Execution(Plan plan, ExperimentFolder folder, OpenData.Sets data, String command, Tracking tracking, Watch watch) {
        this.plan = plan;
        this.folder = folder;
        this.data = data;
        this.command = command;
        this.tracking = tracking;
        this.watch = watch;
    }

    /**
     * @throws IllegalArgumentException where the run cannot be done as planned
     * @throws BadFileException where the folder holds another run of this name
     * @throws ArithmeticException where weights are no longer finite
     */
    void run(PlannedRun run) {
        OpenData own = data.open(run.data());
        Split split = own.splits().get(run.split());
        TrainConfig config = config(run).sealed();
        Device.of(config.resources().device()).use();
        Engine.threads(config.resources().threads());
        train(run, own, split, config);
        Map<MaskVariant, Manifest.Masks> made = new EnumMap<>(MaskVariant.class); // the data sets share what was tuned
        for (Target target : targets(plan, run)) {
            evaluate(run, target, config, made);
        }
    }

    private TrainConfig config(PlannedRun run) {
        ObjectNode values = (ObjectNode) Json.treeOf(run.config());
        if (run.origin() != null) {
            values.put("initFrom", model(run.origin())).put("pretrained", "none");
        }
        run.teachers().forEach(teacher -> values.withArray("teachers").add(model(teacher)));
        return PartialConfig.of(values, plan.file()).complete();
    }

    /** Finds the model of a run that must have come to its end. */
    private String model(String run) {
        if (FinishedRun.in(folder.run(run)) == null) {
            throw new IllegalArgumentException("it takes the model of " + run + ", which is not ready");
        }
        return new RunFolder(folder.run(run)).model().toString();
    }

    private void train(PlannedRun run, OpenData own, Split split, TrainConfig config) {
        Path path = folder.run(run.id());
        RunFolder files = new RunFolder(path);
        JsonNode whole = Json.parse(Json.line(config), JsonNode.class, path);
        Manifest.Provenance provenance = provenance(config, own, split, whole);
        FinishedRun finished = FinishedRun.in(path);
        if (finished != null) {
            finished.requireSame(whole, own.whole().hash(), split.hash(), path);
            sendRest(run, files, provenance);
            return;
        }
        boolean resume = Checkpoint.exists(path);
        Trainer.require(config, path, resume);
        if (!resume) {
            AtomicFile.write(files.audit(), Json.pretty(own.audit()));
            files.write(SeenPictures.of(own.digests(), split, own.audit()));
        }
        try (TrackedRun tracked = new TrackedRun(tracking, files, provenance, new RunWatch(run));
                Trainer trainer = new Trainer(config, own.whole(), split, path, provenance, resume, tracked)) {
            tracked.begin(trainer.progress().epoch());
            Trainer.End end = trainer.run(Double.POSITIVE_INFINITY);
            tracked.end(end);
            if (!end.isFinal()) {
                throw new IllegalArgumentException("the training was stopped (" + end + "): --resume continues it");
            }
        }
        new FinishedRun(whole, own.whole().hash(), split.hash(), Hash.of(files.model())).write(path);
    }

    /** Sends what the server of a finished run has not got, which was away then. */
    private void sendRest(PlannedRun run, RunFolder files, Manifest.Provenance provenance) {
        if (tracking.records() && TrackedRun.isUnsent(files)) {
            try (TrackedRun tracked = new TrackedRun(tracking, files, provenance, new RunWatch(run))) {
                tracked.begin(Integer.MAX_VALUE);
                tracked.end(Trainer.End.FINISHED);
            }
        }
    }

    /** Passes on what a training tells. */
    private final class RunWatch implements Trainer.Listener {
        private final PlannedRun run;

        RunWatch(PlannedRun run) {
            this.run = run;
        }

        @Override
        public void step(Progress progress, int batches, double loss) {}

        @Override
        public void epoch(History.Epoch epoch, Progress progress) {
            watch.epoch(run, epoch);
        }

        @Override
        public void note(String text) {
            watch.note("         " + run.id() + ": " + text);
        }
    }

    private Manifest.Provenance provenance(TrainConfig config, OpenData own, Split split, JsonNode whole) {
        DataSource source = plan.experiment().data().get(own.name());
        String licence = source.isJoined()
                ? "as those of " + String.join(", ", source.joins())
                : "as the data set " + own.name() + ": " + source.licence();
        Precision precision = Precision.of(config.resources().precision());
        return new Manifest.Provenance(
                new Manifest.Data(
                        own.name(),
                        own.whole().hash(),
                        split.hash(),
                        own.whole().masks().values(),
                        Familiarity.of(own.digests(), split.parts().getOrDefault(Split.TRAIN, List.of()))
                                .orElse(null)),
                config.loop().seed(),
                whole,
                Map.of(),
                Build.CURRENT.toString(),
                Machine.here().line(config.resources().threads(), precision.id()),
                licence);
    }

    /** Is what a run is scored on, once. @param own whether it is the data set that it is trained on */
    record Target(String data, MaskVariant masks, boolean own) {}

    /** Lists what a run is scored on: its own test part, and the data sets for cross-data scores that are at hand. */
    static List<Target> targets(Plan plan, PlannedRun run) {
        List<String> names = new ArrayList<>(List.of(run.data()));
        plan.experiment().scoring().crossData().stream()
                .filter(d -> !names.contains(d) && !plan.missing().containsKey(d))
                .forEach(names::add);
        return names.stream()
                .flatMap(d -> plan.experiment().scoring().variants().stream()
                        .map(m -> new Target(d, m, d.equals(run.data()))))
                .toList();
    }

    private void evaluate(PlannedRun run, Target target, TrainConfig config, Map<MaskVariant, Manifest.Masks> made) {
        RunFolder files = new RunFolder(folder.run(run.id()));
        FinishedRun finished = FinishedRun.in(files.path());
        String hash = Hash.of(files.model());
        if (!finished.model().equals(hash)) {
            throw new BadFileException(
                    files.model(),
                    "its SHA-256 is not that of the weights which validation chose",
                    "restore it from a copy, or repeat the experiment in another --out");
        }
        OpenData tested = data.open(target.data());
        Split split = tested.splits().isEmpty()
                ? null
                : tested.splits().get(Math.min(run.split(), tested.splits().size() - 1));
        String part = split == null ? "all" : SplitRule.scored(split);
        List<Case> cases = split == null ? tested.used().cases() : split.cases(tested.whole(), part);
        List<String> names = cases.stream().map(Case::name).toList();
        new TestSeal(hash, TestSeal.of(tested.whole().hash(), names)).set(folder.seal(run.id(), target.data()));
        Path scores = folder.scores(run.id(), target.data(), target.masks());
        if (Files.exists(scores)) {
            requireOf(hash, scores);
            return;
        }
        Model loaded = Model.load(files.model());
        EngineChoice engine = new EngineChooser(
                        "auto",
                        config.resources().precision(),
                        config.resources().threads(),
                        new EngineTimes())
                .byRule(loaded);
        Backend backend = engine.backend();
        OpenData own = data.open(run.data());
        Manifest.Masks masks = made.computeIfAbsent(
                target.masks(), m -> m.of(loaded, backend, own, own.splits().get(run.split())));
        try (Model model = loaded.with(loaded.manifest().withMasks(masks))) {
            Cohort cohort = new Cohort(
                    tested.whole(), cases, part, split, tested.audit(), sightings(model, tested, part, target.own()));
            new Evaluation(cohort, new Ensemble(List.of(model), List.of(backend)), 1, null)
                    .write(
                            scores.getParent(),
                            History.read(files.history()),
                            new Protocol.Run(
                                    config.loop().seed(),
                                    Build.CURRENT.toString(),
                                    Machine.here()
                                            .line(config.resources().threads(), backend.numbers(), backend.engine()),
                                    LocalDate.now(ZoneOffset.UTC).toString(),
                                    command,
                                    engine.words()),
                            (done, total, dice) -> watch.scored(run, target.data(), done, total));
        }
    }

    private static void requireOf(String hash, Path scores) {
        String scored =
                Json.tree(scores).path("protocol").path("model").path("hash").asText();
        if (!scored.equals(hash)) {
            throw new BadFileException(
                    scores,
                    "these scores are of other weights than the run has",
                    "restore the run's model, or repeat the experiment in another --out");
        }
    }

    /** A part val that is scored chose the epoch, of course: it counts as seen against the part train alone. */
    private static Sightings sightings(Model model, OpenData tested, String part, boolean own) {
        if (model.seen() == null) {
            return Sightings.unknown(!own);
        }
        SeenPictures seen = own && part.equals(Split.VAL) ? model.seen().trained() : model.seen();
        return new Sightings(seen.among(tested.digests()), !own, !own);
    }
}
