package org.delineate.model;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.delineate.nn.int8.LayerRanges;

/**
 * Which convolutions of a model run in 8 bits in the precision int8, and how that was found.
 *
 * @param calibration how ranges were chosen: percentile or entropy
 * @param pictures that were looked at
 * @param layers ranges by the names of the weights, in the order in which they run
 */
public record Quantization(String calibration, int pictures, Map<String, LayerRanges> layers) {
    /** @throws IllegalArgumentException where a component is missing */
    public Quantization {
        if (calibration == null || layers == null || layers.containsValue(null)) {
            throw new IllegalArgumentException("a quantization has a calibration and the ranges of its layers");
        }
        layers = Collections.unmodifiableMap(new LinkedHashMap<>(layers));
    }
}
