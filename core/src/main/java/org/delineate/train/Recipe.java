package org.delineate.train;

import java.util.List;
import java.util.Optional;
import org.delineate.model.PretrainedEncoder;
import org.delineate.sample.Augment;
import org.delineate.sample.ChannelOrder;
import org.delineate.sample.Fit;
import org.delineate.zoo.Zoo;

/** Trains a network as it is trained where nothing else is said. */
public final class Recipe {
    /** The network that is trained where none is named: the highest on BUSI of the small ones, docs/results/busi.md. */
    static final Zoo NETWORK = Zoo.UNET_MOBILENET_V2_SLIM;

    private Recipe() {}

    /**
     * Gives the recipe that went highest on BUSI: docs/results/busi.md. A network whose encoder comes pretrained with the
     * program starts from it, learns more slowly there, is augmented more, and needs half of the epochs.
     */
    public static TrainConfig of(String network) {
        Optional<PretrainedEncoder> encoder = PretrainedEncoder.of(Zoo.of(network));
        return new TrainConfig(
                network,
                new TrainConfig.Variant(1, 0),
                new TrainConfig.Input(
                        3,
                        ChannelOrder.RGB,
                        256,
                        Fit.STRETCH,
                        encoder.isPresent() ? Augment.ULTRASOUND : Augment.UPRIGHT),
                new TrainConfig.Loop(encoder.isPresent() ? 60 : 120, 8, 1, 1, 0, 1e-4, 0),
                new TrainConfig.Descent("unext", List.of(), "adamw", 0.9, 1e-2, 0.995),
                new TrainConfig.Rate(encoder.isPresent() ? 1e-3 : 2e-3, 1e-5, "cosine", 1, 5),
                encoder.map(e -> TrainConfig.Start.pretrained(e, 0.3)).orElse(TrainConfig.Start.RANDOM),
                new TrainConfig.Resources("cpu", "auto", 2, 1, 2048, 1));
    }
}
