package org.delineate.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.delineate.cli.console.Bar;
import org.delineate.cli.console.Examples;
import org.delineate.cli.console.Exit;
import org.delineate.cli.console.Lines;
import org.delineate.cli.console.Output;
import org.delineate.cli.console.UsageErrors;
import org.delineate.cli.option.DicomResultOptions;
import org.delineate.cli.option.InferenceOptions;
import org.delineate.cli.option.MaskOptions;
import org.delineate.cli.option.ModelOptions;
import org.delineate.cli.option.SpacingOption;
import org.delineate.cli.option.TimedEngineOptions;
import org.delineate.dataset.PictureFiles;
import org.delineate.dicom.result.StudyResults;
import org.delineate.file.Plural;
import org.delineate.infer.Doubt;
import org.delineate.infer.EngineChoice;
import org.delineate.infer.Ensemble;
import org.delineate.infer.Focus;
import org.delineate.infer.Segmentation;
import org.delineate.infer.Segmenter;
import org.delineate.infer.Throughput;
import org.delineate.measure.ContourFormat;
import org.delineate.measure.Scale;
import org.delineate.measure.UncertainLesion;
import org.delineate.model.Model;
import org.delineate.report.MeasurementTable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Writes masks and overlays of images. */
@Command(
        name = "segment",
        sortOptions = false,
        description = {"Segments images: writes a mask of the original size and an overlay for each."},
        footerHeading = Examples.HEADING,
        footer = {
            "  delineate segment PICTURES",
            "  delineate segment --model runs/first/model.safetensors PICTURES \\",
            "    --out masks --spacing 0.1",
            "  delineate segment STUDY --dicom --contours svg,geojson --measurements"
        })
final class SegmentCommand implements Callable<Integer> {
    private static final String MEASUREMENTS = "measurements.csv";
    private static final int SHOWN = 8; // images, on a terminal

    @Spec
    private CommandSpec command;

    @Mixin
    private ModelOptions models;

    @Parameters(arity = "1..*", paramLabel = "PATH", description = "Images, or folders of images at any depth.")
    private List<Path> paths;

    @Option(
            names = "--out",
            paramLabel = "DIR",
            defaultValue = "out/masks",
            description = "Folder to write masks and overlays to (default: ${DEFAULT-VALUE}).")
    private Path out;

    @Option(names = "--no-overlays", description = "Write no overlays.")
    private boolean noOverlays;

    @Option(
            names = "--contours",
            paramLabel = "FORMAT",
            split = ",",
            description = "Write the borders of the lesions too, as NAME_contours.FORMAT: svg, geojson (with area and"
                    + " diameters, in millimetres where they are known) or csv.")
    private Set<ContourFormat> contours = Set.of();

    @Option(
            names = "--measurements",
            description = "Write measurements.csv too: area and diameters of every lesion of all images.")
    private boolean measurements;

    @Mixin
    private SpacingOption spacing;

    @Option(
            names = "--focus",
            paramLabel = "PLACE",
            description =
                    "Where to look, in pixels: a box around one lesion as x0,y0,x1,y1, or a point in it as x,y; only"
                            + " that lesion is marked.")
    private String focus;

    @Mixin
    private DicomResultOptions dicom;

    @Mixin
    private InferenceOptions pass;

    @Mixin
    private TimedEngineOptions engine;

    @Mixin
    private Output output;

