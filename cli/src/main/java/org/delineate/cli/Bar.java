package org.delineate.cli;

/** Shows how far a task is, with its rate and the time left. */
interface Bar extends AutoCloseable {
    /** @param message shown behind, may be "" */
    void at(long done, String message);

    /** A line that stays. */
    void line(String text);

    @Override
    void close();
}
