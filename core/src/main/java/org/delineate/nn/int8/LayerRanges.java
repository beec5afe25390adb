package org.delineate.nn.int8;

/** The ranges of a convolution's input and of its output, after all that is fused into it. */
public record LayerRanges(QuantizationRange input, QuantizationRange output) {
    /** @throws IllegalArgumentException where one is missing */
    public LayerRanges {
        if (input == null || output == null) {
            throw new IllegalArgumentException(
                    "a layer's ranges are two: " + (input == null ? "input" : "output") + " is missing");
        }
    }
}
