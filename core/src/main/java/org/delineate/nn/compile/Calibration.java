package org.delineate.nn.compile;

import java.util.IdentityHashMap;
import java.util.Map;
import org.delineate.nn.Tensor;
import org.delineate.nn.int8.ActivationHistogram;
import org.delineate.nn.int8.LayerRanges;

/**
 * Measures the ranges of the inputs and outputs of a compiled network's convolutions on real images, for quantization.
 */
public final class Calibration {
    private record Histograms(ActivationHistogram input, ActivationHistogram output) {}

    private final CompiledGraph network;
    private final Map<Tensor, Histograms> layers = new IdentityHashMap<>();

    /** @param network in float32, nothing of it quantized */
    public Calibration(CompiledGraph network) {
        this.network = network;
    }

    /**
     * Runs the network and counts what its convolutions read and return; call it inside a scope of inference.
     *
     * @return the network's first output
     * @throws ArithmeticException where a layer's values are not finite
     */
    public Tensor observe(Tensor x) {
        return network.observe(
                        (operation, in, result, milliseconds) -> {
                            if (operation.fusion() != null) {
                                Histograms layer = layers.computeIfAbsent(
                                        operation.fusion().weightNode().value(),
                                        w -> new Histograms(new ActivationHistogram(), new ActivationHistogram()));
                                layer.input.add(in[0]);
                                layer.output.add(result);
                            }
                        },
                        x)
                .get(0);
    }

    /**
     * The ranges of the convolution with this weight.
     *
     * @param method percentile (all but the outermost 0.01 % on either side) or entropy (least divergence)
     * @throws IllegalArgumentException for another method, or where no image went through such a convolution
     */
    public LayerRanges ranges(Tensor weight, String method) {
        ActivationHistogram.Method how = ActivationHistogram.Method.of(method);
        Histograms layer = layers.get(weight);
        if (layer == null) {
            throw new IllegalArgumentException("no image went through a convolution with this weight");
        }
        return new LayerRanges(layer.input.range(how), layer.output.range(how));
    }
}
