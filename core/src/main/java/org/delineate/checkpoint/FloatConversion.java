package org.delineate.checkpoint;

import java.nio.ByteBuffer;

/** Converts stored floats of other widths to 32 bits. */
public final class FloatConversion {
    private static final int HALF_FRACTION_BITS = 10;
    private static final int HALF_BIAS = 15;

    private FloatConversion() {}

    /**
     * Converts the values of a tensor.
     *
     * @throws IllegalArgumentException for integers and bools
     */
    public static float[] toFloat32(SafeTensors.Entry entry) {
        ByteBuffer in = entry.data();
        float[] out = new float[in.remaining() / entry.dtype().bytes()];
        for (int i = 0; i < out.length; i++) {
            out[i] = switch (entry.dtype()) {
                case F32 -> in.getFloat();
                case F64 -> (float) in.getDouble();
                case BF16 -> Float.intBitsToFloat(in.getShort() << 16);
                case F16 -> half(in.getShort());
                default ->
                    throw new IllegalArgumentException(entry.name() + " is " + entry.dtype() + "; expected floats");
            };
        }
        return out;
    }

    /** Converts IEEE 754 binary16: a sign, 5 bits of exponent, 10 of fraction. */
    static float half(short bits) {
        int exponent = bits >> HALF_FRACTION_BITS & 0x1f;
        int fraction = bits & (1 << HALF_FRACTION_BITS) - 1;
        float size = exponent == 0x1f
                ? (fraction == 0 ? Float.POSITIVE_INFINITY : Float.NaN)
                : exponent == 0
                        ? Math.scalb((float) fraction, 1 - HALF_BIAS - HALF_FRACTION_BITS)
                        : Math.scalb(
                                (float) (fraction | 1 << HALF_FRACTION_BITS),
                                exponent - HALF_BIAS - HALF_FRACTION_BITS);
        return bits < 0 ? -size : size;
    }
}
