package org.delineate.model;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.delineate.nn.int8.LayerRanges;

/**
 * Says which convolutions of a model run in int8, and with which ranges.
 *
 * @param calibration how ranges were chosen: percentile or entropy
 * @param pictures images on which ranges were measured
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
