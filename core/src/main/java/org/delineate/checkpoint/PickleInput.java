package org.delineate.checkpoint;

import static org.delineate.file.BadFileException.DAMAGED;

import java.io.IOException;
import java.io.InputStream;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.regex.Pattern;
import org.delineate.file.BadFileException;
import org.delineate.file.Limits;
import org.delineate.file.Printable;
import org.delineate.file.UnreadableFileException;

/**
 * Reads the bytes of a pickle: promised lengths are compared with the bytes that are there before memory is allocated.
 */
final class PickleInput {
    private static final Pattern INTEGER = Pattern.compile("-?\\d{1,39}L?");
    private static final Pattern FLOAT = Pattern.compile("-?(\\d+\\.?\\d*(e[-+]?\\d+)?|inf|nan)");
    private static final int LONGEST_NUMBER = 64;
    private static final int LONGEST_INTEGER_BYTES = 16;
    private static final int LINE_STEPS = 2;

    private final Path file;
    private final String part;
    private final InputStream in;
    private final byte[] buffer = new byte[1 << 13];
    private int at;
    private int end;
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

    /** Reads the next opcode and counts it: a pickle of too many steps is refused. */
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
        if (steps > Limits.DEFAULT.checkpoints().steps()) {
            throw bad("more than " + Limits.DEFAULT.checkpoints().steps() + " steps", "save the weights alone");
        }
    }

    int uint8() {
        if (at == end && !fetch()) {
            throw bad("it ends in the middle", DAMAGED);
        }
        require(1);
        position++;
        return buffer[at++] & 0xff;
    }

    private boolean fetch() {
        try {
            at = 0;
            end = Math.max(0, in.read(buffer));
            return end > 0;
        } catch (IOException e) {
            throw new UnreadableFileException(file, e);
        }
    }

    int uint16() {
        return fixed(2).getShort() & 0xffff;
    }

    int int32() {
        return fixed(4).getInt();
    }

    /** Reads 32 bits as an unsigned number. */
    long uint32() {
        return fixed(4).getInt() & 0xffffffffL;
    }

    /**
     * Reads a length of 64 bits.
     *
     * @throws BadFileException where it is 2^63 or more
     */
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

    /** Reads a little-endian two's complement number of that many bytes. */
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

    /** Reads a decimal number up to the end of the line; Python ends long ones with L and writes bools as 01 and 00. */
    Object integerLine() {
        String line = line(LONGEST_NUMBER);
        if (line.equals("00") || line.equals("01")) {
            return line.equals("01");
        }
        if (!INTEGER.matcher(line).matches()) {
            throw bad("the integer " + Printable.quoted(line) + " is none", DAMAGED);
        }
        return narrow(new BigInteger(line.replace("L", "")));
    }

    double floatLine() {
        String line = line(LONGEST_NUMBER);
        if (!FLOAT.matcher(line).matches()) {
            throw bad("the number " + Printable.quoted(line) + " is none", DAMAGED);
        }
        return Double.parseDouble(line.replace("inf", "Infinity").replace("nan", "NaN"));
    }

    private static Object narrow(BigInteger value) {
        return value.bitLength() < Long.SIZE ? (Object) value.longValue() : value;
    }

    byte[] bytes(long count) {
        require(count);
        try {
            int ready = (int) Math.min(count, end - at);
            byte[] rest = in.readNBytes((int) count - ready); // grows with what arrives, not with what is promised
            if (ready + rest.length < count) {
                int left = ready + rest.length;
                throw bad("it ends in the middle: " + count + " bytes promised, " + left + " left", DAMAGED);
            }
            byte[] bytes = Arrays.copyOfRange(buffer, at, at + (int) count);
            System.arraycopy(rest, 0, bytes, ready, rest.length);
            at += ready;
            position += count;
            return bytes;
        } catch (IOException e) {
            throw new UnreadableFileException(file, e);
        }
    }

    String text(long count) {
        return utf8(bytes(count));
    }

    /** Reads a line without its end, one character per byte. */
    String line(int most) {
        charge(LINE_STEPS);
        StringBuilder line = new StringBuilder();
        for (int c = uint8(); c != '\n'; c = uint8()) {
            if (line.length() == most) {
                throw bad("a line of more than " + most + " bytes", DAMAGED);
            }
            line.append((char) c);
        }
        return line.toString();
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
        if (count > Limits.DEFAULT.checkpoints().pickleBytes() - position) {
            throw bad(
                    count + " bytes more; a pickle has at most "
                            + Limits.DEFAULT.checkpoints().pickleBytes(),
                    "save the weights alone");
        }
    }

    /** Returns an error that names the place. */
    BadFileException bad(String rule, String remedy) {
        return new BadFileException(file, place() + rule, remedy);
    }

    /** Returns the place: "byte 17 of data.pkl: ". */
    String place() {
        return "byte " + position + " of " + part + ": ";
    }

    Path file() {
        return file;
    }

    BadFileException damaged(String rule) {
        return bad(rule, DAMAGED);
    }
}
