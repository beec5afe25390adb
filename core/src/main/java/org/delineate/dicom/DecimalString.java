package org.delineate.dicom;

import java.math.BigDecimal;
import java.math.MathContext;

/** Writes numbers as VR DS wants them: decimal, 16 characters at most (PS3.5, 6.2). */
public final class DecimalString {
    private static final int LONGEST = 16;

    private DecimalString() {}

    /** Returns the text nearest to the number. */
    public static String of(double value) {
        String shortest = plain(new BigDecimal(Double.toString(value)));
        for (int digits = 16; shortest.length() > LONGEST && digits > 0; digits--) {
            shortest = plain(new BigDecimal(value).round(new MathContext(digits)));
        }
        return shortest;
    }

    private static String plain(BigDecimal number) {
        BigDecimal stripped = number.stripTrailingZeros();
        String plain = stripped.toPlainString();
        return plain.length() <= LONGEST ? plain : stripped.toString();
    }
}