    @Override
    public Integer call() {
        Scale scale = UsageErrors.checked(command, spacing::scale);
        Focus place = UsageErrors.checked(command, () -> focus == null ? null : Focus.of(focus));
        engine.apply();
        PictureFiles files = PictureFiles.of(dicom.fetch(paths, out, output));
        files.notes().forEach(output::note);
        List<Model> loaded = models.loadAll(output);
        List<EngineChoice> engines =
                engine.choices(loaded, pass.batch(), files.pictures().size(), output);
        Ensemble ensemble = Ensemble.of(loaded, engines);
        List<Segmentation> all;
        StudyResults.Written results;
        Throughput pace;
        try (ensemble;
                Segmenter segmenter = ensemble.segmenter(pass.batch(), pass.tiles());
                Bar bar = output.bar("segment", "images", 0, files.pictures().size())) {
            long start = System.nanoTime();
            all = Segmentation.write(
                    segmenter,
                    files,
                    out,
                    new Segmentation.Forms(!noOverlays, contours),
                    scale,
                    place,
                    (done, total, last) -> {
                        bar.at(done, "");
                        if (!last.error().isEmpty()) {
                            bar.failure(last.error());
                        }
                    });
            pace = Throughput.of(segmenter, all.size(), (System.nanoTime() - start) / 1e9);
            results = dicom.write(files, all, out, ensemble, output);
        }
        List<Segmentation> failed =
                all.stream().filter(s -> !s.error().isEmpty()).toList();
        tellRemarks(all);
        if (measurements) {
            MeasurementTable.write(out.resolve(MEASUREMENTS), all);
        }
        output.result(
                text(all),
                new Result(
                        all,
                        results.files().stream().map(Path::toString).toList(),
                        engines.stream().map(EngineChoice::words).toList(),
                        pace));
        output.note(pace.words());
        if (pace.batch() == 1 && pass.batch() > 1) {
            output.note("one image at a time instead of " + pass.batch()
                    + ": the place in a batch would change the last bits of this network's outputs");
        }
        if (!failed.isEmpty()) {
            output.failure(failed.size() + " of " + all.size() + " images could not be read");
        }
        return Exit.of(failed.isEmpty() && results.failures().isEmpty());
    }

    /** Gives some lines for each picture; where a person would have to scroll for them, what they come to. */
    private String text(List<Segmentation> all) {
        List<Segmentation> read = all.stream().filter(s -> s.error().isEmpty()).toList();
        Lines text = new Lines();
        if (read.size() <= SHOWN || !output.sumsUp()) {
            read.forEach(s -> describe(s, text));
        } else {
            long with =
                    read.stream().filter(s -> !s.findings().lesions().isEmpty()).count();
            text.add("%d images: %d with a lesion, %d without", read.size(), with, read.size() - with);
            List<Segmentation> unsure = read.stream()
                    .filter(s -> s.findings().doubt() == Doubt.UNSURE)
                    .toList();
            if (!unsure.isEmpty()) {
                text.add(
                        "%d of them unsure: %s",
                        unsure.size(),
                        MaskOptions.firstNames(
                                unsure.stream().map(Segmentation::picture).toList()));
            }
            text.add("%s (--verbose shows a line for each image)", out);
        }
        if (measurements) {
            text.add("%s", out.resolve(MEASUREMENTS));
        }
        return text.toString();
    }

    /** One line for the picture and one for each lesion. */
    private static void describe(Segmentation one, Lines text) {
        List<UncertainLesion> lesions = one.findings().lesions();
        String count = lesions.isEmpty() ? "no lesion" : Plural.of(lesions.size(), "lesion");
        text.add(
                "%s: %s, %.2f %% of the image, uncertainty %.2f%s%s: %s",
                one.picture(),
                count,
                100 * one.findings().share(),
                one.findings().uncertainty(),
                one.findings().doubt() == Doubt.UNSURE ? " (unsure)" : "",
                one.findings().doubt() == Doubt.UNFAMILIAR ? ", unlike the training images" : "",
                one.mask());
        lesions.forEach(lesion -> text.add("  %s", lesion.words()));
    }

    private void tellRemarks(List<Segmentation> all) {
        SortedMap<String, List<String>> names = new TreeMap<>();
        all.forEach(s -> s.remarks()
                .forEach(remark -> names.computeIfAbsent(remark, r -> new ArrayList<>())
                        .add(Path.of(s.picture()).getFileName().toString())));
        names.forEach((remark, of) ->
                output.caution(Plural.of(of.size(), "image") + " with " + remark + ": " + MaskOptions.firstNames(of)));
    }

    private record Result(List<Segmentation> pictures, List<String> dicom, List<String> engines, Throughput pace) {}
}
