package org.delineate.dicom.codec;

import org.delineate.dicom.codec.JpegLsParameters.Preset;

/** Decodes JPEG-LS (ITU T.87), lossless and near-lossless. */
public final class JpegLsDecoder {
    private static final int END = 0xd9;

    private final byte[] bytes;
    private final int to;
    private final MarkerReader reader;
    private final long mostSamples;
    private Preset preset = Preset.NONE;
    private int bits;
    private int height;
    private int width;
    /** Ids of the frame's components; null before the frame. */
    private int[] ids;
    /** Says for each component whether it is decoded. */
    private boolean[] done;

    private short[] values;
    private int interval;

    private JpegLsDecoder(byte[] bytes, int from, int to, long mostSamples) {
        this.bytes = bytes;
        this.to = to;
        this.reader = new MarkerReader(bytes, from, to);
        this.mostSamples = mostSamples;
    }

    /**
     * Decodes one picture.
     *
     * @param bytes holds the coded picture in [from, to); padding after its end marker is allowed
     * @param mostSamples most samples (height x width x components) of the picture; checked before they are allocated
     * @throws CodecException where a byte is missing or wrong, or a coding is not read
     */
    public static Samples decode(byte[] bytes, int from, int to, long mostSamples) throws CodecException {
        return new JpegLsDecoder(bytes, from, to, mostSamples).picture();
    }

    private Samples picture() throws CodecException {
        if (reader.marker() != 0xd8) {
            throw new CodecException("a JPEG-LS picture that does not begin with its start marker");
        }
        for (int marker = reader.marker(); marker != END; marker = reader.marker()) {
            switch (marker) {
                case 0xda -> scan(reader.segment());
                case 0xdc -> throw refused("JPEG-LS with a DNL segment");
                case 0xdd -> restartInterval(reader.segment());
                case 0xf7 -> frame(reader.segment());
                case 0xf8 -> preset(reader.segment());
                case 0xfe -> reader.segment();
                default -> otherSegment(marker);
            }
        }
        reader.padding();
        if (ids == null) {
            throw new CodecException("a JPEG-LS picture without a frame");
        }
        for (int i = 0; i < ids.length; i++) {
            if (!done[i]) {
                throw new CodecException("a JPEG-LS picture without a scan of the component " + ids[i]);
            }
        }
        return new Samples(height, width, ids.length, bits, values, Samples.Colours.UNSAID);
    }

    private void otherSegment(int marker) throws CodecException {
        if (marker == 0xe8) {
            MarkerReader segment = reader.segment();
            if (segment.begins("mrfx") && segment.octet() != 0) {
                throw refused("JPEG-LS with a colour transform outside of the standard");
            }
        } else if (marker >= 0xe0 && marker <= 0xef) {
            reader.segment();
        } else if (marker >= 0xc0 && marker <= 0xcf) {
            throw new CodecException("JPEG, where the transfer syntax says JPEG-LS", "correct the transfer syntax");
        } else {
            throw new CodecException(
                    "marker " + Integer.toHexString(marker) + " between JPEG-LS segments, before byte " + reader.at());
        }
    }

    private static CodecException refused(String what) {
        return new CodecException(what + " is not read", CodecException.DECOMPRESS);
    }

    private void frame(MarkerReader segment) throws CodecException {
        if (ids != null) {
            throw new CodecException("a JPEG-LS picture of two frames");
        }
        bits = segment.octet();
        height = segment.number();
        width = segment.number();
        int count = segment.octet();
        if (bits < 2 || bits > 16 || count == 0) {
            throw new CodecException("a JPEG-LS frame of " + count + " components with " + bits + " bits");
        }
        if (height == 0 || width == 0) {
            throw refused("JPEG-LS that does not tell its size in its frame");
        }
        if (count > 4) {
            throw refused("JPEG-LS of " + count + " components");
        }
        JpegFrame.checkSize(height, width, count, mostSamples);
        int[] found = new int[count];
        for (int i = 0; i < count; i++) {
            found[i] = segment.octet();
            if (segment.octet() != 0x11) {
                throw refused("JPEG-LS with subsampled components");
            }
            segment.octet(); // quantization table of JPEG, without a meaning here
            for (int k = 0; k < i; k++) {
                if (found[k] == found[i]) {
                    throw new CodecException("two JPEG-LS components with the id " + found[i]);
                }
            }
        }
        segment.finish("SOF");
        ids = found;
        done = new boolean[count];
        values = new short[height * width * count];
    }

    private void preset(MarkerReader segment) throws CodecException {
        int type = segment.octet();
        switch (type) {
            case 1 ->
                preset = new Preset(
                        segment.number(), segment.number(), segment.number(), segment.number(), segment.number());
            case 2, 3 -> throw refused("JPEG-LS with mapping tables");
            case 4 -> throw refused("JPEG-LS of more than 65535 rows or columns");
            default -> throw refused("JPEG-LS with presets of the type " + type);
        }
        segment.finish("LSE");
    }

    private void restartInterval(MarkerReader segment) throws CodecException {
        int size = segment.left();
        if (size < 2 || size > 4) {
            throw new CodecException("a restart interval of " + size + " bytes");
        }
        long number = 0;
        while (segment.left() > 0) {
            number = number << 8 | segment.octet();
        }
        interval = (int) Math.min(number, Integer.MAX_VALUE);
    }

    private void scan(MarkerReader segment) throws CodecException {
        if (ids == null) {
            throw new CodecException("a JPEG-LS scan before its frame");
        }
        int[] components = components(segment);
        int near = segment.octet();
        int interleave = segment.octet();
        int transform = segment.octet();
        segment.finish("SOS");
        if (interleave > 2 || (interleave == 0) != (components.length == 1)) {
            throw new CodecException(
                    "a JPEG-LS scan of " + components.length + " components with the interleaving " + interleave);
        }
        if (transform != 0) {
            throw refused("JPEG-LS with a point transform");
        }
        JpegLsBits coded = new JpegLsBits(bytes, reader.at(), to);
        JpegLsScan scan = new JpegLsScan(JpegLsParameters.of(bits, near, preset), coded, width, components.length);
        for (int y = 0; y < height; y++) {
            if (interval > 0 && y > 0 && y % interval == 0) {
                coded.restart(y / interval - 1 & 7);
                scan.restart();
            }
            if (interleave == 2) {
                scan.interleavedRow();
            } else {
                scan.row();
            }
            for (int c = 0; c < components.length; c++) {
                scan.store(c, values, y * width * ids.length + components[c], ids.length);
            }
        }
        reader.moveTo(coded.finish());
    }

    /** Returns which components of the frame a scan has. */
    private int[] components(MarkerReader segment) throws CodecException {
        int[] found = new int[segment.octet()];
        for (int i = 0; i < found.length; i++) {
            int id = segment.octet();
            int at = 0;
            while (at < ids.length && ids[at] != id) {
                at++;
            }
            if (at == ids.length || done[at]) {
                throw new CodecException("a JPEG-LS scan of the component " + id + ", which is unknown or decoded");
            }
            if (segment.octet() != 0) {
                throw refused("JPEG-LS with mapping tables");
            }
            done[at] = true;
            found[i] = at;
        }
        return found;
    }
}
