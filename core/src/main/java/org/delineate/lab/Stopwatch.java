package org.delineate.lab;

import java.util.ArrayList;
import java.util.List;

/**
 * Measures how long tasks take, in rounds in which each runs once, so that a machine that slows down slows all of them
 * down; the median counts.
 */
final class Stopwatch {
    private static final int WARM_UP = 2;
    private static final int LEAST_ROUNDS = 5;
    private static final int MOST_ROUNDS = 50;
    private static final double ENOUGH_SECONDS = 1; // for each task

    private Stopwatch() {}

    /**
     * The median of each task over five to fifty rounds, as many as a second for each task allows, after two to warm
     * up.
     */
    static double[] milliseconds(List<? extends Runnable> tasks) {
        for (int i = 0; i < WARM_UP; i++) {
            tasks.forEach(Runnable::run);
        }
        List<double[]> rounds = new ArrayList<>();
        long begin = System.nanoTime();
        while (rounds.size() < LEAST_ROUNDS
                || rounds.size() < MOST_ROUNDS && System.nanoTime() - begin < ENOUGH_SECONDS * 1e9 * tasks.size()) {
            rounds.add(tasks.stream().mapToDouble(Stopwatch::milliseconds).toArray());
        }
        return medians(rounds);
    }

    private static double milliseconds(Runnable task) {
        long start = System.nanoTime();
        task.run();
        return (System.nanoTime() - start) / 1e6;
    }

    /**
     * The median of each column; of an even number of rows the upper one of the two in the middle.
     *
     * @param rounds one row for each
     */
    static double[] medians(List<double[]> rounds) {
        double[] medians = new double[rounds.get(0).length];
        for (int i = 0; i < medians.length; i++) {
            int column = i;
            medians[i] = rounds.stream()
                    .mapToDouble(row -> row[column])
                    .sorted()
                    .skip(rounds.size() / 2)
                    .findFirst()
                    .orElseThrow();
        }
        return medians;
    }
}
