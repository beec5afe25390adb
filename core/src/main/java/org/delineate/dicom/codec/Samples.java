package org.delineate.dicom.codec;

/**
 * Holds the samples of one picture as they were coded: no colour conversion, no rescale.
 *
 * @param height rows
 * @param width columns
 * @param components samples of a pixel
 * @param bits precision of a sample, 2 to 16
 * @param values unsigned samples [height, width, components], to be read with {@code & 0xffff}
 * @param colours what the coded data say about the meaning of the components
 */
public record Samples(int height, int width, int components, int bits, short[] values, Colours colours) {
    /** Names the meaning of components where markers of the coded data tell it. */
    public enum Colours {
        /** Neither a JFIF nor an Adobe marker, nor the ids "RGB": the DICOM attributes decide. */
        UNSAID,
        /** Red, green, blue. */
        RGB,
        /** Luminance and two chrominances of full range. */
        YCBCR,
        /** Four inks. */
        CMYK,
        /** Four inks, of which the first three are stored as YCbCr. */
        YCCK
    }
}
