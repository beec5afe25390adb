package org.delineate.checkpoint;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Arrays;
import org.delineate.file.BadFileException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Reads files that are cut short, have flipped bits or promise too much. */
class SafeTensorsDamageTest {
    private static final int MOST_MILLIS = 100;
    private static final long MOST_BYTES = 16 << 20;

    @TempDir
    Path folder;

    @Test
    void refusesAFileCutAtAnyByte() {
        byte[] whole = SafeTensorsFile.sample();
        assertTrue(whole.length >= 1500 && whole.length <= 2500, "about 2 KB: " + whole.length);
        for (int length = 0; length < whole.length; length++) {
            Path file = SafeTensorsFile.write(folder, Arrays.copyOf(whole, length));
            assertThrows(BadFileException.class, () -> SafeTensors.read(file));
            assertThrows(BadFileException.class, () -> SafeTensors.readMetadata(file));
        }
        SafeTensors.read(SafeTensorsFile.write(folder, whole));
    }

    /** Every bit of the length and of the header: what is still accepted differs where callers look. */
    @Test
    void showsOrRefusesEveryFlippedBitOfTheHeader() {
        byte[] whole = SafeTensorsFile.sample();
        String intact = SafeTensorsFile.visible(SafeTensors.read(SafeTensorsFile.write(folder, whole)));
        int bits = 8 * (8 + Math.toIntExact(headerBytes(whole)));
        assertTrue(bits >= 3000, "bits: " + bits);
        int refused = 0;
        for (int bit = 0; bit < bits; bit++) {
            byte[] flipped = whole.clone();
            flipped[bit / 8] ^= (byte) (1 << bit % 8);
            try {
                SafeTensors read = SafeTensors.read(SafeTensorsFile.write(folder, flipped));
                assertNotEquals(intact, SafeTensorsFile.visible(read), "silently accepted: bit " + bit);
            } catch (BadFileException e) {
                refused++;
            }
        }
        assertTrue(refused > bits / 2 && refused < bits, refused + " of " + bits + " refused");
    }

    /** The other half of the contract: values carry no check, so callers compare a hash of the file. */
    @Test
    void acceptsAFlippedBitOfAValue() {
        byte[] flipped = SafeTensorsFile.sample();
        flipped[flipped.length - 1] ^= 1;
        SafeTensors read = SafeTensors.read(SafeTensorsFile.write(folder, flipped));
        assertEquals(7, read.entries().size());
    }

    @Test
    void refusesAHeaderOfTwoToThe63Bytes() {
        byte[] bytes = SafeTensorsFile.bytes("{}", 0);
        ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putLong(Long.MIN_VALUE);
        refusedAtOnce(bytes, "a header of 9223372036854775808 bytes");
    }

    @Test
    void refusesShapesThatOverflow() {
        String header =
                "{\"w\":{\"dtype\":\"F64\",\"shape\":[2147483647,2147483647,2147483647],\"data_offsets\":[0,8]}}";
        refusedAtOnce(SafeTensorsFile.bytes(header, 8), "has more than 2^63 - 1 bytes");
    }

    @Test
    void refusesAHundredThousandNestedArrays() {
        refusedAtOnce(SafeTensorsFile.bytes("{\"w\":" + "[".repeat(100_000), 0), "nesting depth");
    }

    @Test
    void refusesAHundredThousandNestedObjects() {
        refusedAtOnce(SafeTensorsFile.bytes("{\"w\":".repeat(100_000), 0), "nesting depth");
    }

    @Test
    void refusesAGibibytePromisedByAHundredBytes() {
        String header = "{\"w\":{\"dtype\":\"F32\",\"shape\":[268435456],\"data_offsets\":[0,1073741824]}}";
        byte[] bytes = SafeTensorsFile.bytes(header, 100 - 8 - header.length());
        assertEquals(100, bytes.length);
        refusedAtOnce(bytes, "the data is cut off");
    }

    @Test
    void refusesALongestHeaderOfSmallNumbers() {
        String numbers = "12,".repeat(((1 << 20) - 20) / 3);
        refusedAtOnce(SafeTensorsFile.bytes("{\"w\":[" + numbers + "1]}", 0), "is array, not an object");
    }

    @Test
    void refusesANumberOfAMillionDigits() {
        refusedAtOnce(SafeTensorsFile.bytes("{\"w\":" + "9".repeat(1_000_000) + "}", 0), "Number value length");
    }

    /** In milliseconds of the processor and a few megabytes; of five tries the best, since the first ones compile. */
    private void refusedAtOnce(byte[] bytes, String message) {
        Path file = SafeTensorsFile.write(folder, bytes);
        var thread = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
        long bestNanos = Long.MAX_VALUE;
        for (int i = 0; i < 5; i++) {
            long allocated = thread.getCurrentThreadAllocatedBytes();
            long start = thread.getCurrentThreadCpuTime();
            var e = assertThrows(BadFileException.class, () -> SafeTensors.read(file));
            bestNanos = Math.min(bestNanos, thread.getCurrentThreadCpuTime() - start);
            long grown = thread.getCurrentThreadAllocatedBytes() - allocated;
            assertTrue(grown < MOST_BYTES, grown + " bytes allocated");
            assertTrue(e.getMessage().contains(message), e.getMessage());
            assertTrue(
                    e.getMessage().length() < 1000,
                    "message of " + e.getMessage().length());
        }
        assertTrue(bestNanos < MOST_MILLIS * 1_000_000L, bestNanos / 1_000_000 + " ms");
    }

    private static long headerBytes(byte[] file) {
        return ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN).getLong();
    }
}
