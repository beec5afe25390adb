package org.delineate.nn;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Set;

/** Stored numbers of any floating-point type as 32-bit floats. */
public final class Floats {
    private static final Set<SafeTensors.Dtype> FLOATING =
            Set.of(SafeTensors.Dtype.F16, SafeTensors.Dtype.BF16, SafeTensors.Dtype.F32, SafeTensors.Dtype.F64);

    private Floats() {}

    public static boolean isFloating(SafeTensors.Dtype type) {
        return FLOATING.contains(type);
    }

    /**
     * Values in row-major order; those of 64 bits are rounded, others exact.
     *
     * @throws IllegalArgumentException where the tensor holds no floating-point numbers
     */
    public static float[] of(SafeTensors.Entry entry) {
        ByteBuffer data = entry.data().order(ByteOrder.LITTLE_ENDIAN);
        float[] values = new float[data.remaining() / entry.dtype().bytes()];
        for (int i = 0; i < values.length; i++) {
            values[i] = switch (entry.dtype()) {
                case F64 -> (float) data.getDouble();
                case F32 -> data.getFloat();
                case BF16 -> Float.intBitsToFloat(data.getShort() << 16);
                case F16 -> half(data.getShort());
                default ->
                    throw new IllegalArgumentException(
                            entry.name() + " is " + entry.dtype() + "; expected one of " + FLOATING);
            };
        }
        return values;
    }

    /** IEEE 754 binary16: 1 bit of sign, 5 of exponent, 10 of fraction. */
    private static float half(short bits) {
        int exponent = bits >> 10 & 31;
        int fraction = bits & 1023;
        float size = switch (exponent) {
            case 0 -> fraction * 0x1p-24f;
            case 31 -> fraction == 0 ? Float.POSITIVE_INFINITY : Float.NaN;
            default -> Math.scalb(1024f + fraction, exponent - 25);
        };
        return bits < 0 ? -size : size;
    }
}
