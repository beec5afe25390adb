package org.delineate.dicom.codec;

/**
 * Holds a scan header (T.81, B.2.3) and walks over the scan's minimum coded units.
 *
 * @param components those of the scan
 * @param from first coefficient, or the predictor of a lossless scan
 * @param to last coefficient
 * @param high low bits that were not known before
 * @param low low bits that stay unknown; the point transform
 */
record JpegScan(JpegComponent[] components, int from, int to, int high, int low) {
    static JpegScan read(MarkerReader segment, JpegFrame frame, HuffmanTable[] dc, HuffmanTable[] ac)
            throws CodecException {
        int count = segment.octet();
        if (count < 1 || count > frame.components().length) {
            throw new CodecException("a JPEG scan of " + count + " components");
        }
        JpegComponent[] components = new JpegComponent[count];
        int next = 0; // components stand in the order of the frame
        for (int i = 0; i < count; i++) {
            int id = segment.octet();
            int tables = segment.octet();
            while (next < frame.components().length && frame.components()[next].id != id) {
                next++;
            }
            if (next == frame.components().length || (tables >> 4) > 3 || (tables & 15) > 3) {
                throw new CodecException("a JPEG scan with the component " + id + " and the tables " + tables);
            }
            components[i] = frame.components()[next++];
            components[i].dc = dc[tables >> 4];
            components[i].ac = ac[tables & 15];
        }
        int from = segment.octet();
        int to = segment.octet();
        int bits = segment.octet();
        segment.finish("SOS");
        return new JpegScan(components, from, to, bits >> 4, bits & 15);
    }

    /** Decodes all units; returns where the marker behind the scan stands. */
    int walk(JpegFrame frame, int interval, HuffmanBits bits, UnitCoding coding) throws CodecException {
        boolean single = components.length == 1;
        int unit = frame.coding() == JpegFrame.Coding.LOSSLESS ? 1 : 8;
        int wide = single
                ? components[0].unitsWide
                : JpegComponent.ceilingQuotient(frame.width(), unit * frame.mostAcross());
        int high = single
                ? components[0].unitsHigh
                : JpegComponent.ceilingQuotient(frame.height(), unit * frame.mostDown());
        checkUnits(single);
        if (unit == 1 && interval % wide != 0) {
            throw new CodecException("lossless JPEG with restarts inside of a row", CodecException.DECOMPRESS);
        }
        coding.restart(0);
        int left = interval;
        int number = 0;
        for (int y = 0; y < high; y++) {
            for (int x = 0; x < wide; x++) {
                if (interval > 0 && left-- == 0) {
                    bits.restart(number);
                    coding.restart(y);
                    number = number + 1 & 7;
                    left = interval - 1;
                }
                if (single) {
                    coding.unit(components[0], x, y);
                } else {
                    interleaved(coding, x, y);
                }
            }
            bits.check();
        }
        return bits.finish();
    }

    private void interleaved(UnitCoding coding, int x, int y) throws CodecException {
        for (JpegComponent component : components) {
            for (int v = 0; v < component.down; v++) {
                for (int h = 0; h < component.across; h++) {
                    coding.unit(component, x * component.across + h, y * component.down + v);
                }
            }
        }
    }

    private void checkUnits(boolean single) throws CodecException {
        int units = 0;
        for (JpegComponent component : components) {
            units += component.across * component.down;
        }
        if (!single && units > 10) { // T.81, B.2.3
            throw new CodecException("a JPEG scan with " + units + " data units in an MCU; at most 10 are allowed");
        }
    }
}
