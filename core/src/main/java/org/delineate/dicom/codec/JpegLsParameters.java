package org.delineate.dicom.codec;

/**
 * Holds the parameters of a JPEG-LS scan (T.87, annexes A.2.1 and C.2.4.1.1).
 *
 * @param most greatest sample (MAXVAL)
 * @param near greatest difference of a decoded sample from the original (NEAR); 0 is lossless
 * @param first threshold of gradients (T1)
 * @param second threshold of gradients (T2)
 * @param third threshold of gradients (T3)
 * @param reset count at which the sums of a context are halved (RESET)
 */
record JpegLsParameters(int most, int near, int first, int second, int third, int reset) {
    /** Holds what an LSE segment presets; 0 stands for the default. */
    record Preset(int most, int first, int second, int third, int reset) {
        static final Preset NONE = new Preset(0, 0, 0, 0, 0);
    }

    /** Completes the preset by the standard's defaults and checks it against its ranges. */
    static JpegLsParameters of(int bits, int near, Preset preset) throws CodecException {
        int greatest = (1 << bits) - 1;
        int most = preset.most == 0 ? greatest : preset.most;
        if (most > greatest || near > Math.min(255, most / 2)) {
            throw new CodecException(
                    "JPEG-LS of " + bits + " bits with the greatest sample " + most + " and the deviation " + near);
        }
        int first;
        int second;
        int third;
        if (most >= 128) {
            int factor = (Math.min(most, 4095) + 128) / 256;
            first = within(factor + 2 + 3 * near, near + 1, most);
            second = within(factor * 4 + 3 + 5 * near, first, most);
            third = within(factor * 17 + 4 + 7 * near, second, most);
        } else {
            int factor = 256 / (most + 1);
            first = within(Math.max(2, 3 / factor + 3 * near), near + 1, most);
            second = within(Math.max(3, 7 / factor + 5 * near), first, most);
            third = within(Math.max(4, 21 / factor + 7 * near), second, most);
        }
        JpegLsParameters parameters = new JpegLsParameters(
                most,
                near,
                preset.first == 0 ? first : preset.first,
                preset.second == 0 ? second : preset.second,
                preset.third == 0 ? third : preset.third,
                preset.reset == 0 ? 64 : preset.reset);
        parameters.check();
        return parameters;
    }

    /** Returns the value, or the least one where it is outside of the range (CLAMP of the standard). */
    private static int within(int value, int least, int most) {
        return value > most || value < least ? least : value;
    }

    private void check() throws CodecException {
        boolean rising = near + 1 <= first && first <= second && second <= third && third <= most;
        if (!rising || reset < 3 || reset > Math.max(255, most)) {
            throw new CodecException("JPEG-LS with the thresholds " + first + ", " + second + ", " + third
                    + " and the reset " + reset + " for samples up to " + most);
        }
    }

    /** Returns how many values a quantized prediction error can have (RANGE). */
    int range() {
        return (most + 2 * near) / (2 * near + 1) + 1;
    }

    /** Returns the bits of a quantized prediction error (qbpp). */
    int errorBits() {
        return bitsFor(range());
    }

    /** Returns the longest code (LIMIT). */
    int longestCode() {
        int bits = Math.max(2, bitsFor(most + 1));
        return 2 * (bits + Math.max(8, bits));
    }

    private static int bitsFor(int values) {
        return 32 - Integer.numberOfLeadingZeros(values - 1);
    }
}
