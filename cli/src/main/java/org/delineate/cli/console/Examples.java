package org.delineate.cli.console;

/** The end of a command's help. */
public final class Examples {
    /** Stands above the examples. */
    public static final String HEADING = "%nExamples:%n";

    private Examples() {}
}
