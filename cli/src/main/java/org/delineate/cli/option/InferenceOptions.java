package org.delineate.cli.option;

import org.delineate.cli.console.Section;
import org.delineate.infer.Tiles;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** How images pass through the network: how many at once, whole or in tiles. */
@Section("Engine")
public final class InferenceOptions {
    @Spec(Spec.Target.MIXEE)
    private CommandSpec command;

    @Mixin
    private BatchOption batch;

    @Option(
            names = "--tiles",
            description = "Cut images larger than the network's input into tiles, instead of scaling them.")
    private boolean tiles;

    @Option(
            names = "--overlap",
            converter = Numbers.Overlap.class,
            paramLabel = "PERCENT",
            description = "With --tiles: overlap of neighbouring tiles, in percent of a tile's side (default: 25).")
    private Double overlap;

    public int batch() {
        return batch.size();
    }

    /** Gives the tiles; null where images stay whole. */
    public Tiles tiles() {
        if (!tiles && overlap != null) {
            throw new ParameterException(command.commandLine(), "--overlap goes with --tiles");
        }
        return tiles ? new Tiles(overlap == null ? 0.25 : overlap / 100) : null;
    }
}
