package org.delineate.bench;

/**
 * One line from a worker.
 *
 * @param milliseconds that a run took, by the clock
 * @param cpuMilliseconds of all threads of the process in that time
 * @param sample of what the run gave: probabilities at evenly spaced places, or the loss; null where nothing was run
 * @param about what was prepared: versions and settings; else null
 * @param problem why it could not be done; null where it could
 */
record Response(double milliseconds, double cpuMilliseconds, float[] sample, String about, String problem) {
    static Response ready(String about) {
        return new Response(0, 0, null, about, null);
    }

    /** Of a run that was ended. */
    static Response cut(double milliseconds) {
        return new Response(milliseconds, 0, new float[0], null, null);
    }

    static Response impossible(Throwable cause) {
        String message = cause.getMessage() == null ? cause.toString() : cause.getMessage();
        return new Response(0, 0, null, null, message.lines().findFirst().orElse(cause.toString()));
    }
}
