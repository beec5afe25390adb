package org.delineate.dicom.codec;

/** Decodes DICOM's run-length coding (PS3.5, annex G): each byte of each sample is a plane of its own. */
public final class RleDecoder {
    private static final int HEADER = 64;
    private static final int MOST_SEGMENTS = 15;

    private RleDecoder() {}

    /**
     * Decodes one frame.
     *
     * @param bytes holds the coded frame in [from, to)
     * @param pixels rows times columns; the caller has compared it with its limits
     * @param components samples of a pixel
     * @param width bytes of a sample
     * @return samples [pixels, components] in little-endian order
     * @throws CodecException where the number of planes is another, or a plane is too short or lies outside
     */
    public static byte[] decode(byte[] bytes, int from, int to, int pixels, int components, int width)
            throws CodecException {
        int planes = components * width;
        if (to - from < HEADER) {
            throw new CodecException("run-length coding of " + (to - from) + " bytes; its header has " + HEADER);
        }
        long stated = number(bytes, from);
        if (stated != planes || planes > MOST_SEGMENTS) {
            throw new CodecException("run-length coding of " + stated + " planes; " + planes + " are expected");
        }
        byte[] out = new byte[Math.multiplyExact(pixels, planes)];
        for (int plane = 0; plane < planes; plane++) {
            long start = number(bytes, from + 4 + 4 * plane);
            long end = plane + 1 < planes ? number(bytes, from + 8 + 4 * plane) : to - from;
            if (start < HEADER || end < start || end > to - from) {
                throw new CodecException("plane " + plane + " of the run-length coding lies at bytes " + start + " to "
                        + end + " of " + (to - from));
            }
            int component = plane / width;
            int place = component * width + width - 1 - plane % width; // the most significant byte comes first
            plane(bytes, from + (int) start, from + (int) end, out, place, planes);
        }
        return out;
    }

    private static void plane(byte[] bytes, int from, int to, byte[] out, int first, int step) throws CodecException {
        int at = from;
        int place = first;
        while (place < out.length) {
            if (at >= to) {
                throw new CodecException("a plane of the run-length coding ends after " + (place - first) / step
                        + " of " + out.length / step + " pixels");
            }
            int control = bytes[at++];
            boolean literal = control >= 0;
            int count = literal ? control + 1 : control == -128 ? 0 : 1 - control;
            int stored = literal ? count : Math.min(count, 1);
            if (stored > to - at || (long) place + (long) (count - 1) * step >= out.length) {
                throw new CodecException("a run of " + count + " bytes does not fit into its plane, byte " + (at - 1));
            }
            for (int i = 0; i < count; i++, place += step) {
                out[place] = bytes[literal ? at + i : at];
            }
            at += stored;
        }
    }

    private static long number(byte[] bytes, int at) {
        return (bytes[at] & 0xff)
                | (bytes[at + 1] & 0xff) << 8
                | (bytes[at + 2] & 0xff) << 16
                | (bytes[at + 3] & 0xffL) << 24;
    }
}
