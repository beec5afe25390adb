package org.delineate.cli.option;

import org.delineate.infer.Tiles;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** How pictures pass through the network: how many at once, whole or in tiles. */
public final class InferenceOptions {
    @Spec(Spec.Target.MIXEE)
    private CommandSpec command;

    @Option(
            names = "--batch",
            paramLabel = "N",
            defaultValue = "1",
            description = "Pictures at once (default: ${DEFAULT-VALUE}).")
    private int batch;

    @Option(
            names = "--tiles",
            description = "Cut pictures larger than the network's size at their own resolution; else they are scaled.")
    private boolean tiles;

    @Option(
            names = "--overlap",
            paramLabel = "PERCENT",
            description = "With --tiles: share of a tile's side that the next one covers too (default: 25).")
    private Double overlap;

    public int batch() {
        if (batch < 1) {
            throw new ParameterException(command.commandLine(), "--batch is at least 1, not " + batch);
        }
        return batch;
    }

    /** Null where pictures stay whole. */
    public Tiles tiles() {
        if (!tiles && overlap != null) {
            throw new ParameterException(command.commandLine(), "--overlap goes with --tiles");
        }
        try {
            return tiles ? new Tiles(overlap == null ? 0.25 : overlap / 100) : null;
        } catch (IllegalArgumentException e) {
            throw new ParameterException(command.commandLine(), "--overlap: " + e.getMessage(), e);
        }
    }
}
