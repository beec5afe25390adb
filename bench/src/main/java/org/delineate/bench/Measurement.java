package org.delineate.bench;

import java.util.Arrays;

/**
 * What one peer did in one task.
 *
 * @param milliseconds of each round; empty where it was not measured
 * @param cpuMilliseconds of all threads of its process, in the same rounds
 * @param peakBytes that its process held at most; 0 where it took part in other tasks before, or the system does not tell
 * @param sample of its first answer
 * @param about versions and settings
 * @param cut the last run took longer than a run may, and was ended: the median is the least that it can be
 * @param problem why it was not measured; else null
 */
record Measurement(
        Task task,
        Peer peer,
        double[] milliseconds,
        double[] cpuMilliseconds,
        long peakBytes,
        float[] sample,
        String about,
        boolean cut,
        String problem) {
    static Measurement unmeasured(Task task, Peer peer, String problem) {
        return new Measurement(task, peer, new double[0], new double[0], 0, new float[0], "", false, problem);
    }

    boolean isMeasured() {
        return problem == null;
    }

    /** Measured, and no run was ended. */
    boolean isWhole() {
        return isMeasured() && !cut;
    }

    double median() {
        return RoundStatistics.median(milliseconds);
    }

    /** How often this one's time goes into the other's, in each round; by the medians where one made fewer rounds. */
    double[] times(Measurement other) {
        if (milliseconds.length != other.milliseconds.length) {
            return new double[] {other.median() / median()};
        }
        double[] ratios = new double[milliseconds.length];
        Arrays.setAll(ratios, i -> other.milliseconds[i] / milliseconds[i]);
        return ratios;
    }

    /** The largest difference of what both gave. */
    double difference(Measurement other) {
        double largest = 0;
        for (int i = 0; i < Math.min(sample.length, other.sample.length); i++) {
            double difference = Math.abs(sample[i] - other.sample[i]);
            largest = Double.isNaN(difference) ? Double.POSITIVE_INFINITY : Math.max(largest, difference);
        }
        return largest;
    }
}
