package org.delineate.checkpoint;

import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/** Lists the element types of NumPy numbers that are stored beside weights, such as a best score. */
enum NumpyType {
    F8(8),
    F4(4),
    I8(8),
    I4(4),
    I2(2),
    I1(1),
    U1(1),
    U2(2),
    U4(4),
    U8(8),
    B1(1);

    private final int bytes;

    NumpyType(int bytes) {
        this.bytes = bytes;
    }

    /**
     * Returns the type with a code such as "f4".
     *
     * @throws IllegalArgumentException naming the known codes
     */
    static NumpyType of(Object code) {
        return Arrays.stream(values())
                .filter(t -> t.toString().equals(code))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        "NumPy type " + Pickle.describe(code) + "; known: " + Arrays.toString(values())));
    }

    /**
     * Refuses another byte order.
     *
     * @param state what NumPy stores of a type: (3, "<", None, None, None, -1, -1, 0)
     */
    void requireLittleEndian(Object state) {
        if (!(state instanceof Pickle.Tuple tuple)
                || tuple.values().size() < 2
                || !("<".equals(tuple.values().get(1))
                        || "|".equals(tuple.values().get(1)))) {
            throw new IllegalArgumentException("a NumPy type of another byte order than little endian");
        }
    }

    /** Decodes the bytes of one number to Long, Double or Boolean; to BigInteger where it exceeds a Long. */
    Object number(Object value) {
        if (!(value instanceof byte[] data) || data.length != bytes) {
            throw new IllegalArgumentException("a NumPy number " + this + " of " + Pickle.describe(value));
        }
        ByteBuffer in = ByteBuffer.wrap(data).order(ByteOrder.LITTLE_ENDIAN);
        return switch (this) {
            case F8 -> (Object) in.getDouble();
            case F4 -> (double) in.getFloat();
            case I8 -> in.getLong();
            case U8 -> unsigned(in.getLong());
            case I4 -> (long) in.getInt();
            case U4 -> in.getInt() & 0xffffffffL;
            case I2 -> (long) in.getShort();
            case U2 -> in.getShort() & 0xffffL;
            case I1 -> (long) in.get();
            case U1 -> in.get() & 0xffL;
            case B1 -> in.get() != 0;
        };
    }

    private static Object unsigned(long bits) {
        return bits < 0 ? (Object) new BigInteger(Long.toUnsignedString(bits)) : (Object) bits;
    }

    @Override
    public String toString() {
        return name().toLowerCase(java.util.Locale.ROOT);
    }
}
