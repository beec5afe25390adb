package org.delineate.zoo;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.delineate.block.SpectralPool;
import org.delineate.nn.Layer;

/** Blocks that have golden cases of their own: one line each. */
enum Part {
    SPECTRAL_POOL("rcaiunet_part_spectral", () -> new SpectralPool(true, SpectralPool.Axes.HEIGHT_WIDTH), Map.of()),
    ;

    private final String golden;
    private final Supplier<Layer> maker;
    private final Map<String, String> renames;

    Part(String golden, Supplier<Layer> maker, Map<String, String> renames) {
        this.golden = golden;
        this.maker = maker;
        this.renames = renames;
    }

    static Optional<Part> ofGolden(String model) {
        return Arrays.stream(values()).filter(p -> p.golden.equals(model)).findFirst();
    }

    String golden() {
        return golden;
    }

    Layer create() {
        return maker.get();
    }

    Names names() {
        return new Names(renames, Map.of(), List.of());
    }
}
