package org.delineate.cli.console;

/** Shows how far a task has come, with its rate and the time left. */
public interface Bar extends AutoCloseable {
    /** Moves the bar. @param message shown behind it, may be "" */
    void at(long done, String message);

    /** Prints a line that stays. */
    void line(String text);

    @Override
    void close();
}
