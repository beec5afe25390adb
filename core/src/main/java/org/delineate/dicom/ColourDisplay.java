package org.delineate.dicom;

import java.util.List;
import java.util.Set;

/** Turns stored samples into red, green and blue of 8 bits: RGB, YBR of full range, palettes (PS3.3, C.7.6.3.1.2). */
final class ColourDisplay {
    private static final int[][] PALETTE = {
        {
            Tag.RED_PALETTE_COLOR_LOOKUP_TABLE_DESCRIPTOR,
            Tag.RED_PALETTE_COLOR_LOOKUP_TABLE_DATA,
            Tag.SEGMENTED_RED_PALETTE_COLOR_LOOKUP_TABLE_DATA
        },
        {
            Tag.GREEN_PALETTE_COLOR_LOOKUP_TABLE_DESCRIPTOR,
            Tag.GREEN_PALETTE_COLOR_LOOKUP_TABLE_DATA,
            Tag.SEGMENTED_GREEN_PALETTE_COLOR_LOOKUP_TABLE_DATA
        },
        {
            Tag.BLUE_PALETTE_COLOR_LOOKUP_TABLE_DESCRIPTOR,
            Tag.BLUE_PALETTE_COLOR_LOOKUP_TABLE_DATA,
            Tag.SEGMENTED_BLUE_PALETTE_COLOR_LOOKUP_TABLE_DATA
        }
    };

    private final DataSet set;
    private final PixelFormat format;
    private final Set<String> remarks;

    ColourDisplay(DataSet set, PixelFormat format, Set<String> remarks) {
        this.set = set;
        this.format = format;
        this.remarks = remarks;
    }

    DisplayedFrame show(StoredFrame frame) {
        byte[] rgb;
        if (format.samples() == 1) {
            rgb = palette(frame);
        } else {
            rgb = bytes(frame);
            if (frame.colours() == StoredFrame.Colours.YBR) {
                toRgb(rgb);
            }
            if ((frame.colours() == StoredFrame.Colours.YBR)
                    != format.photometric().startsWith("YBR")) {
                remarks.add("the colours are " + frame.colours() + " as the JPEG says, not " + format.photometric()
                        + " as the attribute does");
            }
        }
        return new DisplayedFrame(format.rows(), format.columns(), 3, rgb, null, List.copyOf(remarks));
    }

    /** Returns the samples in 8 bits, the stored ones scaled. */
    private byte[] bytes(StoredFrame frame) {
        if (format.allocated() == 8 && format.stored() == 8) {
            return frame.bytes().clone();
        }
        double most = Math.pow(2, format.stored()) - 1;
        byte[] bytes = new byte[frame.length()];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) Math.round((frame.value(i) & (long) most) * 255 / most);
        }
        return bytes;
    }

    private static void toRgb(byte[] ybr) {
        for (int i = 0; i < ybr.length; i += 3) {
            int y = ybr[i] & 0xff;
            int cb = (ybr[i + 1] & 0xff) - 128;
            int cr = (ybr[i + 2] & 0xff) - 128;
            ybr[i] = clamp(y + 1.402 * cr);
            ybr[i + 1] = clamp(y - (0.114 * 1.772 * cb + 0.299 * 1.402 * cr) / 0.587);
            ybr[i + 2] = clamp(y + 1.772 * cb);
        }
    }

    private static byte clamp(double value) {
        return (byte) Math.max(0, Math.min(255, Math.round(value)));
    }

    private byte[] palette(StoredFrame frame) {
        byte[] rgb = new byte[3 * frame.length()];
        LookupTable[] tables = new LookupTable[3];
        int peak = 0;
        int bits = 0;
        for (int c = 0; c < 3; c++) {
            int[] tags = PALETTE[c];
            tables[c] = set.contains(tags[2])
                    ? LookupTable.segmented(set, tags[0], tags[2])
                    : LookupTable.read(set, tags[0], tags[1], format.signed());
            peak = Math.max(peak, tables[c].peak());
            bits = Math.max(bits, tables[c].bits());
        }
        if (bits > 8 && peak <= 0xff) {
            remarks.add("the palette states entries of " + bits + " bits and has them of 8");
            bits = 8;
        }
        double most = (1 << bits) - 1.0;
        for (int i = 0; i < frame.length(); i++) {
            double value = frame.value(i);
            for (int c = 0; c < 3; c++) {
                rgb[3 * i + c] = (byte) Math.round(Math.min(1, tables[c].entry(value) / most) * 255);
            }
        }
        return rgb;
    }
}
