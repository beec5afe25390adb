package org.delineate.metric;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class StatisticsTest {
    @Test
    void leavesUndefinedValuesOutAndCountsThem() {
        Statistics s = Statistics.of(4, Double.NaN, 1, 2, Double.NaN, 3);
        assertEquals(4, s.count());
        assertEquals(2, s.undefined());
        assertEquals(2.5, s.mean());
        assertEquals(2.5, s.median());
        assertEquals(Math.sqrt(5.0 / 3), s.sd(), 1e-15);
    }

    @Test
    void quantilesAreLinearBetweenRanks() {
        Statistics s = Statistics.of(10, 20, 40, 80, 160);
        assertEquals(10, s.quantile(0));
        assertEquals(20, s.quantile(0.25));
        assertEquals(40, s.median());
        assertEquals(112, s.quantile(0.85), 1e-12);
        assertEquals(160, s.quantile(1));
    }

    @Test
    void everySummaryOfNoValueIsUndefined() {
        Statistics s = Statistics.of(Double.NaN);
        assertEquals(0, s.count());
        assertEquals(1, s.undefined());
        for (double v : new double[] {
            s.mean(), s.sd(), s.median(), s.mean95(1).low(), s.mean95(1).high()
        }) {
            assertEquals(Double.NaN, v);
        }
    }

    @Test
    void oneValueHasAMeanButNoSpread() {
        Statistics s = Statistics.of(0.7);
        assertEquals(0.7, s.mean());
        assertEquals(Double.NaN, s.sd());
        assertEquals(new Statistics.Interval(0.7, 0.7), s.mean95(1));
    }

    @Test
    void theIntervalIsThatOfTheNormalApproximationForManyValues() {
        Random random = new Random(5);
        double[] values = random.doubles(400).toArray();
        Statistics s = Statistics.of(values);
        double half = 1.96 * s.sd() / Math.sqrt(400);
        Statistics.Interval interval = s.mean95(7);
        assertEquals(s.mean() - half, interval.low(), 0.05 * half, "seed 5");
        assertEquals(s.mean() + half, interval.high(), 0.05 * half, "seed 5");
    }

    @Test
    void theIntervalCoversTheTrueMeanAsOftenAsItSays() {
        int covered = 0;
        for (int trial = 0; trial < 300; trial++) {
            Statistics.Interval interval =
                    Statistics.of(new Random(trial).doubles(50).toArray()).mean95(trial);
            covered += interval.low() <= 0.5 && 0.5 <= interval.high() ? 1 : 0;
        }
        assertTrue(covered > 270 && covered < 298, covered + " of 300"); // 95 % less what 50 values cost
    }

    /** Four images of each of 40 patients say no more than 40 images: the interval is twice as wide. */
    @Test
    void theIntervalResamplesGroupsAsAWhole() {
        double[] patients = new Random(8).doubles(40).toArray();
        double[] values = new double[160];
        List<String> groups = new ArrayList<>();
        for (int i = 0; i < values.length; i++) {
            values[i] = patients[i % 40];
            groups.add("patient " + i % 40);
        }
        Statistics grouped = Statistics.of(values, groups);
        Statistics.Interval interval = grouped.mean95(7);
        Statistics.Interval ofPatients = Statistics.of(patients).mean95(7);
        assertEquals(ofPatients.low(), interval.low(), 1e-12);
        assertEquals(ofPatients.high(), interval.high(), 1e-12);
        Statistics.Interval ofImages = Statistics.of(values).mean95(7);
        double ratio = (interval.high() - interval.low()) / (ofImages.high() - ofImages.low());
        assertEquals(2, ratio, 0.1);
        assertEquals(Statistics.of(values).mean(), grouped.mean(), 0);
    }

    @Test
    void undefinedValuesLeaveTheirGroup() {
        Statistics s = Statistics.of(new double[] {1, Double.NaN, 0, Double.NaN}, List.of("a", "a", "b", "c"));
        assertEquals(2, s.count());
        assertEquals(new Statistics.Interval(0, 1), s.mean95(1));
        assertThrows(IllegalArgumentException.class, () -> Statistics.of(new double[2], List.of("a")));
    }

    @Test
    void theIntervalIsThePublishedOneForItsSeedInWhateverOrderTheImagesCome() {
        Statistics.Interval interval =
                Statistics.of(0.1, 0.5, 0.8, 0.9, 0.35, 0.62, 0.77).mean95(42);
        assertEquals(0.37, interval.low(), 1e-12); // the same generator written in numpy
        assertEquals(0.7571428571428571, interval.high(), 1e-12);
        assertEquals(
                interval, Statistics.of(0.9, 0.77, 0.1, 0.8, 0.5, 0.35, 0.62).mean95(42));
        double[] many = new Random(3).doubles(60).toArray();
        assertNotEquals(Statistics.of(many).mean95(42), Statistics.of(many).mean95(43));
    }

    @Test
    void rejectsInfinity() {
        assertThrows(IllegalArgumentException.class, () -> Statistics.of(1, Double.POSITIVE_INFINITY));
        assertThrows(IllegalArgumentException.class, () -> Statistics.of(Double.NEGATIVE_INFINITY, 1));
    }

    @Test
    void rejectsAQuantileOutsideZeroToOne() {
        assertThrows(IllegalArgumentException.class, () -> Statistics.of(1).quantile(95));
    }
}
