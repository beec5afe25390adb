package org.delineate.experiment;

import java.util.List;

/**
 * Describes a data set of an experiment: where to get it, what its folder looks like, and how it is split.
 *
 * @param layout the folders and files that are expected, in words
 * @param from where to get it
 * @param licence under which it may be used
 * @param cases {@value #LESIONS} leaves out those whose masks are empty, {@value #ALL} keeps them
 * @param sample how many cases are drawn at random, classes in proportion, groups whole; null takes all
 * @param joins names of data sets whose cases are taken together, each a class of its own; empty for a single one
 */
public record DataSource(
        String layout, String from, String licence, String cases, Integer sample, List<String> joins, SplitRule split) {
    static final String LESIONS = "lesions";
    static final String ALL = "all";

    public DataSource {
        joins = joins == null ? List.of() : List.copyOf(joins);
        if (joins.isEmpty()) {
            Experiment.require(layout, "layout of a data set");
            Experiment.require(from, "from, where to get a data set,");
            Experiment.require(licence, "licence of a data set");
        }
        cases = cases == null ? LESIONS : cases;
        if (!cases.equals(LESIONS) && !cases.equals(ALL)) {
            throw new IllegalArgumentException("cases of a data set are lesions or all, not \"" + cases + "\"");
        }
        if (sample != null && sample < 2) {
            throw new IllegalArgumentException("sample is at least 2 cases, got " + sample);
        }
        Experiment.requireThere(split, "split of a data set");
    }

    /** Are several data sets taken together? */
    boolean isJoined() {
        return !joins.isEmpty();
    }
}
