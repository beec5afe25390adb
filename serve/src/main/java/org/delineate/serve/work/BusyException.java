package org.delineate.serve.work;

/** Says that a request cannot be taken now, and may be sent again a little later. */
public final class BusyException extends RuntimeException {
    private final int retrySeconds;

    BusyException(String message, int retrySeconds) {
        super(message + "; try again in " + retrySeconds + " seconds");
        this.retrySeconds = retrySeconds;
    }

    /** Returns when it is worth trying again. */
    public int retrySeconds() {
        return retrySeconds;
    }
}
