package org.delineate.sample;

/**
 * One picture at the network's size, with its mask.
 *
 * @param x channel-major floats [channels, height, width], in 0..1 or normalised
 * @param y mask at the network's size [height, width], 0, 1 or {@link #IGNORED}; null where there is no truth
 * @param geometry the way back to the picture's original size
 */
public record Sample(String name, int channels, int height, int width, float[] x, byte[] y, Geometry geometry) {
    /** Marks a pixel of the mask that counts neither in training nor in scores. */
    public static final byte IGNORED = 2;
}
