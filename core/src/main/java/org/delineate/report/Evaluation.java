package org.delineate.report;

import java.io.IOException;
import java.io.Serializable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.delineate.dataset.Case;
import org.delineate.dataset.audit.Seen;
import org.delineate.file.FileNames;
import org.delineate.file.Limits;
import org.delineate.file.UnreadableFileException;
import org.delineate.image.Image;
import org.delineate.image.Mask;
import org.delineate.image.MaskFile;
import org.delineate.infer.Ensemble;
import org.delineate.infer.Focus;
import org.delineate.infer.MeanDice;
import org.delineate.infer.Pipeline;
import org.delineate.infer.Prediction;
import org.delineate.infer.Segmenter;
import org.delineate.infer.Tiles;
import org.delineate.infer.Views;
import org.delineate.lab.DecisionGrid;
import org.delineate.lab.OperatingCurve;
import org.delineate.metric.ImageScores;
import org.delineate.metric.ProbabilityHistogram;
import org.delineate.model.Manifest;
import org.delineate.model.PostProcess;
import org.delineate.sample.Preprocess;
import org.delineate.train.History;

/**
 * Scores a model, or several together, on a cohort: every picture goes through the Segmenter and is scored at its original size.
 *
 * @param batch pictures that go through the network at once
 * @param tiles how larger pictures are cut; null where they go through the network as a whole
 * @param focus how the model is told where the lesion is; null where it is not
 */
public record Evaluation(Cohort cohort, Ensemble ensemble, int batch, Tiles tiles, TruthFocus focus) {
    private static final int SHOWN = 3;
    private static final String SCORES = "scores.json";
    private static final String EMPTY_RULE = "no lesion in the truth: no Dice, IoU or distance, counted by image;"
            + " lesion but nothing marked: Dice and IoU 0, no border distance";

    /** Scores what the model finds by itself. */
    public Evaluation(Cohort cohort, Ensemble ensemble, int batch, Tiles tiles) {
        this(cohort, ensemble, batch, tiles, null);
    }

    /** Is called after each picture. */
    public interface Listener {
        /** @param meanDice of the pictures done so far, NaN where none has one */
        void at(int done, int total, double meanDice);
    }

    /**
     * Writes masks/, per-image.csv, report.html and, last, scores.json.
     *
     * @param out a folder that holds no evaluation yet
     * @param history the curves of the model's run, empty where they are unknown
     * @throws IllegalArgumentException where the folder holds an evaluation
     */
    public Scores write(Path out, List<History.Epoch> history, Protocol.Run run, Listener listener) {
        requireNew(out);
        Map<String, Path> masks = maskFiles(out);
        Thumbnails thumbnails = new Thumbnails();
        List<Scored> all = score(masks, hasCurve(), thumbnails, listener);
        return write(out, history, run, all, thumbnails);
    }

    /**
     * Writes what {@link #write(Path, List, Protocol.Run, Listener)} does, from scores and masks that were made elsewhere.
     *
     * @param all of {@link #score(Map, boolean, Listener)}, one for each case, in their order
     */
    public Scores report(Path out, List<History.Epoch> history, Protocol.Run run, List<Scored> all) {
        requireNew(out);
        Map<String, Path> masks = maskFiles(out);
        Set<String> scored = scored();
        Thumbnails thumbnails = new Thumbnails();
        all.stream()
                .map(Scored::scores)
                .filter(c -> scored.contains(c.name()))
                .sorted(CaseScores.LOWEST_FIRST)
                .limit(Limits.DEFAULT.pages().thumbnails())
                .parallel()
                .forEach(c -> {
                    CasePicture picture = picture(null, c, masks);
                    thumbnails.add(c, picture.image(), picture.truth(), picture.prediction());
                });
        return write(out, history, run, all, thumbnails);
    }

