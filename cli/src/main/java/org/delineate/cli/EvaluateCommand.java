package org.delineate.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.delineate.cli.archive.ArchiveEngine;
import org.delineate.cli.archive.ArchiveRequest;
import org.delineate.cli.archive.Submitted;
import org.delineate.cli.console.Bar;
import org.delineate.cli.console.CommandText;
import org.delineate.cli.console.Examples;
import org.delineate.cli.console.Lines;
import org.delineate.cli.console.Output;
import org.delineate.cli.console.UsageErrors;
import org.delineate.cli.option.BackendOptions;
import org.delineate.cli.option.CohortOptions;
import org.delineate.cli.option.DataOption;
import org.delineate.cli.option.InferenceOptions;
import org.delineate.cli.option.Known;
import org.delineate.cli.option.MaskOptions;
import org.delineate.cli.option.ModelOptions;
import org.delineate.dataset.Dataset;
import org.delineate.file.Build;
import org.delineate.file.Json;
import org.delineate.file.Limits;
import org.delineate.file.Plural;
import org.delineate.infer.Backend;
import org.delineate.infer.EngineChoice;
import org.delineate.infer.Ensemble;
import org.delineate.metric.FailureDetection;
import org.delineate.metric.ImageLevelCounts;
import org.delineate.model.Manifest;
import org.delineate.model.Model;
import org.delineate.nn.engine.Machine;
import org.delineate.report.CaseScores;
import org.delineate.report.Cohort;
import org.delineate.report.Evaluation;
import org.delineate.report.Protocol;
import org.delineate.report.Scores;
import org.delineate.report.TruthFocus;
import org.delineate.train.History;
import org.delineate.train.RunFolder;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Scores a model on cases that it was not trained on. */
@Command(
        name = "evaluate",
        sortOptions = false,
        description = {
            "Scores a model: each image at its original size, then the mean over images.",
            "It writes scores.json, per-image.csv, report.html and masks/."
        },
        footerHeading = Examples.HEADING,
        footer = {
            "  delineate evaluate --model runs/first/model.safetensors --data DIR \\",
            "    --out report",
            "  delineate evaluate --data DIR --part all --out report"
        })
public final class EvaluateCommand implements Runnable {
    private static final List<String> SHOWN =
            List.of("dice", "iou", "recall", "precision", "hausdorff95_px", "assd_px");

    @Spec
    private CommandSpec spec;

    @Mixin
    private ModelOptions models;

    @Mixin
    private DataOption data;

    @Option(names = "--out", required = true, paramLabel = "DIR", description = "Folder to write the report to.")
    private Path out;

    @Option(names = "--force", description = "Replace an evaluation that is in the folder already.")
    private boolean force;

    @Mixin
    private CohortOptions parts;

    @Option(
            names = "--truth-focus",
            completionCandidates = Known.Focuses.class,
            converter = Known.Focuses.class,
            paramLabel = "KIND",
            description =
                    "Tell the model where the truth's largest lesion is, as a person would: box, loose-box (each edge"
                            + " off by up to 10 %%) or click.")
    private String focus;

    @Mixin
    private InferenceOptions pass;

    @Mixin
    private BackendOptions engine;

    @Mixin
    private Output output;

    private ArchiveEngine cluster;

    /** Is called by {@code spark-submit}, which starts a class and not a command: scores on its cluster. */
    public static void main(String[] arguments) {
        Submitted.run(onSpark(), arguments);
    }

    /** The command whose pictures Spark spreads over its machines. */
    public static EvaluateCommand onSpark() {
        EvaluateCommand command = new EvaluateCommand();
        command.cluster = Submitted.engine();
        return command;
    }

