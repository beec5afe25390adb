package org.delineate.metric;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.NullNode;
import java.util.ArrayList;
import java.util.List;
import org.delineate.image.Mask;
import org.junit.jupiter.api.Test;

/** Compares twelve pairs with public implementations; where a mask is empty, the rule for empty masks decides. */
class GoldenMetricsTest {
    private final JsonNode file = GoldenScores.read("metrics.json");

    @Test
    void equalsIndependentImplementations() {
        GoldenScores golden = new GoldenScores();
        for (JsonNode pair : file.get("pairs")) {
            Mask truth = GoldenScores.truth(pair);
            float[] p = GoldenScores.probability(pair);
            Mask prediction = Mask.above(0.5f, truth.height(), truth.width(), p);
            String name = pair.get("name").textValue();
            JsonNode values = pair.get("values");
            compareCounts(golden, name, values, Confusion.of(prediction, truth));
            compareScores(golden, name, values, ImageScores.of(p, prediction, truth));
        }
        assertEquals(List.of(), golden.failures("metrics.json"));
    }

    private static void compareCounts(GoldenScores golden, String name, JsonNode values, Confusion c) {
        JsonNode counts = values.get("counts");
        golden.compare(name, "counts.tp", counts.get("tp"), c.truePositive(), 0);
        golden.compare(name, "counts.fp", counts.get("fp"), c.falsePositive(), 0);
        golden.compare(name, "counts.fn", counts.get("fn"), c.falseNegative(), 0);
        golden.compare(name, "counts.tn", counts.get("tn"), c.trueNegative(), 0);
        JsonNode binary = values.get("binary");
        golden.compare(name, "counts.dice", binary.get("dice"), c.dice(), 1e-12);
        golden.compare(name, "counts.iou", binary.get("iou"), c.iou(), 1e-12);
        golden.compare(name, "counts.precision", binary.get("precision"), c.precision(), 1e-12);
        golden.compare(name, "counts.recall", binary.get("recall"), c.recall(), 1e-12);
        golden.compare(name, "counts.specificity", binary.get("specificity"), c.specificity(), 1e-12);
        golden.compare(name, "counts.accuracy", binary.get("accuracy"), c.accuracy(), 1e-12);
        golden.compare(name, "counts.mean_iou_two_class", binary.get("miou_bg_fg"), c.meanIouTwoClass(), 1e-12);
        golden.compare(
                name, "counts.thresholded_iou", values.get("rca_thresholded_iou"), c.thresholdedMeanIou(), 1e-12);
    }

    private static void compareScores(GoldenScores golden, String name, JsonNode values, ImageScores s) {
        // No lesion: the project's rule says NaN where a library gives 0 for a false alarm.
        JsonNode overlap = s.confusion().hasLesion() ? values.get("binary") : MissingNode.getInstance();
        golden.compare(name, "dice", overlap.path("dice"), s.overlap().dice(), 1e-12);
        golden.compare(name, "iou", overlap.path("iou"), s.overlap().iou(), 1e-12);
        golden.compare(name, "precision", overlap.path("precision"), s.overlap().precision(), 1e-12);
        golden.compare(name, "recall", overlap.path("recall"), s.overlap().recall(), 1e-12);
        golden.compare(
                name,
                "mean_iou_two_class",
                overlap.path("miou_bg_fg"),
                s.overlap().meanIouTwoClass(),
                1e-12);
        JsonNode thresholded = s.confusion().hasLesion() ? values.get("rca_thresholded_iou") : NullNode.getInstance();
        golden.compare(name, "thresholded_mean_iou", thresholded, s.overlap().thresholdedMeanIou(), 1e-12);
        JsonNode all = values.get("binary");
        golden.compare(name, "specificity", all.path("specificity"), s.overlap().specificity(), 1e-12);
        golden.compare(name, "accuracy", all.path("accuracy"), s.overlap().accuracy(), 1e-12);

        JsonNode surface = values.get("surface");
        golden.compare(
                name, "hausdorff95_px", surface.path("hd95_pooled"), s.surface().hausdorff95Px(), 1e-12);
        golden.compare(name, "assd_px", surface.path("asd_pooled"), s.surface().assdPx(), 1e-12);
        if (surface.isObject()) { // a missed lesion has the values EmptyMaskTest states
            golden.compare(
                    name, "surface_dice_1px", surface.get("nsd_1"), s.surface().surfaceDice1px(), 1e-12);
            golden.compare(
                    name, "surface_dice_2px", surface.get("nsd_2"), s.surface().surfaceDice2px(), 1e-12);
            golden.compare(
                    name,
                    "average_hausdorff_px",
                    surface.get("ahd_regions_mean"),
                    s.surface().averageHausdorffPx(),
                    1e-12);
        }

        JsonNode raw = values.get("pysodmetrics_raw");
        golden.compare(name, "mae", raw.get("mae"), s.map().mae(), 1e-9);
        golden.compare(name, "s_measure", raw.get("s_measure"), s.map().sMeasure(), 1e-9);
        golden.compare(name, "e_measure_mean", raw.get("e_mean"), s.map().eMeasureMean(), 1e-9);
        golden.compare(name, "e_measure_max", raw.get("e_max"), s.map().eMeasureMax(), 1e-9);
        JsonNode weighted = s.confusion().hasLesion() ? raw.get("weighted_f") : NullNode.getInstance();
        golden.compare(name, "weighted_f", weighted, s.map().weightedF(), 1e-9);
    }

    @Test
    void bordersEqualIndependentImplementations() {
        GoldenScores golden = new GoldenScores();
        for (JsonNode pair : file.get("pairs")) {
            Mask truth = GoldenScores.truth(pair);
            Mask prediction = Mask.above(0.5f, truth.height(), truth.width(), GoldenScores.probability(pair));
            JsonNode surface = pair.get("values").get("surface");
            String name = pair.get("name").textValue();
            if (surface.isObject()) {
                int predicted = SurfaceDistances.border(prediction).areaPx();
                golden.compare(name, "border_pixels", surface.get("border_pixels_pred"), predicted, 0);
                int annotated = SurfaceDistances.border(truth).areaPx();
                golden.compare(name, "border_pixels", surface.get("border_pixels_gt"), annotated, 0);
            }
        }
        assertEquals(List.of(), golden.failures("metrics.json, borders"));
    }

    @Test
    void pooledCountsAndMeanOfImagesAreBothRight() {
        List<Confusion> images = new ArrayList<>();
        for (JsonNode pair : file.get("pairs")) {
            Mask truth = GoldenScores.truth(pair);
            images.add(Confusion.of(
                    Mask.above(0.5f, truth.height(), truth.width(), GoldenScores.probability(pair)), truth));
        }
        JsonNode aggregate = file.get("aggregate");
        Confusion pooled = Confusion.sum(images);
        assertEquals(aggregate.get("dice_of_pooled_counts").doubleValue(), pooled.dice(), 1e-12);
        assertEquals(aggregate.get("iou_of_pooled_counts").doubleValue(), pooled.iou(), 1e-12);
        Statistics dice =
                Statistics.of(images.stream().mapToDouble(Confusion::dice).toArray());
        assertEquals(1, dice.undefined());
        double withBothEmptyAsOne = (dice.mean() * dice.count() + 1) / 12;
        assertEquals(aggregate.get("mean_dice_with_both_empty_as_1").doubleValue(), withBothEmptyAsOne, 1e-12);
    }
}
