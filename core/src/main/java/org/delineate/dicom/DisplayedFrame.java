package org.delineate.dicom;

import java.util.List;

/**
 * Holds one frame as a viewer shows it: row-major, channels interleaved, unsigned samples of 8 or 16 bits.
 *
 * @param channels 1 for grey, 3 for red, green, blue
 * @param bytes samples of 8 bits; null where they have 16
 * @param shorts samples of 16 bits, the greatest white; null where they have 8
 * @param remarks what a user should know about how it is shown
 */
public record DisplayedFrame(int height, int width, int channels, byte[] bytes, short[] shorts, List<String> remarks) {}
