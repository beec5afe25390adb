package org.delineate.cli.console;

/** Shows how far a task is, with its rate and the time left. */
public interface Bar extends AutoCloseable {
    /** @param message shown behind, may be "" */
    void at(long done, String message);

    /** A line that stays. */
    void line(String text);

    @Override
    void close();
}
