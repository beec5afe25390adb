package org.delineate.nn.compile;

import java.util.IdentityHashMap;
import java.util.Map;
import org.delineate.nn.Tensor;
import org.delineate.nn.int8.ActivationHistogram;
import org.delineate.nn.int8.LayerRanges;

/** What the convolutions of a compiled network take and give, seen on real pictures. */
public final class Calibration {
    private record Seen(ActivationHistogram input, ActivationHistogram output) {}

    private final CompiledGraph network;
    private final Map<Tensor, Seen> layers = new IdentityHashMap<>();

    /** @param network in float32, without layers in 8 bits */
    public Calibration(CompiledGraph network) {
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
                            Seen seen = layers.computeIfAbsent(
                                    weight, w -> new Seen(new ActivationHistogram(), new ActivationHistogram()));
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
        ActivationHistogram.Choice how = ActivationHistogram.choice(choice);
        Seen seen = layers.get(weight);
        if (seen == null) {
            throw new IllegalArgumentException("no picture went through a convolution with this weight");
        }
        return new LayerRanges(seen.input.range(how), seen.output.range(how));
    }
}
