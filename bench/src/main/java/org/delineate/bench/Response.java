package org.delineate.bench;

/**
 * Is one line from a worker.
 *
 * @param milliseconds wall time of a run
 * @param cpuMilliseconds processor time of all threads of the process in that run
 * @param sample values of the output: probabilities at evenly spaced places, or the loss; null where nothing was run
 * @param about versions and settings of what was prepared; else null
 * @param problem why the request failed; null where it did not
 */
record Response(double milliseconds, double cpuMilliseconds, float[] sample, String about, String problem) {
    static Response ready(String about) {
        return new Response(0, 0, null, about, null);
    }

    /** Describes a run that was ended. */
    static Response aborted(double milliseconds) {
        return new Response(milliseconds, 0, new float[0], null, null);
    }

    static Response failed(Throwable cause) {
        String message = cause.getMessage() == null ? cause.toString() : cause.getMessage();
        return new Response(0, 0, null, null, message.lines().findFirst().orElse(cause.toString()));
    }
}
