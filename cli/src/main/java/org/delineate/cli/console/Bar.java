package org.delineate.cli.console;

/** Shows how far a task has come, with its rate and the time left. */
public interface Bar extends AutoCloseable {
    /** Moves the bar. @param message shown behind it, may be "" */
    void at(long done, String message);

    /** Prints a line that stays, unless the command is to be brief. */
    void line(String text);

    /** Prints what failed while the task goes on: a line that always stays. */
    void failure(String text);

    @Override
    void close();
}
