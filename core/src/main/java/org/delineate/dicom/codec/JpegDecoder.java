package org.delineate.dicom.codec;

/**
 * Decodes JPEG (ITU T.81): sequential and progressive DCT with 8 or 12 bits, and lossless, with Huffman codes; in
 * DICOM's words processes 1, 2 and 4, 10 and 12, and 14.
 */
public final class JpegDecoder {
    private static final int END = 0xd9;
    /** Most scans; encoders write about ten, and each costs time however short it is. */
    private static final int MOST_SCANS = 100;

    private final byte[] bytes;
    private final int to;
    private final MarkerReader reader;
    private final int[][] quantization = new int[4][];
    private final HuffmanTable[] dc = new HuffmanTable[4];
    private final HuffmanTable[] ac = new HuffmanTable[4];
    private final JpegColours colours = new JpegColours();
    private JpegFrame frame;
    private short[] values;
    private int interval;

    private JpegDecoder(byte[] bytes, int from, int to) {
        this.bytes = bytes;
        this.to = to;
        this.reader = new MarkerReader(bytes, from, to);
    }

    /**
     * Decodes one picture.
     *
     * @param bytes holds the coded picture in [from, to); padding after its end marker is allowed
     * @param mostSamples most samples (height x width x components) of the picture; checked before they are allocated
     * @throws CodecException where a byte is missing or wrong, or a coding is not read
     */
    public static Samples decode(byte[] bytes, int from, int to, long mostSamples) throws CodecException {
        return new JpegDecoder(bytes, from, to).picture(mostSamples);
    }

    private Samples picture(long mostSamples) throws CodecException {
        if (reader.marker() != 0xd8) {
            throw new CodecException("a JPEG that does not begin with its start marker");
        }
        int scans = 0;
        for (int marker = reader.marker(); marker != END; marker = reader.marker()) {
            switch (marker) {
                case 0xc4 -> huffmanTables(reader.segment());
                case 0xcc ->
                    throw new CodecException("JPEG with arithmetic coding is not read", CodecException.DECOMPRESS);
                case 0xda -> {
                    if (++scans > MOST_SCANS) {
                        throw new CodecException("a JPEG of more than " + MOST_SCANS + " scans");
                    }
                    scan(reader.segment());
                }
                case 0xdb -> quantizationTables(reader.segment());
                case 0xdc -> throw new CodecException("JPEG with a DNL segment is not read", CodecException.DECOMPRESS);
                case 0xdd -> {
                    MarkerReader segment = reader.segment();
                    interval = segment.number();
                    segment.finish("DRI");
                }
                case 0xde, 0xdf -> throw new CodecException("hierarchical JPEG is not read", CodecException.DECOMPRESS);
                case 0xf7 ->
                    throw new CodecException(
                            "JPEG-LS, where the transfer syntax says JPEG", "correct the transfer syntax");
                case 0xfe -> reader.segment();
                default -> otherSegment(marker, mostSamples);
            }
        }
        reader.padding();
        if (frame == null) {
            throw new CodecException("a JPEG without a frame");
        }
        finish();
        return new Samples(
                frame.height(),
                frame.width(),
                frame.components().length,
                frame.bits(),
                values,
                colours.of(frame.components()));
    }

    private void otherSegment(int marker, long mostSamples) throws CodecException {
        if (marker >= 0xe0 && marker <= 0xef) {
            colours.application(marker, reader.segment());
        } else if (marker >= 0xc0 && marker <= 0xcf) {
            if (frame != null) {
                throw new CodecException("a JPEG of two frames");
            }
            frame = JpegFrame.read(marker, reader.segment(), mostSamples);
            allocate();
        } else {
            throw new CodecException(
                    "marker " + Integer.toHexString(marker) + " between JPEG segments, before byte " + reader.at());
        }
    }

    private void allocate() {
        int count = frame.components().length;
        values = new short[frame.height() * frame.width() * count];
        for (int i = 0; i < count; i++) {
            JpegComponent component = frame.components()[i];
            if (isWhole(component)) {
                component.storeIn(values, i, count, frame.width() * count);
            } else {
                component.storeIn(new short[component.width * component.height], 0, 1, component.width);
            }
        }
    }

    private boolean isWhole(JpegComponent component) {
        return component.across == frame.mostAcross() && component.down == frame.mostDown();
    }

    private void huffmanTables(MarkerReader segment) throws CodecException {
        while (segment.left() > 0) {
            int place = segment.octet();
            if ((place >> 4) > 1 || (place & 15) > 3) {
                throw new CodecException("a JPEG Huffman table with the number " + place);
            }
            (place >> 4 == 0 ? dc : ac)[place & 15] = HuffmanTable.read(segment);
        }
    }

    private void quantizationTables(MarkerReader segment) throws CodecException {
        while (segment.left() > 0) {
            int place = segment.octet();
            if ((place >> 4) > 1 || (place & 15) > 3) {
                throw new CodecException("a JPEG quantization table with the number " + place);
            }
            int[] table = new int[64];
            for (int k = 0; k < 64; k++) {
                table[k] = place >> 4 == 0 ? segment.octet() : segment.number();
                if (table[k] == 0) {
                    throw new CodecException("a JPEG quantization table with a zero");
                }
            }
            quantization[place & 15] = table;
        }
    }

    private void scan(MarkerReader segment) throws CodecException {
        if (frame == null) {
            throw new CodecException("a JPEG scan before its frame");
        }
        JpegScan scan = JpegScan.read(segment, frame, dc, ac);
        HuffmanBits bits = new HuffmanBits(bytes, reader.at(), to);
        boolean progressive = frame.coding() == JpegFrame.Coding.PROGRESSIVE;
        for (JpegComponent component : scan.components()) {
            if (component.scale != null && !progressive) {
                throw new CodecException("two JPEG scans of the component " + component.id);
            }
            if (component.scale == null) {
                component.scale = scale(component);
            }
        }
        UnitCoding coding = switch (frame.coding()) {
            case BASELINE, EXTENDED -> new SequentialCoding(frame, scan, bits);
            case PROGRESSIVE -> new ProgressiveCoding(scan, bits);
            case LOSSLESS -> new LosslessCoding(frame, scan, bits);
        };
        reader.moveTo(scan.walk(frame, interval, bits, coding));
        if (coding instanceof ProgressiveCoding ended) {
            ended.finish();
        }
    }

    private float[] scale(JpegComponent component) throws CodecException {
        if (frame.coding() == JpegFrame.Coding.LOSSLESS) {
            return new float[0];
        }
        int[] table = quantization[component.quantization];
        if (table == null) {
            throw new CodecException("a JPEG scan without its quantization table");
        }
        return InverseDct.scale(table);
    }

    private void finish() throws CodecException {
        JpegComponent[] components = frame.components();
        for (int i = 0; i < components.length; i++) {
            if (components[i].scale == null) {
                throw new CodecException("a JPEG without a scan of the component " + components[i].id);
            }
            if (frame.coding() == JpegFrame.Coding.PROGRESSIVE) {
                ProgressiveCoding.transform(components[i], new InverseDct(frame.bits()));
            }
            if (!isWhole(components[i])) {
                Upsampling.write(frame, components[i], values, i);
            }
        }
    }
}
