package org.delineate.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.delineate.cli.console.CommandText;
import org.delineate.cli.console.Examples;
import org.delineate.cli.console.Exit;
import org.delineate.cli.console.Output;
import org.delineate.cli.console.UsageErrors;
import org.delineate.cli.option.ConfigOptions;
import org.delineate.cli.option.DataOption;
import org.delineate.cli.option.LicenceOption;
import org.delineate.cli.option.ProcessOptions;
import org.delineate.cli.option.SplitOptions;
import org.delineate.cli.option.TrackingOptions;
import org.delineate.dataset.Dataset;
import org.delineate.dataset.OrientationTags;
import org.delineate.dataset.Split;
import org.delineate.dataset.audit.Audit;
import org.delineate.dataset.audit.Digests;
import org.delineate.dataset.audit.Familiarity;
import org.delineate.dataset.audit.Seen;
import org.delineate.dataset.audit.SeenPictures;
import org.delineate.file.AtomicFile;
import org.delineate.file.BadFileException;
import org.delineate.file.Build;
import org.delineate.file.Json;
import org.delineate.file.Plural;
import org.delineate.image.MaskValues;
import org.delineate.model.Manifest;
import org.delineate.model.Model;
import org.delineate.nn.Precision;
import org.delineate.nn.engine.Machine;
import org.delineate.nn.engine.ProcessGroup;
import org.delineate.tracking.TrackedRun;
import org.delineate.tracking.Tracking;
import org.delineate.train.DataParallel;
import org.delineate.train.HashedFile;
import org.delineate.train.LocalProcesses;
import org.delineate.train.PartialConfig;
import org.delineate.train.Progress;
import org.delineate.train.Rendezvous;
import org.delineate.train.RunFolder;
import org.delineate.train.TrainConfig;
import org.delineate.train.Trainer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Trains a network: a new run, or one that stopped. */
@Command(
        name = "train",
        sortOptions = false,
        description = {
            "Trains a network; the weights with the highest validation Dice become RUN/model.safetensors.",
            "Ctrl-C, a file STOP in the run's folder and --max-minutes end it with a checkpoint; --resume "
                    + "continues it."
        },
        footerHeading = Examples.HEADING,
        footer = {
            "  delineate train --data DIR --out runs/first",
            "  delineate train --data DIR --out runs/first --resume",
            "  delineate train --data DIR --out runs/second --network sc-unext \\",
            "    --size 256 --batch 8 --epochs 200",
            "  delineate train --data DIR --out runs/third \\",
            "    --init-from runs/first/model.safetensors --freeze encoder",
            "  delineate train --data DIR --out runs/small --network unext-s \\",
            "    --teachers runs/first/model.safetensors"
        })
