package org.delineate.dataset;

/** Hears how far some work on the cases of a data set has come: after each case, from several threads, one at a time. */
public interface ProgressListener {
    /** This many of all cases are done. */
    void at(int done, int total);
}
