package org.delineate.lab;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.IntConsumer;
import org.delineate.dataset.Case;
import org.delineate.dataset.Dataset;
import org.delineate.image.Image;
import org.delineate.image.Mask;
import org.delineate.infer.Backend;
import org.delineate.infer.MeanDice;
import org.delineate.infer.Pipeline;
import org.delineate.infer.Prediction;
import org.delineate.infer.Segmenter;
import org.delineate.infer.Views;
import org.delineate.metric.Confusion;
import org.delineate.metric.TemperatureScaling;
import org.delineate.model.Manifest;
import org.delineate.model.Model;
import org.delineate.model.PostProcess;
import org.delineate.model.TestTimeAugmentation;

/**
 * Chooses how a model's probabilities become masks, on pictures of their own: test-time augmentation, threshold,
 * minimum area of a region, and the temperature that calibrates the probabilities.
 *
 * @param before what the model's own values reach on the same pictures
 * @param trials one for each test-time augmentation that was tried, in order
 * @param chosen one of the trials
 * @param point of its curve, whose threshold is one of the probabilities before calibration
 * @param temperature of the chosen trial
 */
public record Tuning(Before before, List<Trial> trials, Trial chosen, OperatingCurve.Point point, double temperature) {
    /** Least gain of Dice for which a picture is shown twice, which takes twice the time. */
    static final double LEAST_GAIN = 0.002;

    /** What the model's own values reach, in the terms of {@link OperatingCurve.Point}. */
    public record Before(Manifest.Masks masks, double dice, double lesionsMissed, double normalsEmpty) {}

    /** One test-time augmentation with all thresholds and minimum areas. */
    public record Trial(TestTimeAugmentation tta, OperatingCurve curve, TemperatureScaling reliability) {}

    private record Scored(DecisionGrid grid, int[][] counts, double dice, boolean empty) {}

    /**
     * Runs the model on every picture once for each of {@link #runs}, and chooses.
     *
     * @param normalsEmpty wanted share of the pictures without a lesion that stay unmarked; 0 = any
     * @param tried test-time augmentations to choose from
     * @param done is called with the number of pictures done so far, of all runs
     * @throws IllegalArgumentException where no picture has a lesion, or the wanted share cannot be reached or measured
     */
    public static Tuning of(
            Model model,
            Backend backend,
            Dataset dataset,
            List<Case> cases,
            double normalsEmpty,
            List<TestTimeAugmentation> tried,
            IntConsumer done) {
        if (!(normalsEmpty >= 0 && normalsEmpty <= 1)) {
            throw new IllegalArgumentException(
                    "the wanted share of unmarked images without a lesion is 0 to 1, not " + normalsEmpty);
        }
        List<Trial> trials = new ArrayList<>();
        Manifest.Masks own = model.manifest().masks();
        Before before = null;
        int from = 0;
        for (TestTimeAugmentation tta : runs(model, tried)) {
            List<Scored> all = scored(model, backend, dataset, cases, tta, from, done);
            from += cases.size();
            before = tta == own.tta() ? before(own, all) : before;
            if (tried.contains(tta)) {
                trials.add(new Trial(
                        tta,
                        OperatingCurve.of(all.stream().map(Scored::grid).toList()),
                        TemperatureScaling.of(all.stream().map(Scored::counts).toList())));
            }
        }
        require(trials.get(0).curve, normalsEmpty);
        Trial chosen = chosen(trials, normalsEmpty);
        return new Tuning(
                before,
                trials,
                chosen,
                chosen.curve.choose(normalsEmpty).orElseThrow(),
                chosen.reliability.temperature());
    }

    /** The test-time augmentations with which every picture is run: those that are tried, and the model's own. */
    public static Set<TestTimeAugmentation> runs(Model model, List<TestTimeAugmentation> tried) {
        Set<TestTimeAugmentation> runs = EnumSet.copyOf(tried);
        runs.add(model.manifest().masks().tta());
        return runs;
    }

