package org.delineate.experiment;

/** Says how the numbers of a table come about. */
final class Legend {
    static final String TEXT = "Mean ± standard deviation over splits and seeds. Scores without prefix are means over"
            + " images at their original size; pooled scores come from the pixels of all images together; two-class"
            + " scores are means over lesion and background of the pooled pixels.";

    private Legend() {}
}
