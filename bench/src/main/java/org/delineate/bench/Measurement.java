package org.delineate.bench;

import java.util.Arrays;

/**
 * Records what one peer did in one task.
 *
 * @param times how long its runs took; without rounds where it was not measured
 * @param peakBytes most memory of its process; 0 where the process ran other tasks before, or the system does not
 *     report it
 * @param sample values of its first output
 * @param about versions and settings
 * @param problem why it was not measured; else null
 */
record Measurement(Task task, Peer peer, Times times, long peakBytes, float[] sample, String about, String problem) {
    /**
     * Holds the times of the rounds.
     *
     * @param milliseconds wall time of each round
     * @param cpuMilliseconds processor time of all threads of the process, in the same rounds
     * @param aborted whether the last run took longer than a run may and was ended: the median is a lower bound then
     */
    record Times(double[] milliseconds, double[] cpuMilliseconds, boolean aborted) {
        private static final Times NONE = new Times(new double[0], new double[0], false);
    }

    /** Records that a peer could not do a task. */
    static Measurement unmeasured(Task task, Peer peer, String problem) {
        return new Measurement(task, peer, Times.NONE, 0, new float[0], "", problem);
    }

    boolean isMeasured() {
        return problem == null;
    }

    boolean isAborted() {
        return times.aborted();
    }

    /** Returns whether it was measured and no run was ended. */
    boolean isComplete() {
        return isMeasured() && !isAborted();
    }

    /** Returns how many rounds were measured. */
    int rounds() {
        return times.milliseconds().length;
    }

    /** Returns the median wall time of the rounds, in milliseconds. */
    double median() {
        return RoundStatistics.median(times.milliseconds());
    }

    /** Returns how many times faster it is than another in each round; by the medians where their rounds differ. */
    double[] speedups(Measurement other) {
        if (rounds() != other.rounds()) {
            return new double[] {other.median() / median()};
        }
        double[] speedups = new double[rounds()];
        Arrays.setAll(speedups, i -> other.times.milliseconds()[i] / times.milliseconds()[i]);
        return speedups;
    }

    /** Returns the largest difference between the samples of both. */
    double difference(Measurement other) {
        double largest = 0;
        for (int i = 0; i < Math.min(sample.length, other.sample.length); i++) {
            double difference = Math.abs(sample[i] - other.sample[i]);
            largest = Double.isNaN(difference) ? Double.POSITIVE_INFINITY : Math.max(largest, difference);
        }
        return largest;
    }
}
