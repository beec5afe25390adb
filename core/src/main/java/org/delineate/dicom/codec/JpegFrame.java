package org.delineate.dicom.codec;

import java.util.HashSet;
import java.util.Set;

/**
 * Holds the frame header of a JPEG (T.81, B.2.2).
 *
 * @param coding how its scans are coded
 * @param bits precision of a sample
 * @param mostAcross largest horizontal sampling factor
 * @param mostDown largest vertical sampling factor
 */
record JpegFrame(
        Coding coding, int bits, int height, int width, int mostAcross, int mostDown, JpegComponent[] components) {
    /** Names the ways of coding that are read; all with Huffman codes. */
    enum Coding {
        BASELINE,
        EXTENDED,
        PROGRESSIVE,
        LOSSLESS
    }

    static JpegFrame read(int marker, MarkerReader segment, long mostSamples) throws CodecException {
        Coding coding = coding(marker);
        int bits = segment.octet();
        int height = segment.number();
        int width = segment.number();
        int count = segment.octet();
        checkBits(coding, bits);
        if (height == 0) {
            throw new CodecException("JPEG that tells its number of rows in a DNL segment", CodecException.DECOMPRESS);
        }
        if (width == 0 || count == 0) {
            throw new CodecException("a JPEG frame of " + width + " columns and " + count + " components");
        }
        if (count > 4) {
            throw new CodecException("JPEG of " + count + " components; at most 4 are read", CodecException.DECOMPRESS);
        }
        checkSize(height, width, count, mostSamples);
        JpegComponent[] components = new JpegComponent[count];
        int across = 1;
        int down = 1;
        Set<Integer> ids = new HashSet<>();
        for (int i = 0; i < count; i++) {
            components[i] = component(segment);
            if (!ids.add(components[i].id)) {
                throw new CodecException("two JPEG components with the id " + components[i].id);
            }
            across = Math.max(across, components[i].across);
            down = Math.max(down, components[i].down);
        }
        segment.finish("SOF");
        for (JpegComponent component : components) {
            if (across % component.across != 0 || down % component.down != 0) {
                throw new CodecException(
                        "JPEG with a component sampled at a fraction of another", CodecException.DECOMPRESS);
            }
            component.fit(width, height, across, down, coding == Coding.LOSSLESS ? 1 : 8);
        }
        return new JpegFrame(coding, bits, height, width, across, down, components);
    }

    /** Refuses a picture with more samples than allowed. */
    static void checkSize(int height, int width, int components, long mostSamples) throws CodecException {
        long samples = (long) height * width * components;
        if (samples > mostSamples || samples > Integer.MAX_VALUE - 8) {
            throw new CodecException("a coded picture of " + width + " x " + height + " x " + components
                    + " samples, where at most " + mostSamples + " belong");
        }
    }

    private static JpegComponent component(MarkerReader segment) throws CodecException {
        int id = segment.octet();
        int factors = segment.octet();
        int across = factors >> 4;
        int down = factors & 15;
        int table = segment.octet();
        if (across < 1 || across > 4 || down < 1 || down > 4 || table > 3) {
            throw new CodecException("a JPEG component with the sampling factors " + across + " and " + down
                    + " and quantization table " + table);
        }
        return new JpegComponent(id, across, down, table);
    }

    private static Coding coding(int marker) throws CodecException {
        return switch (marker) {
            case 0xc0 -> Coding.BASELINE;
            case 0xc1 -> Coding.EXTENDED;
            case 0xc2 -> Coding.PROGRESSIVE;
            case 0xc3 -> Coding.LOSSLESS;
            case 0xc5, 0xc6, 0xc7 -> throw refused("hierarchical JPEG");
            case 0xc9, 0xca, 0xcb, 0xcd, 0xce, 0xcf -> throw refused("JPEG with arithmetic coding");
            default -> throw refused("JPEG with the extension marker " + Integer.toHexString(marker));
        };
    }

    private static CodecException refused(String what) {
        return new CodecException(what + " is not read", CodecException.DECOMPRESS);
    }

    private static void checkBits(Coding coding, int bits) throws CodecException {
        boolean known = switch (coding) {
            case BASELINE -> bits == 8;
            case EXTENDED, PROGRESSIVE -> bits == 8 || bits == 12;
            case LOSSLESS -> bits >= 2 && bits <= 16;
        };
        if (!known) {
            throw new CodecException("a JPEG frame with " + bits + " bits a sample");
        }
    }
}
