package org.delineate.serve.api;

/** Ends a request with a status and one sentence: the rule, the value and the remedy. */
final class Refusal extends RuntimeException {
    private final int status;

    Refusal(int status, String message) {
        super(message);
        this.status = status;
    }

    static Refusal notFound(String what) {
        return new Refusal(404, "there is no such " + what + "; it may have been deleted");
    }

    int status() {
        return status;
    }
}
