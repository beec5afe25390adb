package org.delineate.cli.option;

import org.delineate.cli.console.Section;
import org.delineate.zoo.Zoo;
import picocli.CommandLine.Option;

/** The network of a command. */
@Section("Network")
public final class NetworkOption {
    /** Explains the option. */
    public static final String TEXT =
            "Network, by its id, of which `delineate networks` says more: ${COMPLETION-CANDIDATES}.";

    @Option(
            names = "--network",
            completionCandidates = Known.Networks.class,
            converter = Known.Networks.class,
            required = true,
            paramLabel = "ID",
            description = TEXT)
    private String id;

    /** @throws IllegalArgumentException for an unknown one, which lists those there are */
    public Zoo network() {
        return Zoo.of(id);
    }
}
