package org.delineate.cli.option;

import org.delineate.zoo.Zoo;
import picocli.CommandLine.Option;

/** The network of a command. */
public final class NetworkOption {
    /** Explains the option. */
    public static final String TEXT = "Network, by its id: `delineate networks` lists them.";

    @Option(names = "--network", required = true, paramLabel = "ID", description = TEXT)
    private String id;

    /** @throws IllegalArgumentException for an unknown one, which lists those there are */
    public Zoo network() {
        return Zoo.of(id);
    }
}