final class TrainCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Mixin
    private DataOption data;

    @Option(names = "--out", required = true, paramLabel = "RUN", description = "Folder of the run, to write to.")
    private Path run;

    @Option(
            names = "--config",
            paramLabel = "FILE",
            description = "Configuration: JSON with some or all of the values below.")
    private Path configFile;

    @Option(names = "--max-minutes", paramLabel = "M", description = "Stop after this time, with a checkpoint.")
    private Double maxMinutes;

    @Option(
            names = "--resume",
            description = {
                "Continue the run in the folder, with its own configuration and split.",
                "--epochs prolongs a run, a finished one too; --patience and --threads may change as well."
            })
    private boolean resume;

    @Mixin
    private LicenceOption licence;

    @Mixin
    private SplitOptions splits;

    @Mixin
    private TrackingOptions tracking;

    @Mixin
    private ProcessOptions processes;

    @Mixin
    private Output output;

    /** Is the result as JSON. @param bestEpoch null, as the best Dice, where nothing was validated */
    record Result(String end, int epochs, Double bestValDice, Integer bestEpoch, String model, String run) {}

    @Override
    public Integer call() {
        if (maxMinutes != null && !(maxMinutes > 0)) {
            throw new ParameterException(spec.commandLine(), "--max-minutes must be greater than 0, got " + maxMinutes);
        }
        if (resume && splits.isGiven()) {
            throw new ParameterException(
                    spec.commandLine(), "--resume continues with the run's own split; give no other");
        }
        processes.require();
        if (processes.startsOthers()) {
            return TrainingProcesses.run(spec, processes, UsageErrors.checked(spec, this::config));
        }
        if (processes.isStarted()) {
            LocalProcesses.endWithParent();
        }
        DataParallel parallel = processes.join();
        try (ProcessGroup group = parallel.group()) {
            try {
                if (group.rank() > 0) {
                    new TrainingFollower(data, part(), output).run(parallel);
                } else {
                    train(parallel);
                }
            } catch (RuntimeException e) {
                group.fail(e.getMessage());
                throw e;
            }
        }
        return Exit.DONE.code();
    }

    private void train(DataParallel parallel) {
        TrainConfig told = UsageErrors.checked(spec, this::config);
        Trainer.require(told, run, resume);
        TrainConfig config = resume ? told : told.sealed();
        RunFolder folder = new RunFolder(run);
        Tracking recorded = tracking.given(resume ? Tracking.of(folder) : Tracking.NOWHERE);
        Dataset found = data.find();
        recorded.require(List.of(found.name()));
        Split given = resume
                ? Split.read(folder.split())
                : splits.given(found, config.loop().validates(), output);
        if (given != null && !resume) {
            given.parts().keySet().forEach(part -> given.cases(found, part));
        }
        Dataset dataset = open(found);
        output.note("data     " + dataset.name() + ": layout " + dataset.layout() + ", "
                + Plural.of(dataset.cases().size(), "case"));
        Split split = resume ? given : split(given, dataset, config);
        output.note("split    " + split.rule() + ": " + split.sizes());
        Precision precision = Precision.of(config.resources().precision());
        boolean chosen =
                spec.commandLine().getParseResult().hasMatchedOption("--network") || configFile != null || resume;
        output.note("network  " + config.network() + (chosen ? "" : " (the default)") + ", "
                + config.input().size() + "x"
                + config.input().size() + ", batch "
                + config.loop().batch() + ", " + Plural.of(config.loop().epochs(), "epoch") + ", "
                + Plural.of(config.resources().threads(), "thread") + ", "
                + precision.id());
        output.note("run      " + run);
        if (!parallel.isAlone()) {
            TrainingProcesses.note(config, parallel, output);
            Rendezvous.announce(parallel.group(), Rendezvous.Announcement.of(config, dataset, split, parallel));
        }
        Manifest.Provenance provenance = provenance(config, dataset, split, precision, parallel);
        try (TrainingDisplay watch = new TrainingDisplay(output, config.loop().epochs());
                TrackedRun tracked = new TrackedRun(recorded, folder, provenance, watch);
                Trainer trainer = new Trainer(config, dataset, split, run, provenance, resume, tracked, parallel);
                GracefulShutdown stop = new GracefulShutdown(trainer::stop, GracefulShutdown.TRAINING, output)) {
            tracked.begin(trainer.progress().epoch());
            long before = trainer.progress().step();
            Trainer.End end = trainer.run(maxMinutes == null ? Double.POSITIVE_INFINITY : maxMinutes);
            tracked.end(end);
            watch.close();
            TrainingProcesses.noteWait(parallel, trainer, output);
            if (end.isFinal() && trainer.progress().step() == before) {
                output.note(nothingLeft(end, config.loop()));
            }
            report(end, trainer.progress());
        }
    }

    private Manifest.Provenance provenance(
            TrainConfig config, Dataset dataset, Split split, Precision precision, DataParallel parallel) {
        return new Manifest.Provenance(
                new Manifest.Data(
                        dataset.name(),
                        dataset.hash(),
                        split.hash(),
                        dataset.masks().values(),
                        new RunFolder(run).familiarity()),
                config.loop().seed(),
                Json.treeOf(config),
                Map.of(),
                Build.CURRENT.toString(),
                Machine.here().line(config.resources().threads(), precision.id()) + parallel.words(),
                licence());
    }

    /** Gives the licence of the new model; a resumed run keeps that of the model it has. */
    private String licence() {
        Path model = new RunFolder(run).model();
        return !licence.isGiven() && resume && Files.exists(model)
                ? Model.readManifest(model).provenance().licence()
                : licence.text();
    }

    private TrainConfig config() {
        Path own = new RunFolder(run).config();
        return configFile == null && resume && Files.exists(own)
                ? typed(PartialConfig.read(own)).complete()
                : part().complete();
    }

    /** What was given for this process, in a file and on the command line. */
    private PartialConfig part() {
        return typed(configFile != null ? PartialConfig.read(configFile) : PartialConfig.empty());
    }

    /** Adds what was typed; several processes divide the processor among themselves, unless another is said. */
    private PartialConfig typed(PartialConfig part) {
        Map<String, String> values =
                new TreeMap<>(ConfigOptions.given(spec.commandLine().getParseResult()));
        if (processes.here() > 1 && configFile == null) {
            int cores = Runtime.getRuntime().availableProcessors();
            values.putIfAbsent("threads", Integer.toString(Math.max(1, cores / processes.here())));
        }
        return part.with(values);
    }

    /** Tells what the masks mean and how pictures are turned; a resumed run keeps the rules that it began with. */
    private Dataset open(Dataset found) {
        Path audit = new RunFolder(run).audit();
        Audit former = resume && Files.exists(audit) ? Json.read(audit, Audit.class) : null;
        MaskValues own = former == null ? null : former.masks().maskValues();
        OrientationTags tags = former == null ? null : former.files().orientationTags();
        Dataset dataset = data.open(found.withMaskValues(own).withOrientationTags(tags), output);
        if (own != null && !own.equals(dataset.masks().values())) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--resume continues with the run's own mask values, " + own + "; leave --mask-values out");
        }
        return dataset;
    }

    private Split split(Split given, Dataset dataset, TrainConfig config) {
        Digests digests = data.read(dataset, output);
        Audit audit = Audit.of(digests);
        Split split = splits.complete(
                given, dataset, audit, config.loop().seed(), config.loop().validates(), output);
        requireReadable(split, audit);
        List<List<String>> crossing = split.crossing(audit.duplicates().groups());
        if (!crossing.isEmpty()) {
            data.caution(
                    crossing.size() + " of " + audit.duplicates().groups().size()
                            + " groups of duplicates lie in more than one part of the split, so that its scores"
                            + " will be too high; `delineate data split` makes one without",
                    output);
        }
        if (config.loop().validates() && audit.masks().emptyMasks().containsAll(names(split, Split.VAL))) {
            data.caution(
                    "no case of the part val shows a lesion, so that nothing can be validated: the model will have the"
                            + " weights of the last epoch",
                    output);
        }
        cautionOfSeen(config.start().initFrom(), "starts", digests, split);
        cautionOfSeen(config.start().pretrained(), "starts", digests, split);
        config.descent().teachers().forEach(teacher -> cautionOfSeen(teacher, "learns", digests, split));
        Trainer.require(config, run, resume); // the audit may have taken minutes
        AtomicFile.write(new RunFolder(run).audit(), Json.pretty(audit));
        new RunFolder(run).write(SeenPictures.of(digests, split, audit));
        new RunFolder(run).write(Familiarity.of(digests, names(split, Split.TRAIN)));
        return split;
    }

    private static List<String> names(Split split, String part) {
        return split.parts().getOrDefault(part, List.of());
    }

    /** Refuses cases that the training could not read, before a folder of the run exists. */
    private void requireReadable(Split split, Audit audit) {
        Map<String, String> broken = new TreeMap<>(audit.files().unreadable());
        audit.files()
                .sizeMismatches()
                .forEach((name, sizes) -> broken.put(
                        name, "the mask " + sizes + "; both must have one size: fetch the pair again from its source"));
        List<String> needed = broken.keySet().stream()
                .filter(name -> Stream.of(Split.TRAIN, Split.VAL)
                        .anyMatch(part -> names(split, part).contains(name)))
                .toList();
        if (!needed.isEmpty()) {
            throw new BadFileException(
                    data.path(),
                    needed.size() + " of the cases to train and validate with cannot be read; case " + needed.get(0)
                            + ": " + broken.get(needed.get(0)),
                    needed.size() == 1
                            ? "mend it or leave it out"
                            : "mend them or leave them out; `delineate data inspect` lists them all");
        }
    }

    /** Tells where weights have seen pictures that are to validate or test. @param use what the run does from them */
    private void cautionOfSeen(HashedFile weights, String use, Digests digests, Split split) {
        SeenPictures before = weights == null ? null : Model.seenBy(weights.path());
        if (before == null) {
            return;
        }
        split.parts().forEach((part, names) -> {
            if (part.equals(Split.TRAIN)) {
                return;
            }
            SeenPictures harmful = part.equals(Split.VAL) ? before.trained() : before; // who validated may do so again
            Map<String, Seen> seen = harmful.among(digests);
            long known = names.stream().filter(n -> seen.get(n).isSeen()).count();
            if (known > 0) {
                data.caution(
                        "the model in " + weights.file() + ", from which this run " + use + ", has seen " + known
                                + " of the " + names.size() + " images of the part " + part
                                + ": their scores will be too high",
                        output);
            }
        });
    }

    private static String nothingLeft(Trainer.End end, TrainConfig.Loop loop) {
        return end == Trainer.End.FINISHED
                ? "nothing was left to train: " + Plural.of(loop.epochs(), "epoch is", "epochs are")
                        + " done; --resume --epochs " + 2 * loop.epochs() + " prolongs the run"
                : "nothing was trained: the run ended early, after " + loop.patience()
                        + " validations without improvement; --resume --patience " + 2 * loop.patience()
                        + " (0 = never) goes on";
    }

    private void report(Trainer.End end, Progress progress) {
        Path model = new RunFolder(run).model();
        boolean hasModel = Files.exists(model);
        Progress.Validations validations = progress.validations();
        String best = !hasModel
                ? "no epoch was validated yet, so there is no model"
                : validations.none()
                        ? "nothing was validated; the model has the weights of the last epoch: " + model
                        : String.format(
                                Locale.ROOT,
                                "best validation Dice %.4f in epoch %d: %s",
                                validations.best(),
                                validations.bestEpoch(),
                                model);
        if (end.isFinal()) {
            output.note("next: "
                    + (validations.none() // and so it may have seen all images
                            ? CommandText.of("segment", "--model", model, "PICTURES")
                            : CommandText.of(
                                    "evaluate",
                                    "--model",
                                    model,
                                    "--data",
                                    data.path(),
                                    "--out",
                                    run + "/evaluation")));
        } else {
            output.note("stopped (" + end.name().toLowerCase(Locale.ROOT).replace('_', ' ')
                    + ") with a checkpoint; continue with: "
                    + CommandText.of("train", "--data", data.path(), "--out", run, "--resume"));
        }
        Result result = new Result(
                end.name(),
                progress.epoch(),
                validations.none() ? null : validations.best(),
                validations.none() ? null : validations.bestEpoch(),
                hasModel ? model.toString() : null,
                run.toString());
        output.result(best, result);
    }
}
