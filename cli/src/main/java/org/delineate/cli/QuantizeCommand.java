package org.delineate.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.delineate.cli.console.Bar;
import org.delineate.cli.console.Output;
import org.delineate.cli.option.CohortOptions;
import org.delineate.cli.option.DataOption;
import org.delineate.cli.option.ThreadsOption;
import org.delineate.dataset.Case;
import org.delineate.dataset.Dataset;
import org.delineate.dataset.Split;
import org.delineate.lab.PrecisionComparison;
import org.delineate.lab.Quantizer;
import org.delineate.model.Model;
import org.delineate.nn.Precision;
import org.delineate.nn.engine.Machine;
import org.delineate.report.Cohort;
import org.delineate.sample.Preprocess;
import org.delineate.sample.Sample;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Makes a model whose convolutions run in int8 where that is faster and harmless. */
@Command(
        name = "quantize",
        sortOptions = false,
        description = {
            "Quantize a model to int8: measures the ranges of its layers on images that are not scored (the part",
            "train of the split, else cases that are not listed), keeps sensitive layers in floats, and reports the",
            "loss of Dice.",
            "Exit code 1 where that is more than --most-points; the model is written all the same."
        })
final class QuantizeCommand implements Callable<Integer> {
    @Option(names = "--model", required = true, paramLabel = "FILE", description = "Model: model.safetensors of a run.")
    private Path file;

    @Mixin
    private DataOption data;

    @Option(names = "--out", required = true, paramLabel = "FILE", description = "Quantized model to write.")
    private Path out;

    @Mixin
    private CohortOptions parts;

    @Option(
            names = "--pictures",
            paramLabel = "N",
            defaultValue = "32",
            description = "Images on which ranges are measured (default: ${DEFAULT-VALUE}).")
    private int pictures;

    @Option(
            names = "--calibration",
            paramLabel = "NAME",
            defaultValue = "percentile",
            description = "Calibration of the ranges: percentile or entropy (default: ${DEFAULT-VALUE}).")
    private String calibration;

    @Option(
            names = "--most-distance",
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
            long bytesBefore,
            long bytes) {}

    @Override
    public Integer call() {
        Precision.INT8.requireHere();
        threads.apply();
        Model model = Model.load(file);
        Dataset dataset = data.open(output);
        Cohort scored = parts.choose(dataset, file.toAbsolutePath().getParent(), output);
        List<Sample> samples = samples(model.manifest().preprocess(), scored);
        output.note("ranges   of " + samples.size() + " images; scored are "
                + scored.cases().size() + ", part " + scored.part());
        Quantizer.Result found = quantize(model, samples);
        Model.save(
                out,
                model.manifest().withQuantization(found.quantization()),
                model.network().state());
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
                size(file),
                size(out));
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
            return ExitCode.SOFTWARE;
        }
        return ExitCode.OK;
    }

    /**
     * Takes images evenly from the part train of the split; without one, from all cases with a lesion that are not
     * scored.
     */
    private List<Sample> samples(Preprocess preprocess, Cohort scored) {
        Dataset dataset = scored.dataset();
        Split split = scored.split();
        boolean trained = split != null && split.parts().containsKey(Split.TRAIN);
        Set<String> held = scored.cases().stream().map(Case::name).collect(Collectors.toSet());
        List<Case> others = (trained ? split.cases(dataset, Split.TRAIN) : dataset.cases())
                .stream().filter(c -> !held.contains(c.name())).toList();
        if (pictures < 1) {
            throw new IllegalArgumentException("--pictures must be at least 1, got " + pictures);
        }
        if (others.isEmpty()) {
            throw new IllegalArgumentException(
                    "all cases are scored and none is left to measure ranges on; give --split and --part, or --list");
        }
        List<Case> seen = trained
                ? others
                : new Cohort(dataset, others, "others", null, null).withLesion().cases();
        int count = Math.min(pictures, seen.size());
        return IntStream.range(0, count)
                .mapToObj(i -> seen.get((int) ((long) i * seen.size() / count)))
                .map(c -> preprocess.apply(c.name(), dataset.image(c)))
                .toList();
    }

    private Quantizer.Result quantize(Model model, List<Sample> samples) {
        Quantizer quantizer = new Quantizer(model.network(), samples);
        try (Bar bar = output.bar("measure", "layers", 0, quantizer.candidates().size())) {
            return quantizer.quantize(calibration, mostDistance, done -> bar.at(done, ""));
        }
    }

    private PrecisionComparison price(Model model, Cohort scored) {
        try (Bar bar = output.bar("score", "images", 0, scored.cases().size())) {
            return PrecisionComparison.of(model, scored.dataset(), scored.cases(), done -> bar.at(done, ""));
        }
    }

    private static long size(Path file) {
        try {
            return Files.size(file);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + file, e);
        }
    }

    private String text(Result r) {
        String layers = r.layers.stream()
                .map(l -> String.format(
                        Locale.ROOT, "%-60s %9.5f  %s%n", l.weight(), l.distance(), l.quantized() ? "int8" : "floats"))
                .collect(Collectors.joining());
        long quantized = r.layers.stream().filter(Quantizer.Layer::quantized).count();
        String prices = r.price.dice().keySet().stream()
                .map(p -> String.format(
                        Locale.ROOT,
                        "%-10s %8.4f %10.2f%n",
                        p.id(),
                        r.price.dice().get(p),
                        r.price.milliseconds().get(p)))
                .collect(Collectors.joining());
        return String.format("%-60s %9s  %s%n", "convolution that is faster in 8 bits", "distance", "runs in")
                + layers
                + String.format(
                        Locale.ROOT,
                        "%d of %d in 8 bits, distance together %.5f%n%n",
                        quantized,
                        r.layers.size(),
                        r.distance)
                + String.format("%-10s %8s %10s%n", "precision", "Dice", "ms")
                + prices
                + String.format(
                        Locale.ROOT,
                        "int8 costs %.2f points of Dice, %d images; %,d bytes, before %,d%n%s",
                        r.points,
                        r.price.pictures(),
                        r.bytes,
                        r.bytesBefore,
                        r.machine);
    }
}
