package org.delineate.sample;

/** How a picture is resized to the network's input. */
public enum Fit {
    /** Scales height and width each on its own: no border, shapes are distorted. */
    STRETCH,
    /** Scales both by one factor and pads with black around the centre: shapes stay. */
    PAD
}
