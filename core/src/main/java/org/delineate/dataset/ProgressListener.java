package org.delineate.dataset;

/**
 * Listens to the progress over the cases of a data set; called after each case, from several threads, one at a time.
 */
public interface ProgressListener {
    /** This many of all cases are done. */
    void at(int done, int total);
}
