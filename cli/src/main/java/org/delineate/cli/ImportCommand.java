package org.delineate.cli;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.delineate.cli.console.CommandText;
import org.delineate.cli.console.Examples;
import org.delineate.cli.console.Exit;
import org.delineate.cli.console.Output;
import org.delineate.cli.console.UsageErrors;
import org.delineate.cli.option.Known;
import org.delineate.cli.option.LicenceOption;
import org.delineate.cli.option.ModelOptions;
import org.delineate.cli.option.NetworkOption;
import org.delineate.cli.option.Numbers;
import org.delineate.cli.option.PreprocessOptions;
import org.delineate.file.Printable;
import org.delineate.model.Import;
import org.delineate.model.Manifest;
import org.delineate.model.Model;
import org.delineate.model.PostProcess;
import org.delineate.model.WeightsFile;
import org.delineate.sample.Preprocess;
import org.delineate.zoo.Network;
import org.delineate.zoo.Zoo;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Makes a model of a PyTorch checkpoint. */
@Command(
        name = "import",
        sortOptions = false,
        description = {
            "Makes a model of a PyTorch checkpoint (.pth, .pt, .ckpt) or a .safetensors file.",
            "It is read as data: no code in it is run. Every tensor must fit the network; those that do not are "
                    + "listed."
        },
        footerHeading = Examples.HEADING,
        footer = {
            "  delineate import checkpoint.pth --network unet --out unet.safetensors",
            "  delineate import best.ckpt --network unet-resnet50 --prefix model. \\",
            "    --preprocess imagenet --out m.safetensors"
        })
final class ImportCommand implements Callable<Integer> {
    private static final int SHOWN = 8;

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "FILE", description = "Checkpoint to read.")
    private Path file;

    @Mixin
    private NetworkOption network;

    @Option(names = "--out", required = true, paramLabel = "FILE", description = "Model to write: M.safetensors.")
    private Path out;

    @Option(
            names = "--key",
            paramLabel = "NAME",
            description = "Dict of the checkpoint that holds the weights, for instance model.ema (default: state_dict,"
                    + " model or another usual one that is there).")
    private String key;

    @Option(
            names = "--prefix",
            paramLabel = "NAME.",
            description = "Prefix of the names of the network's tensors, where the dict holds more than the network.")
    private String prefix;

    @Option(
            names = "--channels",
            converter = Numbers.Positive.class,
            paramLabel = "N",
            description = "Channels of the input: 3 = colour, 1 = grey (default: as the weights are shaped).")
    private Integer channels;

    @Option(
            names = "--classes",
            converter = Numbers.Positive.class,
            paramLabel = "N",
            description =
                    "Logits per pixel: 1 = lesion, 2 = background and lesion (default: as the weights are shaped).")
    private Integer classes;

    @Option(
            names = "--base",
            converter = Numbers.Count.class,
            paramLabel = "N",
            description = "Channels of the network's first level, 0 = as published; few networks can be narrower.")
    private int base;

    @Mixin
    private PreprocessOptions preprocessing;

    @Option(
            names = "--threshold",
            converter = Numbers.Share.class,
            paramLabel = "P",
            defaultValue = "0.5",
            description = "Probability above which a pixel is lesion (default: ${DEFAULT-VALUE}).")
    private double threshold;

    @Option(
            names = "--post-process",
            completionCandidates = Known.PostProcesses.class,
            converter = Known.PostProcesses.class,
            paramLabel = "NAME",
            defaultValue = "none",
            description = ModelOptions.POST_PROCESS + " (default: ${DEFAULT-VALUE}).")
    private String postProcess;

    @Mixin
    private LicenceOption licence;

    @Mixin
    private Output output;

    /** Is the result as JSON. */
    record Result(
            String model,
            String network,
            int channels,
            int classes,
            long parameters,
            @JsonUnwrapped Names source) {}

    /** Says how the file was read, and what of it was not. */
    record Names(String key, String prefix, String names, List<String> leftAlone, List<String> notNeeded) {}

    @Override
    public Integer call() {
        Zoo zoo = UsageErrors.checked(spec, network::network);
        PostProcess after = UsageErrors.checked(spec, () -> PostProcess.of(postProcess));
        List<Network.Spec> specs = specs();
        if (Files.exists(out)) {
            throw new IllegalArgumentException(out + " is there already; give another --out or delete it");
        }
        if (WeightsFile.isSafetensors(file) && Model.isModel(file)) {
            throw new IllegalArgumentException(file + " is a model already: use it with --model");
        }
        WeightsFile all = WeightsFile.read(file, key);
        WeightsFile weights = prefix == null ? all : all.under(prefix);
        Import imported = Import.of(weights, zoo, specs);
        Preprocess preprocess = preprocessing.of(imported.network().spec().inputChannels());
        Manifest manifest = imported.manifest(preprocess, threshold, after, licence.text());
        Model.save(out, manifest, imported.network().state());
        report(imported, preprocess);
        return Exit.DONE.code();
    }

    /** Lists what the network may be made for: channels and classes that are not given are tried. */
    private List<Network.Spec> specs() {
        List<Network.Spec> specs = new ArrayList<>();
        for (int k : classes == null ? List.of(1, 2) : List.of(classes)) {
            for (int c : channels == null ? List.of(3, 1) : List.of(channels)) {
                Preprocess preprocess = preprocessing.of(c);
                if (preprocess.channels() == c) {
                    specs.add(new Network.Spec(c, k, preprocess.height(), preprocess.width(), base));
                }
            }
        }
        if (specs.isEmpty()) {
            throw new ParameterException(
                    spec.commandLine(), "--preprocess makes another number of channels than --channels " + channels);
        }
        return specs;
    }

    private void report(Import imported, Preprocess preprocess) {
        WeightsFile source = imported.source();
        Network made = imported.network();
        output.note("weights  " + source.tensors().size() + " tensors"
                + (source.key().isEmpty() ? "" : " under " + Printable.quoted(source.key()))
                + (imported.prefix().isEmpty()
                        ? ""
                        : ", " + Printable.quoted(imported.prefix()) + " cut from their names"));
        list("left     ", source.leftAlone());
        list("unused   ", imported.aside());
        output.note(String.format(
                Locale.ROOT,
                "network  %s, input channels: %d, classes: %d, parameters: %,d, all of them filled",
                imported.zoo().id(),
                made.spec().inputChannels(),
                made.spec().classes(),
                made.parameterCount()));
        output.note("input    " + preprocess.height() + "x" + preprocess.width() + ", "
                + (preprocess.channels() == 1
                        ? "luminance"
                        : preprocess.channelOrder().words())
                + ", mean " + preprocess.mean()
                + ", standard deviation " + preprocess.std() + ": make sure that the network was trained so");
        Result result = new Result(
                out.toString(),
                imported.zoo().id(),
                made.spec().inputChannels(),
                made.spec().classes(),
                made.parameterCount(),
                new Names(source.key(), imported.prefix(), imported.naming(), source.leftAlone(), imported.aside()));
        output.note("next: " + CommandText.of("segment", "--model", out, "PICTURES"));
        output.result(out.toString(), result);
    }

    private void list(String head, List<String> lines) {
        lines.stream().limit(SHOWN).forEach(line -> output.note(head + line));
        if (lines.size() > SHOWN) {
            output.note(head + "and " + (lines.size() - SHOWN) + " more; --json lists all");
        }
    }
}
