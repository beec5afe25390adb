package org.delineate.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.delineate.cli.console.Bar;
import org.delineate.cli.console.CommandText;
import org.delineate.cli.console.Examples;
import org.delineate.cli.console.Lines;
import org.delineate.cli.console.Output;
import org.delineate.cli.option.BackendOptions;
import org.delineate.cli.option.CohortOptions;
import org.delineate.cli.option.DataOption;
import org.delineate.cli.option.InferenceOptions;
import org.delineate.cli.option.ModelOptions;
import org.delineate.dataset.Case;
import org.delineate.dataset.Dataset;
import org.delineate.file.Build;
import org.delineate.file.Json;
import org.delineate.file.Plural;
import org.delineate.infer.Ensemble;
import org.delineate.infer.Segmenter;
import org.delineate.lab.Robustness;
import org.delineate.nn.engine.Machine;
import org.delineate.report.Cohort;
import org.delineate.sample.Degradation;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Scores a model on degraded images beside the images as they are. */
@Command(
        name = "robustness",
        sortOptions = false,
        description = {
            "Scores a model on the same images as they are and degraded in many ways.",
            "These are gain, gamma, contrast, speckle, blur, JPEG, half size, cuts, borders, callipers and text "
                    + "burnt in, grey, upside down and mirrored. It writes robustness.md, robustness.csv and "
                    + "robustness.json."
        },
        footerHeading = Examples.HEADING,
        footer = {"  delineate robustness --model runs/first/model.safetensors --data DIR \\", "    --out robustness"})
final class RobustnessCommand implements Runnable {
    private static final String RESULT = "robustness.json";

    @Spec
    private CommandSpec spec;

    @Mixin
    private ModelOptions models;

    @Mixin
    private DataOption data;

    @Option(names = "--out", required = true, paramLabel = "DIR", description = "Folder to write the tables to.")
    private Path out;

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "1",
            description = "Seed of noise and of marks (default: ${DEFAULT-VALUE}).")
    private long seed;

    @Mixin
    private CohortOptions parts;

    @Mixin
    private InferenceOptions pass;

    @Mixin
    private BackendOptions engine;

    @Mixin
    private Output output;

    @Override
    public void run() {
        if (Files.exists(out.resolve(RESULT))) {
            throw new IllegalArgumentException(out + " already holds a " + RESULT + "; choose another --out");
        }
        engine.apply();
        Ensemble ensemble = Ensemble.of(models.loadAll(output), engine::backend);
        Dataset found = data.find();
        CohortOptions.Choice choice = parts.choose(
                found, ensemble.models(), models.file().toAbsolutePath().getParent(), output);
        Cohort cohort = parts.cohort(choice, data.open(found, output), ensemble.models(), data, output);
        List<Case> cases = cohort.scored();
        int count = Degradation.values().length;
        output.note("data     " + found.name() + ", part " + cohort.part() + ", " + Plural.of(cases.size(), "image")
                + ", each scored " + count + " times");
        Map<String, String> groups = cohort.groups();
        Map<String, Object> protocol = protocol(ensemble, cohort, cases.size());
        Robustness robustness;
        try (ensemble;
                Segmenter segmenter = ensemble.segmenter(pass.batch(), pass.tiles());
                Bar bar = output.bar("score", "images", 0, (long) cases.size() * count)) {
            robustness = Robustness.of(
                    segmenter,
                    cohort.dataset(),
                    cases,
                    cases.stream().map(c -> groups.get(c.name())).toList(),
                    ensemble.manifest().preprocess().white(),
                    seed,
                    done -> bar.at(done, ""));
        }
        robustness.write(out, protocol);
        output.result(text(robustness), Json.tree(out.resolve(RESULT)));
    }

    private Map<String, Object> protocol(Ensemble ensemble, Cohort cohort, int images) {
        return Json.object(
                "model",
                ensemble.network() + ", " + ensemble.hash(),
                "masks",
                ensemble.manifest().masks().words(),
                "data",
                cohort.dataset().name() + ", part " + cohort.part() + ", " + images + " images, hash "
                        + cohort.dataset().hash(),
                "seen in training",
                cohort.seenImages().text(),
                "seed",
                seed,
                "code",
                Build.CURRENT.toString(),
                "machine",
                Machine.here()
                        .line(
                                engine.threads(),
                                ensemble.backends().get(0).numbers(),
                                ensemble.backends().get(0).engine()),
                "command",
                CommandText.of(spec.root()
                        .commandLine()
                        .getParseResult()
                        .originalArgs()
                        .toArray()));
    }

    private String text(Robustness robustness) {
        Lines text = new Lines();
        text.add("%-52s %9s %11s  %-20s %5s", "", "mean Dice", "difference", "95 % interval", "n");
        for (Robustness.Row r : robustness.rows()) {
            boolean clean = r.degradation() == Degradation.CLEAN;
            text.add(
                    "%-52s %9.4f %11s  %-20s %5d%s",
                    r.degradation().words(),
                    r.dice(),
                    clean ? "" : number(r.difference()),
                    clean
                            ? ""
                            : number(r.difference95().low()) + " to "
                                    + number(r.difference95().high()),
                    r.n(),
                    r.normals() == 0
                            ? ""
                            : String.format(
                                    Locale.ROOT, ", %.3f of %d normals unmarked", r.normalsEmpty(), r.normals()));
        }
        text.add("tables: %s", out.resolve("robustness.md"));
        return text.toString();
    }

    private static String number(double difference) {
        return String.format(Locale.ROOT, "%+.4f", difference);
    }
}
