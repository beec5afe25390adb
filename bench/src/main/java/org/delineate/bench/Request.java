package org.delineate.bench;

/**
 * Is one line to a worker.
 *
 * @param task task to prepare; else null
 * @param folder folder with the files of the task; else null
 */
record Request(Verb verb, Task task, String folder) {
    /** Lists what a worker can do; it ends when there are no more requests. */
    enum Verb {
        PREPARE,
        RUN
    }

    static final Request RUN = new Request(Verb.RUN, null, null);
}
