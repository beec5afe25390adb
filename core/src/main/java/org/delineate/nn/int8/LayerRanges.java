package org.delineate.nn.int8;

/** What a convolution takes and gives, with all that is fused into it. */
public record LayerRanges(QuantizationRange input, QuantizationRange output) {
    /** @throws IllegalArgumentException where one is missing */
    public LayerRanges {
        if (input == null || output == null) {
            throw new IllegalArgumentException(
                    "a layer's ranges are two: " + (input == null ? "input" : "output") + " is missing");
        }
    }

    LayerRanges and(LayerRanges other) {
        return other == null ? this : new LayerRanges(input.and(other.input), output.and(other.output));
    }
}
