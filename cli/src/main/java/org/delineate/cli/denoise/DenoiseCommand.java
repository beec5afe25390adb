package org.delineate.cli.denoise;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.delineate.cli.console.Bar;
import org.delineate.cli.console.Examples;
import org.delineate.cli.console.Exit;
import org.delineate.cli.console.Lines;
import org.delineate.cli.console.Output;
import org.delineate.cli.console.UsageErrors;
import org.delineate.cli.option.Known;
import org.delineate.cli.option.ThreadsOption;
import org.delineate.dataset.PictureFiles;
import org.delineate.denoise.DenoisedFile;
import org.delineate.denoise.Denoiser;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Writes pictures with less noise. */
@Command(
        name = "denoise",
        sortOptions = false,
        description = {
            "Takes noise out of images: writes each again, of the same size and kind, as PNG.",
            "The originals stay as they are."
        },
        footerHeading = Examples.HEADING,
        footer = {
            "  delineate denoise PICTURES",
            "  delineate denoise PICTURES --filter learned-speckle --strength 0.5 \\",
            "    --out denoised"
        },
        commandListHeading = "%nCommands:%n",
        subcommands = {DenoiseTrainCommand.class, DenoiseMeasureCommand.class})
public final class DenoiseCommand implements Callable<Integer> {
    @Spec
    private CommandSpec command;

    @Parameters(arity = "0..*", paramLabel = "PATH", description = "Images, or folders of images at any depth.")
    private List<Path> paths = List.of();

    @Option(
            names = "--filter",
            completionCandidates = Known.Denoisers.class,
            converter = Known.Denoisers.class,
            paramLabel = "NAME",
            defaultValue = "speckle-diffusion",
            description = "For speckle: median, speckle-diffusion, learned-speckle; for noise of a low dose:"
                    + " non-local-means, anisotropic-diffusion, learned-noise (default: ${DEFAULT-VALUE}).")
    private String filter;

    @Option(
            names = "--strength",
            paramLabel = "X",
            defaultValue = "1",
            description = "How far the filter goes, above 0 and up to 4 (default: ${DEFAULT-VALUE}).")
    private double strength;

    @Option(
            names = "--out",
            paramLabel = "DIR",
            defaultValue = "out/denoised",
            description = "Folder to write to (default: ${DEFAULT-VALUE}).")
    private Path out;

    @Mixin
    private ThreadsOption threads;

    @Mixin
    private Output output;

    private record Result(String filter, double strength, List<DenoisedFile> pictures) {}

    @Override
    public Integer call() {
        if (paths.isEmpty()) {
            throw new ParameterException(command.commandLine(), "Missing required parameter: 'PATH'");
        }
        Denoiser denoiser = UsageErrors.checked(command, this::denoiser);
        UsageErrors.checked(command, () -> Denoiser.requireStrength(strength));
        threads.apply();
        PictureFiles files = PictureFiles.of(paths);
        files.notes().forEach(output::note);
        List<DenoisedFile> all = new ArrayList<>();
        try (Bar bar = output.bar("denoise", "images", 0, files.pictures().size())) {
            DenoisedFile.write(files, denoiser, strength, out, one -> {
                all.add(one);
                bar.at(all.size(), "");
                if (!one.error().isEmpty()) {
                    bar.failure(one.error());
                }
            });
        }
        Lines text = new Lines();
        all.stream()
                .filter(one -> one.error().isEmpty())
                .forEach(one -> text.add("%s: %s", one.picture(), one.written()));
        output.note(
                "filter   " + denoiser.title() + ", for " + denoiser.purpose().words() + ", strength " + strength);
        output.result(text.toString(), new Result(denoiser.id(), strength, all));
        long failed = all.stream().filter(one -> !one.error().isEmpty()).count();
        if (failed > 0) {
            output.failure(failed + " of " + all.size() + " images could not be read");
        }
        return Exit.of(failed == 0);
    }

    private Denoiser denoiser() {
        return Denoiser.find(filter)
                .orElseThrow(() ->
                        new IllegalArgumentException("unknown filter \"" + filter + "\"; known: " + Denoiser.names()));
    }
}