    @Override
    public void run() {
        if (!force) {
            Evaluation.requireNew(out);
        }
        TruthFocus told = UsageErrors.checked(spec, () -> focus == null ? null : TruthFocus.of(focus));
        engine.apply();
        Path run = models.file().toAbsolutePath().getParent();
        List<Model> loaded = models.loadAll(output);
        List<EngineChoice> engines = engine.byRule(loaded, output);
        Ensemble ensemble = Ensemble.of(loaded, engines);
        Dataset found = data.find();
        CohortOptions.Choice choice = parts.choose(found, ensemble.models(), run, output);
        Dataset dataset = data.open(found, output);
        Cohort cohort = parts.cohort(choice, dataset, ensemble.models(), data, output);
        output.note("data     " + dataset.name() + ", part " + cohort.part() + ", "
                + Plural.of(cohort.cases().size(), "case"));
        Manifest.Tuned tuned = ensemble.manifest().masks().tuned();
        if (tuned != null
                && choice.split() != null
                && tuned.part().equals(choice.part())
                && tuned.splitHash().equals(choice.split().hash())) {
            output.note(
                    "these images chose how the model's probabilities become masks (delineate tune): the scores are a"
                            + " little too high");
        }
        int white = ensemble.manifest().preprocess().white();
        List<String> misfits = dataset.pictures().range(cohort.cases()).misfits(white);
        if (!misfits.isEmpty()) {
            data.caution(
                    misfits.size() + " pictures of 16 bits do not fit the model's range, in which " + white
                            + " is white: " + MaskOptions.firstNames(misfits),
                    output);
        }
        Backend backend = ensemble.backends().get(0);
        Protocol.Run how = new Protocol.Run(
                ensemble.manifest().provenance().seed(),
                Build.CURRENT.toString(),
                Machine.here().line(engine.threads(), backend.numbers(), backend.engine()),
                LocalDate.now(ZoneOffset.UTC).toString(),
                CommandText.of(spec.root()
                        .commandLine()
                        .getParseResult()
                        .originalArgs()
                        .toArray()),
                engines.stream().map(EngineChoice::words).distinct().collect(Collectors.joining("; ")));
        if (force) {
            Evaluation.remove(out);
        }
        Scores scores;
        try (ensemble;
                Bar bar = output.bar("evaluate", "images", 0, cohort.cases().size())) {
            Evaluation evaluation = new Evaluation(cohort, ensemble, pass.batch(), pass.tiles(), told);
            List<History.Epoch> history = ensemble.models().size() == 1
                    ? History.read(new RunFolder(run).history())
                    : List.of(); // one curve would not be that of all
            Evaluation.Listener shown = (done, total, dice) ->
                    bar.at(done, Double.isNaN(dice) ? "" : String.format(Locale.ROOT, "mean Dice %.4f", dice));
            scores = cluster == null
                    ? evaluation.write(out, history, how, shown)
                    : cluster.evaluate(
                            evaluation,
                            new ArchiveRequest.Models(models.files(), ensemble),
                            data.path(),
                            new ArchiveEngine.Report(out, history, how, engine.threads()),
                            shown);
        }
        JsonNode written = Json.tree(out.resolve("scores.json"));
        String seen = cohort.seenImages().text() + "."; // has a line of its own above
        written.get("cautions").forEach(c -> {
            if (!c.asText().equalsIgnoreCase(seen)) {
                output.note("mind     " + c.asText());
            }
        });
        output.result(text(cohort, scores), written);
    }

    private static String told(FailureDetection failures) {
        return Double.isNaN(failures.auroc())
                ? String.format(
                        Locale.ROOT,
                        "whether uncertainty tells Dice below %.1f apart cannot be said: %d of %s failed",
                        failures.failureDice(),
                        failures.failures(),
                        Plural.of(failures.n(), "image"))
                : String.format(
                        Locale.ROOT,
                        "uncertainty tells Dice below %.1f apart: AUROC %.4f, n %d, failed %d",
                        failures.failureDice(),
                        failures.auroc(),
                        failures.n(),
                        failures.failures());
    }

    private String text(Cohort cohort, Scores scores) {
        Lines text = new Lines();
        Scores.Group all = scores.all();
        text.add(
                "%d%s images, mean over images%s",
                all.images(),
                cohort.seenImages().scored().equals("seen") ? " seen" : "",
                all.groups() == all.images()
                        ? ""
                        : "; intervals by " + all.groups() + " groups of patients or duplicates");
        for (String name : SHOWN) {
            Scores.Summary s = all.metrics().get(name);
            text.add(
                    "%-15s %8.4f  [%.4f, %.4f]  median %.4f, n %d, undefined %d",
                    name, s.mean(), s.mean95().low(), s.mean95().high(), s.median(), s.n(), s.undefined());
        }
        text.add(
                "misses          %d of %d lesions have a Dice below %.1f",
                scores.misses(), scores.lesions(), CaseScores.MISS);
        text.add(
                "calibration     expected error %.4f over the pixels of all images",
                scores.reliability().expectedError());
        apart(text, cohort.seenImages(), scores.apart());
        FailureDetection failures = scores.failures();
        text.add("%s", told(failures));
        if (scores.curve() != null) {
            ImageLevelCounts level = scores.imageLevel();
            text.add(
                    "%d of %d images without a lesion stay unmarked; the curve of other thresholds is in the report",
                    level.normalClean(), level.normalClean() + level.normalMarked());
        }
        int pictures = Limits.DEFAULT.pages().thumbnails();
        text.add(
                "report: %s%s",
                out.resolve("report.html"),
                all.images() <= pictures ? "" : ", with pictures of the " + pictures + " cases of the lowest Dice");
        return text.toString();
    }

    /** Gives the scores with and without near duplicates of what the model has seen, and of what it has seen. */
    private static void apart(Lines text, Protocol.SeenImages seen, Scores.Apart apart) {
        if (apart == null) {
            text.add("with and without near duplicates of training images: %s", seen.text());
        } else if (seen.count() == 0) {
            text.add("with and without near duplicates of training images: the same, there is none; %s", seen.text());
        } else {
            add(text, "without near duplicates of training images", apart.withoutNear());
            add(text, "with near duplicates of training images", apart.withNear());
            add(text, "seen in training, the same or nearly", apart.seen());
        }
    }

    private static void add(Lines text, String which, Scores.Group group) {
        if (group == null) {
            text.add("%s: no image", which);
            return;
        }
        Scores.Summary dice = group.metrics().get("dice");
        Scores.Summary iou = group.metrics().get("iou");
        text.add(
                "%s: %d images, dice %.4f [%.4f, %.4f], iou %.4f [%.4f, %.4f]",
                which,
                group.images(),
                dice.mean(),
                dice.mean95().low(),
                dice.mean95().high(),
                iou.mean(),
                iou.mean95().low(),
                iou.mean95().high());
    }
}
