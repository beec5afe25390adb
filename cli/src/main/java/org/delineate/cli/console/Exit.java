package org.delineate.cli.console;

/** How a command ended, as its exit code says it to scripts. */
public enum Exit {
    DONE(0, "everything asked for is done"),
    FAILED(
            1,
            "a file, a server or the machine does not allow it, or some of several files failed; the last lines on"
                    + " standard error say which and why"),
    WRONG_USAGE(2, "the command line is wrong, and nothing was begun"),
    INTERRUPTED(130, "Ctrl-C (SIGINT) ended it; `train` and `experiment` have saved a checkpoint"),
    TERMINATED(143, "SIGTERM ended it, as above");

    private final int code;
    private final String meaning;

    Exit(int code, String meaning) {
        this.code = code;
        this.meaning = meaning;
    }

    public int code() {
        return code;
    }

    /** Says when a command ends so. */
    public String meaning() {
        return meaning;
    }

    /** Tells how a piece of work ended of which some may have failed. */
    public static int of(boolean done) {
        return (done ? DONE : FAILED).code;
    }
}