    private Scores write(
            Path out, List<History.Epoch> history, Protocol.Run run, List<Scored> found, Thumbnails thumbnails) {
        Map<String, Path> masks = maskFiles(out);
        Map<String, String> groups = cohort.groups();
        List<Scored> some = found.stream().map(s -> s.of(cohort, groups)).toList();
        List<CaseScores> all = some.stream().map(Scored::scores).toList();
        Set<String> scored = scored();
        Scores scores = Scores.of(
                        all.stream().filter(c -> scored.contains(c.name())).toList(), all)
                .withCurve(curve(some.stream()
                        .filter(s -> scored.contains(s.scores.name()))
                        .toList()));
        Protocol protocol = protocol(scores, run);
        PerImageFile.write(out.resolve("per-image.csv"), all);
        Map<String, Path> links = new HashMap<>();
        masks.forEach((name, file) -> links.put(name, out.relativize(file)));
        CaseTable table = CaseTable.of(scores.cases(), thumbnails.byName(), links);
        HtmlReport.write(out.resolve("report.html"), protocol, scores, history, pictures(scores, masks), table);
        ScoresFile.write(out.resolve(SCORES), protocol, scores);
        return scores;
    }

    /** @throws IllegalArgumentException where the folder holds an evaluation */
    public static void requireNew(Path out) {
        if (Files.exists(out.resolve(SCORES))) {
            throw new IllegalArgumentException(
                    out + " already holds an evaluation; choose another --out, or replace it with --force");
        }
    }

    /** Removes the evaluation that a folder holds, first what says that there is one; other files stay. */
    public static void remove(Path out) {
        Path masks = out.resolve("masks");
        List<Path> files = new ArrayList<>(Stream.of(SCORES, "per-image.csv", "report.html")
                .map(out::resolve)
                .toList());
        try {
            if (Files.isDirectory(masks)) {
                try (Stream<Path> inside = Files.list(masks)) {
                    inside.filter(f -> f.toString().endsWith(".png")).forEach(files::add);
                }
            }
            for (Path file : files) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            throw new UnreadableFileException(out, e);
        }
    }

    /** Says which file takes the mask of each case, by the cases' names. @param out folder of the evaluation */
    public Map<String, Path> maskFiles(Path out) {
        Path folder = out.resolve("masks");
        List<String> names = cohort.cases().stream().map(Case::name).toList();
        List<String> files = FileNames.of(names);
        Map<String, Path> paths = new HashMap<>();
        for (int i = 0; i < names.size(); i++) {
            paths.put(names.get(i), folder.resolve(files.get(i) + ".png"));
        }
        return paths;
    }

    /** Says whether other thresholds are scored too: where a picture is known to have no lesion. */
    public boolean hasCurve() {
        return cohort.hasNormals();
    }

    /**
     * The scores of a case, without what only the whole cohort knows: its group, and whether the model has seen it.
     *
     * @param grid null where no picture of the cohort lacks a lesion
     */
    public record Scored(CaseScores scores, DecisionGrid grid) implements Serializable {
        private Scored of(Cohort cohort, Map<String, String> groups) {
            CaseScores s = scores;
            return new Scored(
                    new CaseScores(
                            s.name(),
                            s.label(),
                            groups.get(s.name()),
                            cohort.seen().of(s.name()),
                            s.scores(),
                            s.histogram(),
                            s.uncertainty()),
                    grid);
        }
    }

    /**
     * Scores the cases and writes their masks: what several machines can share.
     *
     * @param masks as of {@link #maskFiles}
     * @param curve as of {@link #hasCurve} of the whole cohort
     */
    public List<Scored> score(Map<String, Path> masks, boolean curve, Listener listener) {
        return score(masks, curve, null, listener);
    }

    private static OperatingCurve curve(List<Scored> all) {
        boolean normals = all.stream().anyMatch(s -> s.scores.truthEmpty());
        return normals && all.stream().noneMatch(s -> s.grid == null)
                ? OperatingCurve.of(all.stream().map(Scored::grid).toList())
                : null;
    }

