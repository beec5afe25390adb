package org.delineate.dicom.codec;

/** Decodes the blocks of a progressive scan to coefficients, and at the end to samples (T.81, annex G). */
final class ProgressiveCoding implements UnitCoding {
    private final JpegScan scan;
    private final HuffmanBits bits;
    /** Takes the coefficients of padding. */
    private final short[] padding = new short[64];
    /** How many blocks, this one included, have no further coefficients in the scan's band. */
    private int ended;

    ProgressiveCoding(JpegScan scan, HuffmanBits bits) throws CodecException {
        this.scan = scan;
        this.bits = bits;
        boolean isDc = scan.from() == 0;
        if (isDc ? scan.to() != 0 : scan.to() < scan.from() || scan.to() > 63 || scan.components().length > 1) {
            throw new CodecException("a progressive JPEG scan of the coefficients " + scan.from() + " to " + scan.to());
        }
        for (JpegComponent component : scan.components()) {
            refine(component);
            boolean needsTable = !isDc || scan.high() == 0;
            if (needsTable && (isDc ? component.dc : component.ac) == null) {
                throw new CodecException("a JPEG scan without its Huffman table");
            }
            if (component.coefficients == null) {
                component.coefficients = new short[Math.multiplyExact(64, component.unitsWide * component.unitsHigh)];
            }
        }
    }

    /** Refuses a scan that does not continue where the scans before it stopped. */
    private void refine(JpegComponent component) throws CodecException {
        boolean first = scan.high() == 0;
        for (int k = scan.from(); k <= scan.to(); k++) {
            int before = component.unknownBits[k];
            if (scan.low() > 13 || (first ? before != -1 : before != scan.high() || scan.low() != before - 1)) {
                throw new CodecException("a progressive JPEG scan of coefficient " + k + " from bit " + scan.high()
                        + " to " + scan.low() + " out of its order");
            }
            component.unknownBits[k] = scan.low();
        }
        if (scan.from() > 0 && component.unknownBits[0] < 0) {
            throw new CodecException("a progressive JPEG whose first scan is not of the DC values");
        }
    }

    @Override
    public void restart(int row) throws CodecException {
        if (ended > 0) {
            throw new CodecException("a progressive JPEG whose end of band runs over its restart interval");
        }
        for (JpegComponent component : scan.components()) {
            component.prediction = 0;
        }
    }

    @Override
    public void unit(JpegComponent component, int x, int y) throws CodecException {
        boolean drop = x >= component.unitsWide || y >= component.unitsHigh;
        short[] into = drop ? padding : component.coefficients;
        int at = drop ? 0 : 64 * (y * component.unitsWide + x);
        if (scan.from() == 0) {
            dc(component, into, at);
        } else if (scan.high() == 0) {
            firstBits(component.ac, into, at);
        } else {
            nextBit(component.ac, into, at);
        }
    }

    private void dc(JpegComponent component, short[] into, int at) throws CodecException {
        if (scan.high() > 0) {
            into[at] |= (short) (bits.number(1) << scan.low());
            return;
        }
        bits.ready();
        component.prediction += SequentialCoding.dcDifference(bits, component.dc);
        into[at] = (short) (component.prediction << scan.low());
    }

    private void firstBits(HuffmanTable table, short[] into, int at) throws CodecException {
        if (ended > 0) {
            ended--;
            return;
        }
        for (int k = scan.from(); k <= scan.to(); k++) {
            bits.ready();
            int symbol = bits.symbol(table);
            int run = symbol >> 4;
            int size = symbol & 15;
            if (size == 0 && run < 15) {
                ended = endOfBand(run) - 1;
                return;
            }
            k += run;
            if (k > scan.to()) {
                throw SequentialCoding.behindBlock(bits);
            }
            if (size > 0) {
                into[at + k] = (short) (bits.difference(size) << scan.low());
            }
        }
    }

    private int endOfBand(int size) {
        return (1 << size) + (size == 0 ? 0 : bits.number(size));
    }

    private void nextBit(HuffmanTable table, short[] into, int at) throws CodecException {
        int k = scan.from();
        while (ended == 0 && k <= scan.to()) {
            bits.ready();
            int symbol = bits.symbol(table);
            int zeros = symbol >> 4;
            int size = symbol & 15;
            if (size > 1) {
                throw new CodecException("a progressive JPEG scan that refines by " + size + " bits");
            }
            if (size == 0 && zeros < 15) {
                ended = endOfBand(zeros);
                break;
            }
            int value = size == 0 ? 0 : (bits.number(1) == 1 ? 1 : -1) << scan.low();
            k = refineOver(zeros, into, at, k);
            if (k > scan.to()) {
                throw SequentialCoding.behindBlock(bits);
            }
            if (value != 0) {
                into[at + k] = (short) value;
            }
            k++;
        }
        if (ended > 0) {
            refineOver(64, into, at, k);
            ended--;
        }
    }

    /** Refines what is not zero, over the given number of zeros; returns the place of the zero behind them. */
    private int refineOver(int zeros, short[] into, int at, int from) {
        int left = zeros;
        int k = from;
        for (; k <= scan.to(); k++) {
            int value = into[at + k];
            if (value == 0) {
                if (left-- == 0) {
                    break;
                }
            } else if (bits.number(1) == 1) {
                into[at + k] = (short) (value + (value > 0 ? 1 : -1) * (1 << scan.low()));
            }
        }
        return k;
    }

    /** Ends a scan: no end of band may run over it. */
    void finish() throws CodecException {
        restart(0);
    }

    /** Turns the coefficients of a component, which must all be complete, into samples. */
    static void transform(JpegComponent component, InverseDct transform) throws CodecException {
        for (int k = 0; k < 64; k++) {
            if (component.unknownBits[k] != 0) {
                throw new CodecException("a progressive JPEG without the last bits of coefficient " + k);
            }
        }
        float[] block = new float[64];
        for (int y = 0; y < component.unitsHigh; y++) {
            for (int x = 0; x < component.unitsWide; x++) {
                int at = 64 * (y * component.unitsWide + x);
                for (int k = 0; k < 64; k++) {
                    block[InverseDct.ZIGZAG[k]] = component.coefficients[at + k] * component.scale[k];
                }
                transform.block(block, component, x, y);
            }
        }
        component.coefficients = null;
    }
}
