package org.delineate.bench;

/**
 * One line to a worker.
 *
 * @param task to prepare; else null
 * @param folder with the material of the task; else null
 */
record Request(Verb verb, Task task, String folder) {
    /** What a worker can do; it ends when there are no more requests. */
    enum Verb {
        PREPARE,
        RUN
    }

    static final Request RUN = new Request(Verb.RUN, null, null);
}
