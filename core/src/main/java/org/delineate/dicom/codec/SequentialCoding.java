package org.delineate.dicom.codec;

import java.util.Arrays;

/** Decodes the blocks of a sequential scan to samples (T.81, F.2.2). */
final class SequentialCoding implements UnitCoding {
    private final JpegComponent[] components;
    private final HuffmanBits bits;
    private final InverseDct transform;
    private final float[] block = new float[64];

    SequentialCoding(JpegFrame frame, JpegScan scan, HuffmanBits bits) throws CodecException {
        boolean whole = scan.to() == 63 || scan.to() == 0; // 0 is wrong, but written, and cannot be meant
        if (scan.from() != 0 || !whole || scan.high() != 0 || scan.low() != 0) {
            throw new CodecException("a sequential JPEG scan of the coefficients " + scan.from() + " to " + scan.to());
        }
        for (JpegComponent component : scan.components()) {
            if (component.dc == null || component.ac == null) {
                throw new CodecException("a JPEG scan without its Huffman tables");
            }
        }
        this.components = scan.components();
        this.bits = bits;
        this.transform = new InverseDct(frame.bits());
    }

    @Override
    public void restart(int row) {
        for (JpegComponent component : components) {
            component.prediction = 0;
        }
    }

    @Override
    public void unit(JpegComponent component, int x, int y) throws CodecException {
        float[] scale = component.scale;
        bits.ready();
        component.prediction += dcDifference(bits, component.dc);
        float mean = component.prediction * scale[0];
        int last = 0;
        HuffmanTable table = component.ac;
        for (int k = 1; k < 64; k++) {
            bits.ready();
            int symbol = bits.symbol(table);
            int size = symbol & 15;
            if (size == 0) {
                if (symbol == 0) {
                    break;
                }
                if (symbol != 0xf0) {
                    throw new CodecException("a JPEG run of " + (symbol >> 4) + " zeros without a coefficient");
                }
                k += 15;
                if (k >= 63) {
                    throw behindBlock(bits);
                }
                continue;
            }
            k += symbol >> 4;
            if (k > 63) {
                throw behindBlock(bits);
            }
            block[InverseDct.ZIGZAG[k]] = bits.difference(size) * scale[k];
            last = k;
        }
        boolean padding = x >= component.unitsWide || y >= component.unitsHigh;
        if (last == 0) {
            if (!padding) {
                transform.flat(mean, component, x, y);
            }
            return;
        }
        if (!padding) {
            block[0] = mean;
            transform.block(block, component, x, y);
        }
        Arrays.fill(block, 0);
    }

    /** Returns the difference of a DC value from that of the block before; the bits must be ready. */
    static int dcDifference(HuffmanBits bits, HuffmanTable table) throws CodecException {
        int category = bits.symbol(table);
        if (category > 15) {
            throw new CodecException("a JPEG difference of " + category + " bits");
        }
        return category == 0 ? 0 : bits.difference(category);
    }

    static CodecException behindBlock(HuffmanBits bits) throws CodecException {
        bits.check();
        return new CodecException("a JPEG coefficient behind the end of its block");
    }
}
