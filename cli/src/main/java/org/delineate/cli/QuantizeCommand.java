package org.delineate.cli;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.delineate.cli.console.Bar;
import org.delineate.cli.console.Examples;
import org.delineate.cli.console.Exit;
import org.delineate.cli.console.Lines;
import org.delineate.cli.console.Output;
import org.delineate.cli.option.CohortOptions;
import org.delineate.cli.option.DataOption;
import org.delineate.cli.option.Known;
import org.delineate.cli.option.ModelFile;
import org.delineate.cli.option.Numbers;
import org.delineate.cli.option.ThreadsOption;
import org.delineate.dataset.Case;
import org.delineate.dataset.Dataset;
import org.delineate.dataset.Split;
import org.delineate.dataset.audit.SeenPictures;
import org.delineate.file.Plural;
import org.delineate.lab.PrecisionComparison;
import org.delineate.lab.Quantizer;
import org.delineate.model.Model;
import org.delineate.nn.Precision;
import org.delineate.nn.engine.Machine;
import org.delineate.report.Cohort;
import org.delineate.sample.Preprocess;
import org.delineate.sample.Sample;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Makes a model whose convolutions run in int8 where that is faster and harmless. */
@Command(
        name = "quantize",
        sortOptions = false,
        description = {
            "Quantizes a model to int8, and reports the loss of Dice.",
            "The ranges of its layers are measured on images that are not scored (the part train of the split, "
                    + "else cases that are not listed); sensitive layers stay in floats. Exit code 1 where the loss is "
                    + "more than --most-points; the model is written all the same."
        },
        footerHeading = Examples.HEADING,
        footer = {
            "  delineate quantize --model runs/first/model.safetensors --data DIR \\",
            "    --out int8.safetensors"
        })
final class QuantizeCommand implements Callable<Integer> {
    @Option(
            names = "--model",
            required = true,
            converter = ModelFile.class,
            paramLabel = "FILE",
            description = "Model: model.safetensors of a run, or the name of one that comes with the program.")
    private Path file;

    @Mixin
    private DataOption data;

    @Option(names = "--out", required = true, paramLabel = "FILE", description = "Quantized model to write.")
    private Path out;

    @Mixin
    private CohortOptions parts;

    @Option(
            names = "--pictures",
            converter = Numbers.Positive.class,
            paramLabel = "N",
            defaultValue = "32",
            description = "Images on which ranges are measured (default: ${DEFAULT-VALUE}).")
    private int pictures;

    @Option(
            names = "--calibration",
            completionCandidates = Known.Calibrations.class,
            converter = Known.Calibrations.class,
            paramLabel = "NAME",
            defaultValue = "percentile",
            description = "Calibration of the ranges: percentile or entropy (default: ${DEFAULT-VALUE}).")
    private String calibration;

    @Option(
            names = "--most-distance",
            converter = Numbers.Share.class,
            paramLabel = "X",
            defaultValue = "0.005",
            description =
                    "Largest distance of the outputs from those in float32, 0 to 1: layers stay in floats until it is"
                            + " kept (default: ${DEFAULT-VALUE}).")
    private double mostDistance;

    @Option(
            names = "--most-points",
            paramLabel = "X",
            defaultValue = "0.5",
            description = "Largest loss of Dice in points (default: ${DEFAULT-VALUE}).")
    private double mostPoints;

    @Mixin
    private ThreadsOption threads;

    @Mixin
    private Output output;

    /** Is the result as JSON. */
    record Result(
            String machine,
            String calibration,
            int calibrationPictures,
            double distance,
            List<Quantizer.Layer> layers,
            PrecisionComparison price,
            double points,
            @JsonUnwrapped FileSizes files) {}

    /** Compares the quantized model with the one that it was made of. */
    record FileSizes(long bytesBefore, long bytes) {}