    private static void require(OperatingCurve curve, double normalsEmpty) {
        if (curve.lesions() == 0) {
            throw new IllegalArgumentException("none of the images has a lesion; a threshold is chosen by their Dice");
        }
        if (normalsEmpty > 0 && curve.normals() == 0) {
            throw new IllegalArgumentException("all images have a lesion, so that nobody knows how many without one"
                    + " would stay unmarked; add some (--with-normals), or ask for no share");
        }
    }

    private static Trial chosen(List<Trial> trials, double normalsEmpty) {
        Trial best = null;
        for (Trial trial : trials) {
            double dice = dice(trial, normalsEmpty);
            if (!Double.isNaN(dice) && (best == null || dice >= dice(best, normalsEmpty) + LEAST_GAIN)) {
                best = trial;
            }
        }
        if (best == null) {
            double most = trials.stream()
                    .flatMap(t -> t.curve.points().stream())
                    .mapToDouble(OperatingCurve.Point::normalsEmpty)
                    .max()
                    .orElseThrow();
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT,
                    "no threshold and minimum area leaves %.0f %% of the %d images without a lesion unmarked; at most"
                            + " %.0f %% are: ask for less",
                    100 * normalsEmpty,
                    trials.get(0).curve.normals(),
                    100 * most));
        }
        return best;
    }

    private static double dice(Trial trial, double normalsEmpty) {
        return trial.curve.choose(normalsEmpty).map(OperatingCurve.Point::dice).orElse(Double.NaN);
    }

    private static Before before(Manifest.Masks masks, List<Scored> all) {
        return new Before(
                masks,
                MeanDice.of(all.stream().mapToDouble(Scored::dice)),
                share(all.stream().filter(s -> s.grid.hasLesion()).toList()),
                share(all.stream().filter(s -> !s.grid.hasLesion()).toList()));
    }

    private static double share(List<Scored> pictures) {
        return pictures.stream().mapToDouble(s -> s.empty ? 1 : 0).average().orElse(Double.NaN);
    }

    private static List<Scored> scored(
            Model model,
            Backend backend,
            Dataset dataset,
            List<Case> cases,
            TestTimeAugmentation tta,
            int from,
            IntConsumer done) {
        Manifest.Masks own = model.manifest().masks();
        Manifest.Masks plain = new Manifest.Masks(own.threshold(), PostProcess.NONE, own.labels(), tta, 1.0, null);
        List<Scored> all = new ArrayList<>();
        try (Segmenter segmenter = Segmenter.of(model.with(model.manifest().withMasks(plain)), backend, 1, null)) {
            return Pipeline.run(segmenter, cases.size(), new Scoring(dataset, cases, own), one -> {
                all.add(one);
                done.accept(from + all.size());
            });
        }
    }

    private record Scoring(Dataset dataset, List<Case> cases, Manifest.Masks own)
            implements Pipeline.Work<Image, Scored> {
        @Override
        public Image read(int number) {
            return dataset.image(cases.get(number));
        }

        @Override
        public Views crop(Segmenter segmenter, Image image) {
            return segmenter.crop(image);
        }

        @Override
        public Scored finish(int number, Image image, Prediction p) {
            Mask truth = dataset.mask(cases.get(number), image);
            float threshold = (float) TemperatureScaling.scaled(own.threshold(), 1 / own.temperature());
            Mask mask = own.postProcess().apply(Mask.above(threshold, truth.height(), truth.width(), p.probability()));
            Confusion counts = Confusion.of(mask, truth);
            return new Scored(
                    DecisionGrid.of(p.probability(), truth, own.postProcess().fillHoles()),
                    TemperatureScaling.counts(p.probability(), truth),
                    truth.isEmpty() ? Double.NaN : counts.dice(),
                    !counts.hasPrediction());
        }

        @Override
        public boolean writesFiles() {
            return false;
        }
    }

    /** The values for the model's file; the threshold is one of calibrated probabilities. */
    public Manifest.Masks masks(Manifest.Tuned tuned) {
        Manifest.Masks own = before.masks;
        double threshold = Math.round(1e6 * TemperatureScaling.scaled(point.threshold(), temperature)) / 1e6;
        return new Manifest.Masks(
                threshold,
                new PostProcess(own.postProcess().fillHoles(), point.minAreaShare()),
                own.labels(),
                chosen.tta,
                temperature,
                tuned);
    }
}
