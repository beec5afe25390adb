package org.delineate.report;

import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.ToDoubleFunction;
import org.delineate.file.Plural;
import org.delineate.image.Overlay;
import org.delineate.metric.Reliability;
import org.delineate.train.History.Epoch;

/** Draws the charts and case pictures of a report, inlined, with their captions. */
final class Figures {
    private static final int CASE_PX = 640;
    private static final float CASE_QUALITY = 0.85f;

    private Figures() {}

    /** @param source data URL */
    record Figure(String title, String source, String caption) {}

    /** The pictures of one rank. */
    record Cases(String title, List<Figure> figures) {}

    static List<Figure> curves(List<Epoch> history) {
        if (history.isEmpty()) {
            return List.of();
        }
        boolean validated = history.stream().anyMatch(e -> Double.isFinite(e.valLoss()));
        return List.of(
                chart(
                        "Loss",
                        Curves.loss(history),
                        Plural.of(history.size(), "epoch") + "; "
                                + (validated
                                        ? "training: augmented batches, weights as they change; validation: single images"
                                                + " as they are, the weights that are kept, the network's output alone"
                                        : "no validation loss in this history")),
                chart("Validation Dice", Curves.dice(history), "measured while training; not the result above"));
    }

    static List<Figure> distributions(Scores scores) {
        Map<String, double[]> dice = values(scores, Metric.DICE);
        Map<String, double[]> distance = values(scores, Metric.HAUSDORFF95_PX);
        double largest =
                distance.values().stream().flatMapToDouble(Arrays::stream).max().orElse(0);
        double top = Math.max(10, Math.ceil(largest / 20) * 20);
        return List.of(
                chart("Dice", Distributions.histogram("Dice", 1, dice), left(scores, Metric.DICE)),
                chart(
                        "Dice",
                        Distributions.boxes("Dice", dice),
                        "dot: one image, spread sideways; box: quartiles, median; whiskers: last image within"
                                + " 1.5 boxes"),
                chart(
                        "Hausdorff 95 %",
                        Distributions.histogram("Hausdorff 95 % (px)", top, distance),
                        left(scores, Metric.HAUSDORFF95_PX)),
                chart(
                        "Hausdorff 95 %",
                        Distributions.boxes("Hausdorff 95 % (px)", distance), "in pixels of the original image"));
    }

    /** Dice against the size of the lesion. */
    static Figure sizes(Scores scores) {
        Map<String, double[]> percent =
                values(scores, c -> Double.isNaN(c.dice()) ? Double.NaN : 100 * c.lesionShare());
        return chart(
                "Dice by lesion size",
                Distributions.againstSize(percent, values(scores, CaseScores::dice)),
                "dot: one image; " + scores.misses() + " of " + scores.lesions() + " below the line");
    }

    /** How far the probabilities and the threshold can be trusted. */
    static List<Figure> probabilities(Scores scores, double threshold) {
        Reliability reliability = scores.reliability();
        return List.of(
                chart(
                        "Calibration",
                        Curves.reliability(reliability),
                        String.format(
                                Locale.ROOT,
                                "expected calibration error %.4f over %,d pixels; below the diagonal: too sure",
                                reliability.expectedError(),
                                reliability.pixels())),
                chart(
                        "Threshold",
                        Curves.thresholds(scores, threshold),
                        "the model's own is " + threshold + "; another one is chosen on a validation part, not here"));
    }

    private static String left(Scores scores, Metric metric) {
        Scores.Summary s = scores.all().metrics().get(metric.id());
        return "images per bin, n = " + s.n() + (s.undefined() == 0 ? "" : ", undefined in " + s.undefined());
    }

    private static Map<String, double[]> values(Scores scores, Metric metric) {
        return values(scores, c -> c.scores().byName().get(metric.id()));
    }

    /** Defined values per class, in the one order of classes; that of a class without any is empty. */
    private static Map<String, double[]> values(Scores scores, ToDoubleFunction<CaseScores> metric) {
        Map<String, List<Double>> lists = new LinkedHashMap<>();
        Set<String> classes =
                scores.classes().isEmpty() ? Set.of("all") : scores.classes().keySet();
        classes.forEach(label -> lists.put(Page.legible(label), new ArrayList<>()));
        for (CaseScores c : scores.cases()) {
            double value = metric.applyAsDouble(c);
            if (!Double.isNaN(value)) {
                lists.get(scores.classes().isEmpty() ? "all" : Page.legible(Scores.className(c)))
                        .add(value);
            }
        }
        Map<String, double[]> arrays = new LinkedHashMap<>();
        lists.forEach((label, list) ->
                arrays.put(label, list.stream().mapToDouble(Double::doubleValue).toArray()));
        return arrays;
    }

    private static Figure chart(String title, byte[] png, String caption) {
        return new Figure(title, DataUrl.png(png), caption);
    }

    static List<Cases> cases(List<CasePicture> pictures) {
        List<Cases> cases = new ArrayList<>();
        for (Rank rank : Rank.values()) {
            List<Figure> figures = pictures.stream()
                    .filter(p -> p.rank() == rank)
                    .map(Figures::figure)
                    .toList();
            if (!figures.isEmpty()) {
                cases.add(new Cases(rank.title(), figures));
            }
        }
        return cases;
    }

    private static Figure figure(CasePicture picture) {
        BufferedImage overlay = Overlay.draw(picture.image(), picture.truth(), picture.prediction(), CASE_PX);
        CaseScores c = picture.scores();
        String caption = "Dice " + Metric.DICE.text(c.scores().overlap().dice())
                + (c.predictionEmpty()
                        ? " · nothing marked"
                        : " · Hausdorff 95 % "
                                + Metric.HAUSDORFF95_PX.text(
                                        c.scores().surface().hausdorff95Px()) + " px")
                + (c.label().isEmpty() ? "" : " · " + c.label());
        return new Figure(c.name(), DataUrl.jpeg(overlay, CASE_QUALITY), caption);
    }
}
