package org.delineate.nn;

import java.util.IdentityHashMap;
import java.util.Map;

/** What the convolutions of a compiled network take and give, seen on real pictures. */
public final class Calibration {
    private record Seen(Histogram input, Histogram output) {}

    private final Compiled network;
    private final Map<Tensor, Seen> layers = new IdentityHashMap<>();

    /** @param network in float32, without layers in 8 bits */
    public Calibration(Compiled network) {
        this.network = network;
    }

    /**
     * Runs it; call inside a scope of inference.
     *
     * @throws ArithmeticException where a layer's values are not finite
     */
    public Tensor observe(Tensor x) {
        return network.observe(
                        (weight, input, output) -> {
                            Seen seen = layers.computeIfAbsent(weight, w -> new Seen(new Histogram(), new Histogram()));
                            seen.input.add(input);
                            seen.output.add(output);
                        },
                        x)
                .get(0);
    }

    /**
     * Of the convolution with this weight.
     *
     * @param choice percentile (all but the outermost 0.01 % on either side) or entropy (least divergence)
     * @throws IllegalArgumentException for another choice, or where no picture went through such a convolution
     */
    public LayerRanges ranges(Tensor weight, String choice) {
        Histogram.Choice how = Histogram.choice(choice);
        Seen seen = layers.get(weight);
        if (seen == null) {
            throw new IllegalArgumentException("no picture went through a convolution with this weight");
        }
        return new LayerRanges(seen.input.range(how), seen.output.range(how));
    }
}
