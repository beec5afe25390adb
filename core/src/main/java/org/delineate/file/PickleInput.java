package org.delineate.file;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** The bytes of a pickle: what they promise is compared with what is there before memory is given. */
final class PickleInput {
    private static final String DAMAGED = "the file is damaged; copy or download it again";
    private static final int LONGEST_NUMBER = 64;
    private static final int LONGEST_INTEGER_BYTES = 16;

    private final Path file;
    private final String part;
    private final InputStream in;
    private long position;
    private long steps;

    PickleInput(Path file, String part, InputStream in) {
        this.file = file;
        this.part = part;
        this.in = in;
    }

    long position() {
        return position;
    }

    /** Counts: a pickle that does too much is refused. */
    PickleOpcode opcode() {
        charge(1);
        int code = uint8();
        PickleOpcode opcode = PickleOpcode.of(code);
        if (opcode == null) {
            position--;
            throw bad("byte 0x%02x is no opcode".formatted(code), DAMAGED);
        }
        return opcode;
    }

    void charge(int more) {
        steps += more;
        if (steps > Limits.DEFAULT.pickleSteps()) {
            throw bad("more than " + Limits.DEFAULT.pickleSteps() + " steps", "save the weights alone");
        }
    }

    int uint8() {
        try {
            int value = in.read();
            if (value < 0) {
                throw bad("it ends in the middle", DAMAGED);
            }
            require(1);
            position++;
            return value;
        } catch (IOException e) {
            throw new Unreadable(file, e);
        }
    }

    int uint16() {
        return fixed(2).getShort() & 0xffff;
    }

    int int32() {
        return fixed(4).getInt();
    }

    /** As unsigned. */
    long uint32() {
        return fixed(4).getInt() & 0xffffffffL;
    }

    /** @throws BadFileException where it is 2^63 or more, which no length is */
    long uint64() {
        long value = fixed(8).getLong();
        if (value < 0) {
            throw bad("a length of " + Long.toUnsignedString(value) + " bytes", DAMAGED);
        }
        return value;
    }

    double float64() {
        return fixed(8).order(ByteOrder.BIG_ENDIAN).getDouble();
    }

    /** A little-endian two's complement number of that many bytes. */
    Object integer(long count) {
        if (count > LONGEST_INTEGER_BYTES) {
            throw bad("an integer of " + count + " bytes; at most " + LONGEST_INTEGER_BYTES, DAMAGED);
        }
        byte[] little = bytes(count);
        byte[] big = new byte[little.length];
        for (int i = 0; i < big.length; i++) {
            big[i] = little[little.length - 1 - i];
        }
        return big.length == 0 ? (Object) 0L : narrow(new BigInteger(big));
    }

    /** A decimal number up to the end of the line; Python ends long ones with L and writes bools as 01 and 00. */
    Object integerLine() {
        String line = line(LONGEST_NUMBER);
        if (line.equals("00") || line.equals("01")) {
            return line.equals("01");
        }
        if (!line.matches("-?\\d{1,39}L?")) {
            throw bad("the integer " + Shown.quoted(line) + " is none", DAMAGED);
        }
        return narrow(new BigInteger(line.replace("L", "")));
    }

    double floatLine() {
        String line = line(LONGEST_NUMBER);
        if (!line.matches("-?(\\d+\\.?\\d*(e[-+]?\\d+)?|inf|nan)")) {
            throw bad("the number " + Shown.quoted(line) + " is none", DAMAGED);
        }
        return Double.parseDouble(line.replace("inf", "Infinity").replace("nan", "NaN"));
    }

    private static Object narrow(BigInteger value) {
        return value.bitLength() < Long.SIZE ? (Object) value.longValue() : value;
    }

    byte[] bytes(long count) {
        require(count);
        try {
            byte[] bytes = in.readNBytes((int) count); // grows with what arrives, not with what is promised
            position += bytes.length;
            if (bytes.length < count) {
                throw bad("it ends in the middle: " + count + " bytes promised, " + bytes.length + " left", DAMAGED);
            }
            return bytes;
        } catch (IOException e) {
            throw new Unreadable(file, e);
        }
    }

    String text(long count) {
        return utf8(bytes(count));
    }

    /** Without the end of the line; one character a byte. */
    String line(int most) {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int c = uint8(); c != '\n'; c = uint8()) {
            if (line.size() == most) {
                throw bad("a line of more than " + most + " bytes", DAMAGED);
            }
            line.write(c);
        }
        return line.toString(StandardCharsets.ISO_8859_1);
    }

    String utf8(byte[] bytes) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            throw bad("a string is no UTF-8", DAMAGED);
        }
    }

    private ByteBuffer fixed(int count) {
        return ByteBuffer.wrap(bytes(count)).order(ByteOrder.LITTLE_ENDIAN);
    }

    private void require(long count) {
        if (count > Limits.DEFAULT.pickleBytes() - position) {
            throw bad(
                    count + " bytes more; a pickle has at most " + Limits.DEFAULT.pickleBytes(),
                    "save the weights alone");
        }
    }

    /** Names the place. */
    BadFileException bad(String rule, String remedy) {
        return new BadFileException(file, at() + rule, remedy);
    }

    /** "byte 17 of data.pkl: " */
    String at() {
        return "byte " + position + " of " + part + ": ";
    }

    Path file() {
        return file;
    }

    BadFileException damaged(String rule) {
        return bad(rule, DAMAGED);
    }
}
