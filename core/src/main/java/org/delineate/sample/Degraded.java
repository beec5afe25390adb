package org.delineate.sample;

import org.delineate.image.Image;
import org.delineate.image.Mask;

/** A picture that was made worse, and the truth where it lies then. */
public record Degraded(Image image, Mask truth) {}
