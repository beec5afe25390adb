package org.delineate.parity;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.delineate.block.FeatureAggregation;
import org.delineate.block.SpatialChannelRegulation;
import org.delineate.block.SpatialChannelRegulation.Join;
import org.delineate.block.SpatialGate;
import org.delineate.block.SpectralPool;
import org.delineate.nn.layer.Layer;
import org.delineate.zoo.Renames;
import org.delineate.zoo.SCRNet;
import org.delineate.zoo.TensorNames;

/** Blocks that have golden cases of their own: one line each. */
enum GoldenBlock {
    SPECTRAL_POOL("rcaiunet_part_spectral", () -> new SpectralPool(true, SpectralPool.Axes.HEIGHT_WIDTH), Renames.NONE),
    SCRNET_GATE("scrnet_part_gate", () -> new SpatialGate(32), Renames.NONE),
    SCRNET_FAM("scrnet_part_fam", () -> new FeatureAggregation(32, 4, 7), SCRNet.partsWithin("m.")),
    SCRNET_FAM_POOLED("scrnet_part_fam_pooled", () -> new FeatureAggregation(32, 4, 7), SCRNet.partsWithin("m.")),
    SCRNET_SCRM("scrnet_part_scrm", () -> new SpatialChannelRegulation(32, Join.FAM), SCRNet.partsWithin("")),
    ;

    private final String golden;
    private final Supplier<Layer> maker;
    private final Renames renames;

    GoldenBlock(String golden, Supplier<Layer> maker, Renames renames) {
        this.golden = golden;
        this.maker = maker;
        this.renames = renames;
    }

    static Optional<GoldenBlock> ofGolden(String model) {
        return Arrays.stream(values()).filter(p -> p.golden.equals(model)).findFirst();
    }

    String golden() {
        return golden;
    }

    Layer create() {
        return maker.get();
    }

    TensorNames names() {
        return new TensorNames(renames, Renames.NONE, List.of());
    }
}
