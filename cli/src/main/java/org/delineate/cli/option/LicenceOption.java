package org.delineate.cli.option;

import picocli.CommandLine.Option;

/** The licence of the weights that a command writes. */
public final class LicenceOption {
    private static final String NOT_STATED = "not stated";

    @Option(
            names = "--licence",
            paramLabel = "TEXT",
            description =
                    "Licence under which the weights may be used; stored in the model (default: " + NOT_STATED + ").")
    private String licence;

    public boolean isGiven() {
        return licence != null;
    }

    public String text() {
        return isGiven() ? licence : NOT_STATED;
    }
}
