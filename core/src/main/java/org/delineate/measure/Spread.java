package org.delineate.measure;

/** Bounds each measure of a lesion. */
public record Spread(Measures low, Measures high) {}
