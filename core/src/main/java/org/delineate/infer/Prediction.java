package org.delineate.infer;

import org.delineate.image.Mask;

/**
 * What the network says of one picture, at the picture's original size.
 *
 * @param probability of the lesion, [height * width] row-major
 * @param mask probability above the threshold, post-processed
 */
public record Prediction(float[] probability, Mask mask) {}
