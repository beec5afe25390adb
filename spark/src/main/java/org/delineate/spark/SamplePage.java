package org.delineate.spark;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import org.delineate.cli.archive.ArchiveRequest;
import org.delineate.cli.console.Bar;
import org.delineate.cli.console.Output;
import org.delineate.dataset.OtherFiles;
import org.delineate.dataset.PictureFiles;
import org.delineate.file.Json;
import org.delineate.image.Picture;
import org.delineate.infer.Segmentation;
import org.delineate.infer.Segmenter;
import org.delineate.infer.Throughput;
import org.delineate.measure.UncertainLesion;
import org.delineate.report.DataUrl;
import org.delineate.report.Page;

/** Shows a few pictures of an archive with their outlines, so that eyes judge the model before it works for a night. */
final class SamplePage {
    /** Names the page in the folder of the results. */
    static final String FILE = "sample.html";

    /** A picture as it stands on the page. @param source data URL, "" where it could not be read */
    private record Shown(String source, String name, String facts, List<String> lesions) {}

    private record Sampled(OpenedFile opened, Picture picture) {}

    private final ArchiveRequest request;
    private final Path temporary;
    private final Configuration hadoop;
    private final List<Sampled> readable = new ArrayList<>();
    private final List<Shown> shown = new ArrayList<>();

    private SamplePage(ArchiveRequest request, Path temporary, Configuration hadoop) {
        this.request = request;
        this.temporary = temporary;
        this.hadoop = hadoop;
    }

    /**
     * Segments the chosen files on this machine.
     *
     * @param options in words
     * @param files of the whole archive
     * @return the page
     */
    static byte[] of(
            ArchiveRequest request,
            List<ArchiveFile> chosen,
            String options,
            int files,
            Configuration hadoop,
            Output output) {
        Path temporary = TemporaryFolder.create();
        try {
            SamplePage page = new SamplePage(request, temporary, hadoop);
            chosen.forEach(page::open);
            page.segment(output);
            Map<String, Object> content =
                    Json.object("count", page.shown.size(), "files", files, "options", options, "pictures", page.shown);
            return Page.of(SamplePage.class, FILE, content).getBytes(StandardCharsets.UTF_8);
        } finally {
            TemporaryFolder.delete(temporary);
        }
    }

    private void open(ArchiveFile file) {
        try {
            OpenedFile opened = OpenedFile.of(file, temporary, hadoop);
            List<Picture> pictures = Picture.in(opened.path());
            if (pictures.isEmpty()) {
                shown.add(new Shown("", file.name(), PicturePass.NO_PIXELS, List.of()));
            } else {
                readable.add(new Sampled(opened, pictures.get(0)));
            }
        } catch (RuntimeException e) {
            shown.add(new Shown("", file.name(), e.getMessage(), List.of()));
        }
    }

    private void segment(Output output) {
        PictureFiles files = new PictureFiles(
                readable.stream().map(Sampled::picture).toList(), List.of(), OtherFiles.NONE, List.of());
        try (Segmenter segmenter = request.models()
                        .ensemble()
                        .segmenter(request.pass().batch(), request.pass().tiles());
                Bar bar = output.bar("sample", "images", 0, readable.size())) {
            long start = System.nanoTime();
            List<Segmentation> all = Segmentation.write(
                    segmenter,
                    files,
                    temporary.resolve("masks"),
                    new Segmentation.Forms(true, Set.of()),
                    request.scale(),
                    null,
                    (done, total, last) -> bar.at(done, ""));
            output.note(Throughput.of(segmenter, all.size(), (System.nanoTime() - start) / 1e9)
                    .words());
            for (int i = 0; i < all.size(); i++) {
                show(readable.get(i), all.get(i));
            }
        }
    }

    private void show(Sampled sampled, Segmentation one) {
        String name = sampled.opened.file().name() + sampled.picture.suffix();
        if (!one.error().isEmpty()) {
            shown.add(new Shown("", name, sampled.opened.named(one.error()), List.of()));
            return;
        }
        Segmentation.Findings found = one.findings();
        String facts = String.format(
                Locale.ROOT,
                "%s, %.2f %% of the image, uncertainty %.2f%s",
                found.lesions().isEmpty() ? "no lesion" : found.lesions().size() + " marked",
                100 * found.share(),
                found.uncertainty(),
                found.doubt() == null
                        ? ""
                        : ": " + found.doubt().name().toLowerCase(Locale.ROOT).replace('_', ' '));
        try {
            shown.add(new Shown(
                    DataUrl.png(Files.readAllBytes(Path.of(one.overlay()))),
                    name,
                    facts,
                    found.lesions().stream().map(UncertainLesion::words).toList()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
