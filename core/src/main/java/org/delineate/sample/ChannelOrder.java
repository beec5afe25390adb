package org.delineate.sample;

/** In which order a coloured picture's channels become those of the network's input. */
public enum ChannelOrder {
    /** Red, green, blue, as almost every program hands them on. */
    RGB,
    /** Blue, green, red, as OpenCV reads pictures. */
    BGR;

    /** Names the channels: "red, green, blue". */
    public String words() {
        return this == RGB ? "red, green, blue" : "blue, green, red";
    }
}
