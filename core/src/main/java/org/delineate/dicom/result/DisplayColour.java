package org.delineate.dicom.result;

/**
 * Chooses the colours that viewers show segments in, as CIELab of white D50 in 16 bits (PS3.3, C.10.7.1.1); OHIF stops
 * where a segment has none (its issue 3939).
 */
final class DisplayColour {
    /** Are told apart by people who see colours differently: Okabe and Ito's, the orange of our overlays first. */
    private static final int[] PALETTE = {0xE69F00, 0x56B4E9, 0x009E73, 0xF0E442, 0xD55E00, 0xCC79A7, 0x0072B2};

    /** Turns linear sRGB into XYZ of white D50 (Bradford's adaptation, as in the ICC's profile). */
    private static final double[][] TO_XYZ = {
        {0.4360747, 0.3850649, 0.1430804}, {0.2225045, 0.7168786, 0.0606169}, {0.0139322, 0.0971045, 0.7141733}
    };

    private static final double[] WHITE = {0.9642200, 1, 0.8252100};

    private DisplayColour() {}

    /** Returns the colour of a segment, numbered from 1; the colours come again after the last. */
    static int[] ofSegment(int number) {
        return cieLab(PALETTE[(number - 1) % PALETTE.length]);
    }

    /** Converts 0xRRGGBB to L* of 0 to 100, a* and b* of -128 to 127, each spread over 0 to 65535. */
    static int[] cieLab(int rgb) {
        double[] linear = new double[3];
        for (int i = 0; i < 3; i++) {
            double value = (rgb >> 16 - 8 * i & 0xff) / 255.0;
            linear[i] = value <= 0.04045 ? value / 12.92 : Math.pow((value + 0.055) / 1.055, 2.4);
        }
        double[] f = new double[3];
        for (int i = 0; i < 3; i++) {
            double share = (TO_XYZ[i][0] * linear[0] + TO_XYZ[i][1] * linear[1] + TO_XYZ[i][2] * linear[2]) / WHITE[i];
            f[i] = share > 216.0 / 24389 ? Math.cbrt(share) : (24389.0 / 27 * share + 16) / 116;
        }
        return new int[] {
            scaled((116 * f[1] - 16) / 100),
            scaled((500 * (f[0] - f[1]) + 128) / 255),
            scaled((200 * (f[1] - f[2]) + 128) / 255)
        };
    }

    private static int scaled(double share) {
        return (int) Math.round(Math.min(1, Math.max(0, share)) * 65_535);
    }
}
