package org.delineate.sample;

/** How a picture is brought to the network's size. */
public enum Fit {
    /** Height and width are scaled each on its own: no border, shapes are distorted. */
    STRETCH,
    /** One scale for both, the rest black, the picture in the middle: shapes stay. */
    PAD
}
