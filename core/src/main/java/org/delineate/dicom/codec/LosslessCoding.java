package org.delineate.dicom.codec;

/** Decodes the samples of a lossless scan (T.81, annex H). */
final class LosslessCoding implements UnitCoding {
    private final HuffmanBits bits;
    private final int predictor;
    private final int shift;
    private final int middle;
    private final int most;
    /** The first row of the restart interval in rows of MCUs, which is predicted from the left only. */
    private int firstRow;

    private final boolean interleaved;

    LosslessCoding(JpegFrame frame, JpegScan scan, HuffmanBits bits) throws CodecException {
        if (scan.from() < 1 || scan.from() > 7 || scan.to() != 0 || scan.high() != 0 || scan.low() >= frame.bits()) {
            throw new CodecException(
                    "a lossless JPEG scan with predictor " + scan.from() + " and point transform " + scan.low());
        }
        for (JpegComponent component : scan.components()) {
            if (component.dc == null) {
                throw new CodecException("a JPEG scan without its Huffman table");
            }
        }
        this.bits = bits;
        this.predictor = scan.from();
        this.shift = scan.low();
        this.middle = 1 << frame.bits() - shift - 1;
        this.most = (1 << frame.bits() - shift) - 1;
        this.interleaved = scan.components().length > 1;
    }

    @Override
    public void restart(int row) {
        firstRow = row;
    }

    @Override
    public void unit(JpegComponent component, int x, int y) throws CodecException {
        bits.ready();
        int category = bits.symbol(component.dc);
        if (category > 16) {
            throw new CodecException("a lossless JPEG difference of " + category + " bits");
        }
        int difference = category == 0 ? 0 : category == 16 ? 32768 : bits.difference(category);
        if (x >= component.unitsWide || y >= component.unitsHigh) {
            return;
        }
        int at = component.first + y * component.rowStep + x * component.step;
        int value = prediction(component, x, y, at) + difference & 0xffff;
        if (value > most) {
            bits.check();
            throw new CodecException("a lossless JPEG sample of " + value + ", where " + most + " is the greatest");
        }
        component.samples[at] = (short) (value << shift);
    }

    private int prediction(JpegComponent component, int x, int y, int at) {
        short[] samples = component.samples;
        int top = interleaved ? firstRow * component.down : firstRow;
        if (y == top) {
            return x == 0 ? middle : (samples[at - component.step] & 0xffff) >> shift;
        }
        int above = (samples[at - component.rowStep] & 0xffff) >> shift;
        if (x == 0) {
            return above;
        }
        int left = (samples[at - component.step] & 0xffff) >> shift;
        int corner = (samples[at - component.rowStep - component.step] & 0xffff) >> shift;
        return switch (predictor) {
            case 1 -> left;
            case 2 -> above;
            case 3 -> corner;
            case 4 -> left + above - corner;
            case 5 -> left + (above - corner >> 1);
            case 6 -> above + (left - corner >> 1);
            default -> left + above >> 1;
        };
    }
}
