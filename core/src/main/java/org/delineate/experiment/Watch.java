package org.delineate.experiment;

import org.delineate.train.History;

/** Hears what happens in an experiment. */
public interface Watch {
    void note(String text);

    /** Says what is doubtful about the data. */
    void caution(String text);

    /** A run begins, or goes on. @param number of the run among those to do, from 1 */
    void begin(PlannedRun run, int number, int count);

    void epoch(PlannedRun run, History.Epoch epoch);

    /** An image of a test part was scored. @param images of that part */
    void scored(PlannedRun run, String data, int done, int images);

    /** A run has ended, and the table has changed. @param failure why it ended early; "" where it did not */
    void end(PlannedRun run, String failure, ResultTable table);
}
