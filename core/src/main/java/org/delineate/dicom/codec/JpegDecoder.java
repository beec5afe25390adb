package org.delineate.dicom.codec;

/** Decodes JPEG (ITU T.81): sequential and progressive DCT with 8 or 12 bits, and lossless, Huffman coded. */
public final class JpegDecoder {
    private JpegDecoder() {}

    /**
     * Decodes one picture.
     *
     * @param bytes holds the coded picture in [from, to); padding after its end marker is allowed
     * @param mostSamples most samples (height x width x components) of the picture; checked before they are allocated
     * @throws CodecException where a byte is missing or wrong, or a coding is not read
     */
    public static Samples decode(byte[] bytes, int from, int to, long mostSamples) throws CodecException {
        throw new CodecException("not yet read");
    }
}
