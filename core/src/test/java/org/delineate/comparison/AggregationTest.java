package org.delineate.comparison;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.delineate.metric.Confusion;
import org.delineate.metric.MacroScores;
import org.delineate.report.CaseScores;
import org.delineate.report.Metric;
import org.junit.jupiter.api.Test;

class AggregationTest {
    /** Eight images whose lesions of 10 pixels are found, and two with lesions of 100 of which 50 are found. */
    private static List<CaseScores> ten() {
        List<CaseScores> images = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            images.add(i < 8 ? Cohorts.image("i" + i, "g", 10, 10, 0) : Cohorts.image("i" + i, "g", 100, 50, 0));
        }
        return images;
    }

    @Test
    void aggregatesInEachWay() {
        double half = 2 * 50 / (2 * 50 + 50.0);
        assertEquals((8 + 2 * half) / 10, Aggregation.IMAGE.of(ten(), Metric.DICE), 1e-12);
        assertEquals(2 * 180 / (2 * 180 + 100.0), Aggregation.POOLED.of(ten(), Metric.DICE), 1e-12);
        // a batch of eight with Dice 1 and one of two with 200 / 300
        assertEquals((8 * 1 + 2 * half) / 10, Aggregation.BATCHES.of(ten(), Metric.DICE), 1e-12);
        assertEquals((8 * 1 + 2 * 0.5) / 10, Aggregation.BATCHES.of(ten(), Metric.IOU), 1e-12);
        Confusion all = new Confusion(180, 0, 100, 10 * Cohorts.PIXELS - 280);
        assertEquals(MacroScores.of(all).meanIou(), Aggregation.MACRO.of(ten(), Metric.MEAN_IOU_TWO_CLASS), 1e-12);
    }

    @Test
    void batchesFollowTheOrderOfTheFile() {
        List<CaseScores> mixed = new ArrayList<>(ten().subList(8, 10));
        mixed.addAll(ten().subList(0, 8));
        // two large lesions with six small ones, and two small ones alone
        double first = 2.0 * (100 + 60) / (2 * (100 + 60) + 100);
        assertEquals((8 * first + 2) / 10, Aggregation.BATCHES.of(mixed, Metric.DICE), 1e-12);
    }

    @Test
    void hasNoDistanceOfPooledPixels() {
        assertTrue(Double.isNaN(Aggregation.POOLED.of(ten(), Metric.HAUSDORFF95_PX)));
    }

    @Test
    void countsMisses() {
        List<CaseScores> images = List.of(
                Cohorts.image("missed", "g", 100, 5, 0), // Dice 10 / 105
                Cohorts.image("nearly", "g", 100, 6, 0), // Dice 12 / 106
                Cohorts.image("normal", "g", 0, 0, 30));
        assertEquals(1, Aggregates.of(images).misses());
    }

    @Test
    void namesTheAggregationsForAnUnknownOne() {
        assertEquals(Aggregation.UNKNOWN, Aggregation.of(""));
        assertEquals(Aggregation.BATCHES, Aggregation.of("batches"));
        String message = assertThrows(IllegalArgumentException.class, () -> Aggregation.of("batch8"))
                .getMessage();
        assertTrue(message.contains("image, pooled, batches, macro"), message);
    }
}
