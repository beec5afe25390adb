package org.delineate.sample;

/**
 * One picture at the network's size, with its mask.
 *
 * @param x channel-major floats [channels, height, width], in 0..1 or normalised
 * @param y mask at the network's size [height, width], 0 or 1; null where there is no truth
 * @param geometry the way back to the picture's original size
 */
public record Sample(String name, int channels, int height, int width, float[] x, byte[] y, Geometry geometry) {}
