package org.delineate.cli.denoise;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.delineate.cli.console.Bar;
import org.delineate.cli.console.CommandText;
import org.delineate.cli.console.Examples;
import org.delineate.cli.console.Output;
import org.delineate.cli.option.BackendOptions;
import org.delineate.cli.option.InferenceOptions;
import org.delineate.cli.option.ModelOptions;
import org.delineate.dataset.Case;
import org.delineate.dataset.Dataset;
import org.delineate.dataset.Split;
import org.delineate.file.Build;
import org.delineate.file.Json;
import org.delineate.infer.Ensemble;
import org.delineate.infer.Segmenter;
import org.delineate.lab.DenoisingStudy;
import org.delineate.nn.engine.Machine;
import org.delineate.report.DenoisingFigure;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Measures all filters on images to which noise is added. */
@Command(
        name = "measure",
        sortOptions = false,
        description = {
            "Adds noise to images, filters and segments them: PSNR, SSIM and Dice for each noise and filter.",
            "It writes denoise.md, denoise.json and denoise.png."
        },
        footerHeading = Examples.HEADING,
        footer = {"  delineate denoise measure --data DIR --list test.txt --out measured"})
final class DenoiseMeasureCommand implements Runnable {
    private static final String RESULT = "denoise.json";

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--data",
            required = true,
            paramLabel = "DIR",
            description = "Data set: a folder, or a manifest (CSV).")
    private Path data;

    @Option(names = "--list", required = true, paramLabel = "FILE", description = "Cases to score, one name per line.")
    private Path list;

    @Option(names = "--out", required = true, paramLabel = "DIR", description = "Folder to write to.")
    private Path out;

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "1",
            description = "Seed of the noise (default: ${DEFAULT-VALUE}).")
    private long seed;

    @Mixin
    private ModelOptions models;

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
        Dataset dataset = Dataset.open(data);
        List<Case> cases =
                Split.ofLists(dataset, new TreeMap<>(Map.of(Split.TEST, list))).cases(dataset, Split.TEST);
        Map<String, Object> protocol = protocol(ensemble, dataset, cases.size());
        DenoisingStudy study;
        try (ensemble;
                Segmenter segmenter = ensemble.segmenter(pass.batch(), pass.tiles());
                Bar bar = output.bar("measure", "images", 0, (long) cases.size() * DenoisingStudy.treatments())) {
            study = DenoisingStudy.of(segmenter, dataset, cases, seed, done -> bar.at(done, ""));
        }
        DenoisingFigure.write(
                out.resolve("denoise.png"),
                DenoisingStudy.grey(dataset.image(cases.get(0))),
                List.of(DenoisingStudy.NOISES.get(1), DenoisingStudy.NOISES.get(4)),
                seed);
        study.write(out, protocol);
        output.result("tables: " + out.resolve("denoise.md"), Json.tree(out.resolve(RESULT)));
    }

    private Map<String, Object> protocol(Ensemble ensemble, Dataset dataset, int images) {
        return Json.object(
                "images",
                images + " of " + dataset.name() + " (" + list.getFileName() + "), in grey",
                "model",
                ensemble.network() + ", " + ensemble.hash(),
                "masks",
                ensemble.manifest().masks().words(),
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
}
