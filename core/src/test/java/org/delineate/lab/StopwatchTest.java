package org.delineate.lab;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class StopwatchTest {
    @Test
    void tasksTakeTurnsAndTheMediansAreInTheirOrder() {
        List<String> ran = new ArrayList<>();
        double[] medians = Stopwatch.milliseconds(List.of(() -> ran.add("short"), () -> {
            ran.add("long");
            sleep(3);
        }));
        assertEquals(2, medians.length);
        assertTrue(medians[0] < 3 && medians[1] >= 3, medians[0] + " and " + medians[1]);
        assertTrue(
                ran.size() >= 2 * 7 && ran.size() <= 2 * 52, "two rounds to warm up, five to fifty measured: " + ran);
        for (int i = 0; i < ran.size(); i++) {
            assertEquals(i % 2 == 0 ? "short" : "long", ran.get(i));
        }
    }

    @Test
    void slowTasksRunFewerRoundsButFive() {
        List<String> ran = new ArrayList<>();
        Stopwatch.milliseconds(List.<Runnable>of(() -> {
            ran.add("slow");
            sleep(300);
        }));
        assertEquals(7, ran.size());
    }

    @Test
    void medianIsThatOfEachColumn() {
        assertArrayEquals(
                new double[] {2, 20},
                Stopwatch.medians(List.of(new double[] {9, 20}, new double[] {1, 10}, new double[] {2, 30})));
    }

    private static void sleep(int milliseconds) {
        try {
            Thread.sleep(milliseconds);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
