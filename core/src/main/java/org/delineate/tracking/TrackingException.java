package org.delineate.tracking;

import java.io.IOException;
import java.io.UncheckedIOException;

/**
 * Reports that an MLflow server could not be reached, or refused a request. The message names the server, the rule and
 * the remedy, and holds no credentials.
 */
public final class TrackingException extends UncheckedIOException {
    private final String code;

    TrackingException(String server, String rule, String remedy, String code, Throwable cause) {
        super("MLflow server " + server + ": " + rule + "; " + remedy, new IOException(rule, cause));
        this.code = code;
    }

    /** Says the same, and how to do without the server. */
    TrackingException(TrackingException other) {
        super(other.getMessage() + " (--mlflow none does without it)", other.getCause());
        code = other.code;
    }

    /** Did the server answer at all? */
    boolean isAnswered() {
        return code != null;
    }

    /** Returns MLflow's name of the error: RESOURCE_DOES_NOT_EXIST; "" where it gave none, null without an answer. */
    String code() {
        return code;
    }
}
