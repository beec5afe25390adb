package org.delineate.cli.denoise;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.delineate.cli.console.Bar;
import org.delineate.cli.console.Examples;
import org.delineate.cli.console.Output;
import org.delineate.cli.console.UsageErrors;
import org.delineate.cli.option.LicenceOption;
import org.delineate.cli.option.Numbers;
import org.delineate.cli.option.ThreadsOption;
import org.delineate.dataset.Dataset;
import org.delineate.dataset.Split;
import org.delineate.denoise.DenoiserTraining;
import org.delineate.denoise.LearnedDenoiser;
import org.delineate.file.Build;
import org.delineate.file.Json;
import org.delineate.image.Image;
import org.delineate.nn.Precision;
import org.delineate.nn.engine.Machine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Trains the network of the learned filters. */
@Command(
        name = "train",
        sortOptions = false,
        description = {"Trains the network of the learned filters on clean images, to which noise is added."},
        footerHeading = Examples.HEADING,
        footer = {
            "  delineate denoise train --data DIR --train-list train.txt \\",
            "    --val-list val.txt --out denoiser.safetensors"
        })
final class DenoiseTrainCommand implements Runnable {
    @Spec
    private CommandSpec command;

    @Option(
            names = "--data",
            required = true,
            paramLabel = "DIR",
            description = "Data set: a folder, or a manifest (CSV).")
    private Path data;

    @Option(
            names = "--train-list",
            required = true,
            paramLabel = "FILE",
            description = "Training cases, one name per line.")
    private Path list;

    @Option(
            names = "--val-list",
            required = true,
            paramLabel = "FILE",
            description = "Validation cases, one name per line.")
    private Path valList;

    @Option(names = "--out", required = true, paramLabel = "FILE", description = "File to write, .safetensors.")
    private Path out;

    @Option(
            names = "--steps",
            converter = Numbers.Positive.class,
            paramLabel = "N",
            defaultValue = "2500",
            description = "Steps of training (default: ${DEFAULT-VALUE}).")
    private int steps;

    @Option(
            names = "--batch",
            converter = Numbers.Positive.class,
            paramLabel = "N",
            defaultValue = "16",
            description = "Images per batch (default: ${DEFAULT-VALUE}).")
    private int batch;

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "1",
            description = "Seed of weights, patches and noise (default: ${DEFAULT-VALUE}).")
    private long seed;

    @Mixin
    private LicenceOption licence;

    @Mixin
    private ThreadsOption threads;

    @Mixin
    private Output output;

    private record Result(String file, int steps, double noisy, double denoised) {}

    @Override
    public void run() {
        DenoiserTraining usual = DenoiserTraining.DEFAULT;
        DenoiserTraining training = UsageErrors.checked(
                command, () -> new DenoiserTraining(steps, batch, usual.side(), usual.rate(), seed));
        threads.apply();
        Dataset dataset = Dataset.open(data);
        Split split = Split.ofLists(dataset, new TreeMap<>(Map.of(Split.TRAIN, list, Split.VAL, valList)));
        List<Image> pictures = pictures(dataset, split, Split.TRAIN);
        List<Image> validation = pictures(dataset, split, Split.VAL);
        output.note("data     " + dataset.name() + ", " + pictures.size() + " images to learn from, "
                + validation.size() + " others");
        Map<String, Object> provenance = Json.object(
                "data", dataset.name(),
                "dataHash", dataset.hash(),
                "splitHash", split.hash(),
                "code", Build.CURRENT.toString(),
                "machine",
                        Machine.here().line(threads.threads(), Precision.best().id()),
                "licence", licence.text());
        double[] last = new double[2];
        try (Bar bar = output.bar("train", "steps", 0, steps)) {
            LearnedDenoiser.train(training, pictures, validation, provenance, out, (step, loss, before, after) -> {
                bar.at(step, "");
                bar.line(String.format(
                        Locale.ROOT,
                        "step %d: loss %.4f, PSNR of validation patches %.2f dB, noisy %.2f dB",
                        step,
                        loss,
                        after,
                        before));
                last[0] = before;
                last[1] = after;
            });
        }
        output.result(out + ": written", new Result(out.toString(), steps, last[0], last[1]));
    }

    private static List<Image> pictures(Dataset dataset, Split split, String part) {
        return split.cases(dataset, part).stream().map(dataset::image).toList();
    }
}