    @Override
    public Integer call() {
        Precision.INT8.requireHere();
        threads.apply();
        Model model = Model.load(file);
        Dataset all = data.find();
        CohortOptions.Choice choice =
                parts.choose(all, List.of(model), file.toAbsolutePath().getParent(), output);
        Cohort scored = parts.cohort(choice, data.open(all, output), List.of(model), data, output);
        List<Case> calibrating = calibrating(scored);
        Preprocess preprocess = model.manifest().preprocess();
        List<Sample> samples = calibrating.stream()
                .map(c -> preprocess.apply(c.name(), scored.dataset().image(c)))
                .toList();
        output.note("ranges   of " + Plural.of(samples.size(), "image") + "; scored: "
                + scored.scored().size() + ", part " + scored.part());
        Quantizer.Result found = quantize(model, samples);
        Model.save(
                out,
                model.manifest().withQuantization(found.quantization()),
                model.network().state(),
                seen(model, calibrating, scored));
        model.close();
        PrecisionComparison price;
        try (Model quantized = Model.load(out)) {
            price = price(quantized, scored);
        }
        Result result = new Result(
                Machine.here().line(threads.threads(), Precision.INT8.id()),
                calibration,
                samples.size(),
                found.distance(),
                found.layers(),
                price,
                price.points(),
                new FileSizes(file.toFile().length(), out.toFile().length()));
        output.result(text(result), result);
        if (!price.isFaster()) {
            output.note("int8 is not faster for this model on this machine than "
                    + Precision.best().id());
        }
        if (price.points() > mostPoints) {
            output.note(String.format(
                    Locale.ROOT,
                    "WARNING: int8 costs %.2f points of Dice, more than --most-points %s. Do not use %s in int8; make"
                            + " it again with a smaller --most-distance, another --calibration or more --pictures.",
                    price.points(),
                    mostPoints,
                    out));
            return Exit.FAILED.code();
        }
        return Exit.DONE.code();
    }

    /**
     * Takes images evenly from the part train of the split; without one, from all cases with a lesion. None is scored,
     * and none is a duplicate of one that is, or of its patient.
     */
    private List<Case> calibrating(Cohort cohort) {
        Dataset dataset = cohort.dataset();
        Split split = cohort.split();
        boolean trained = split != null && split.parts().containsKey(Split.TRAIN);
        Set<String> held = cohort.scored().stream().map(Case::name).collect(Collectors.toSet());
        cohort.audit().duplicates().groups().stream()
                .filter(g -> g.stream().anyMatch(held::contains))
                .toList()
                .forEach(held::addAll);
        List<Case> others = (trained ? split.cases(dataset, Split.TRAIN) : dataset.cases())
                .stream().filter(c -> !held.contains(c.name())).toList();
        if (pictures < 1) {
            throw new IllegalArgumentException("--pictures must be at least 1, got " + pictures);
        }
        if (others.isEmpty()) {
            throw new IllegalArgumentException(
                    "all cases are scored and none is left to measure ranges on; give --split and --part, or --list");
        }
        List<Case> usable = trained
                ? others
                : Cohort.of(dataset, others, "others").withLesion().cases();
        int count = Math.min(pictures, usable.size());
        return IntStream.range(0, count)
                .mapToObj(i -> usable.get((int) ((long) i * usable.size() / count)))
                .toList();
    }

    /** The images that chose the ranges count as seen by the new model. */
    private SeenPictures seen(Model model, List<Case> calibrating, Cohort cohort) {
        if (model.seen() == null) {
            return null;
        }
        Set<String> names = calibrating.stream().map(Case::name).collect(Collectors.toSet());
        Dataset dataset = cohort.dataset();
        Dataset only = dataset.without(dataset.cases().stream()
                .map(Case::name)
                .filter(n -> !names.contains(n))
                .toList());
        return model.seen().and(SeenPictures.validated(data.read(only, output), names, cohort.audit()));
    }

    private Quantizer.Result quantize(Model model, List<Sample> samples) {
        Quantizer quantizer = new Quantizer(model.network(), samples);
        try (Bar bar = output.bar("measure", "layers", 0, quantizer.candidates().size())) {
            return quantizer.quantize(calibration, mostDistance, done -> bar.at(done, ""));
        }
    }

    private PrecisionComparison price(Model model, Cohort scored) {
        try (Bar bar = output.bar("score", "images", 0, scored.scored().size())) {
            return PrecisionComparison.of(model, scored.dataset(), scored.scored(), done -> bar.at(done, ""));
        }
    }

    private static String text(Result r) {
        Lines text = new Lines();
        text.add("%-60s %9s  %s", "convolution that is faster in 8 bits", "distance", "runs in");
        r.layers.forEach(l -> text.add("%-60s %9.5f  %s", l.weight(), l.distance(), l.quantized() ? "int8" : "floats"));
        long quantized = r.layers.stream().filter(Quantizer.Layer::quantized).count();
        text.add("%d of %d in 8 bits, distance together %.5f", quantized, r.layers.size(), r.distance);
        text.add("");
        text.add("%-10s %8s %10s", "precision", "Dice", "ms");
        r.price
                .dice()
                .forEach((p, dice) -> text.add(
                        "%-10s %8.4f %10.2f",
                        p.id(), dice, r.price.milliseconds().get(p)));
        text.add(
                "int8 costs %.2f points of Dice, %d images; %,d bytes, before %,d",
                r.points, r.price.pictures(), r.files.bytes, r.files.bytesBefore);
        text.add("%s", r.machine);
        return text.toString();
    }
}