    /** @param thumbnails gets a picture of each case that is scored; null where none is wanted */
    private List<Scored> score(Map<String, Path> masks, boolean curve, Thumbnails thumbnails, Listener listener) {
        List<Case> cases = cohort.cases();
        Set<String> scored = scored();
        List<Scored> all = new ArrayList<>();
        try (Segmenter segmenter = ensemble.segmenter(batch, tiles)) {
            PostProcess how = ensemble.manifest().masks().postProcess();
            Cases work = new Cases(cohort, focus, masks, curve ? how : null, scored, thumbnails);
            return Pipeline.run(segmenter, cases.size(), work, one -> {
                all.add(one);
                double dice = MeanDice.of(all.stream()
                        .map(Scored::scores)
                        .filter(c -> scored.contains(c.name()))
                        .mapToDouble(c -> c.scores().overlap().dice()));
                listener.at(all.size(), cases.size(), dice);
            });
        }
    }

    private Set<String> scored() {
        return cohort.scored().stream().map(Case::name).collect(Collectors.toSet());
    }

    /** @param focus null where the model is not told where to look */
    private record Read(Image image, Focus focus) {}

    /** @param grids post-processing of the operating curve; null where there is none @param thumbnails null as well */
    private record Cases(
            Cohort cohort,
            TruthFocus focus,
            Map<String, Path> masks,
            PostProcess grids,
            Set<String> scored,
            Thumbnails thumbnails)
            implements Pipeline.Work<Read, Scored> {
        @Override
        public Read read(int number) {
            Case c = cohort.cases().get(number);
            Image image = cohort.dataset().image(c);
            return new Read(
                    image, focus == null ? null : focus.at(cohort.dataset().mask(c, image), c.name()));
        }

        @Override
        public Views crop(Segmenter segmenter, Read read) {
            return read.focus == null ? segmenter.crop(read.image) : segmenter.crop(read.image, read.focus);
        }

        @Override
        public Scored finish(int number, Read read, Prediction p) {
            Case c = cohort.cases().get(number);
            Image image = read.image;
            MaskFile.write(masks.get(c.name()), p.mask());
            Mask truth = cohort.dataset().mask(c, image);
            ImageScores scores = ImageScores.of(p.probability(), p.mask(), truth);
            CaseScores one = new CaseScores(
                    c.name(),
                    c.label(),
                    c.name(),
                    Seen.UNKNOWN,
                    scores,
                    ProbabilityHistogram.of(p.probability(), truth),
                    p.uncertainty());
            if (thumbnails != null && scored.contains(c.name())) {
                thumbnails.add(one, image, truth, p.mask());
            }
            return new Scored(one, grids == null ? null : DecisionGrid.of(p.probability(), truth, grids.fillHoles()));
        }

        @Override
        public boolean writesFiles() {
            return true;
        }
    }

    private Protocol protocol(Scores scores, Protocol.Run run) {
        Manifest m = ensemble.manifest();
        Preprocess p = m.preprocess();
        return new Protocol(
                cohort.protocol(scores),
                new Protocol.Input(
                        p.height(),
                        p.width(),
                        p.channels(),
                        p.fit().name().toLowerCase(Locale.ROOT),
                        tiles == null ? "none" : tiles.words(),
                        focus == null ? null : focus.words()),
                new Protocol.Model(ensemble.network(), ensemble.parameters(), ensemble.hash()),
                new Protocol.Decision(
                        m.masks().threshold(),
                        m.masks().postProcess().words(),
                        aggregation(scores.all()),
                        EMPTY_RULE,
                        m.masks().tta().words(),
                        m.masks().tuned() == null ? null : m.masks().tuned().words()),
                run);
    }

    private static String aggregation(Scores.Group all) {
        return "per image, then mean"
                + (all.groups() == all.images()
                        ? ""
                        : "; 95 % intervals resample " + all.groups() + " groups (patients, duplicates) of the images");
    }

    private List<CasePicture> pictures(Scores scores, Map<String, Path> masks) {
        List<CasePicture> pictures = new ArrayList<>();
        Rank.select(scores.cases(), SHOWN)
                .forEach((rank, chosen) -> chosen.forEach(c -> pictures.add(picture(rank, c, masks))));
        return pictures;
    }

    private CasePicture picture(Rank rank, CaseScores c, Map<String, Path> masks) {
        Case one = cohort.dataset().find(c.name());
        Image image = cohort.dataset().image(one);
        return new CasePicture(rank, c, image, cohort.dataset().mask(one, image), MaskFile.read(masks.get(c.name())));
    }
}
