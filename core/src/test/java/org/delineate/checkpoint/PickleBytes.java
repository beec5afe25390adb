package org.delineate.checkpoint;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** Writes a pickle opcode by opcode, hostile ones too. */
public final class PickleBytes {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    public PickleBytes raw(int... bytes) {
        for (int b : bytes) {
            out.write(b);
        }
        return this;
    }

    /** Writes opcodes and lines of protocol 0, one byte per character. */
    public PickleBytes ascii(String text) {
        out.writeBytes(text.getBytes(StandardCharsets.ISO_8859_1));
        return this;
    }

    public PickleBytes proto(int version) {
        return raw(0x80, version);
    }

    public PickleBytes text(String value) {
        byte[] utf8 = value.getBytes(StandardCharsets.UTF_8);
        return ascii("X").int32(utf8.length).bytes(utf8);
    }

    public PickleBytes number(long value) {
        return raw(0x8a, 8).int64(value);
    }

    public PickleBytes int32(long value) {
        return bytes(ByteBuffer.allocate(4)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt((int) value)
                .array());
    }

    public PickleBytes int64(long value) {
        return bytes(ByteBuffer.allocate(8)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(value)
                .array());
    }

    public PickleBytes bytes(byte[] bytes) {
        out.writeBytes(bytes);
        return this;
    }

    public PickleBytes global(String module, String name) {
        return ascii("c" + module + "\n" + name + "\n");
    }

    /** Writes a tuple of numbers. */
    public PickleBytes numbers(long... values) {
        ascii("(");
        for (long value : values) {
            number(value);
        }
        return ascii("t");
    }

    public PickleBytes times(int count, PickleBytes other) {
        byte[] bytes = other.toArray();
        for (int i = 0; i < count; i++) {
            out.writeBytes(bytes);
        }
        return this;
    }

    /** Returns the pickle with the opcode that ends it. */
    public byte[] stop() {
        return ascii(".").toArray();
    }

    public byte[] toArray() {
        return out.toByteArray();
    }
}
