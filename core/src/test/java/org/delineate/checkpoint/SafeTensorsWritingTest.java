package org.delineate.checkpoint;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.delineate.checkpoint.SafeTensors.Dtype;
import org.delineate.checkpoint.SafeTensors.Entry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

/** Proves that the writer refuses what the reader would refuse. */
class SafeTensorsWritingTest {
    @TempDir
    Path folder;

    @Test
    void refusesDataThatDoesNotFitTheShape() {
        refused("w of F32 [2, 2] needs 16 bytes, not 15", () -> new Entry("w", Dtype.F32, new long[] {2, 2}, data(15)));
    }

    @Test
    void refusesNegativeDimensions() {
        refused(
                "w has shape [-1, -4]; at most 8 dimensions, none negative",
                () -> new Entry("w", Dtype.U8, new long[] {-1, -4}, data(4)));
    }

    @Test
    void refusesTooManyDimensions() {
        refused(
                "w has shape [1, 1, 1, 1, 1, 1, 1, 1, 1]; at most 8 dimensions, none negative",
                () -> new Entry("w", Dtype.U8, new long[] {1, 1, 1, 1, 1, 1, 1, 1, 1}, data(1)));
    }

    @Test
    void refusesAShapeThatOverflows() {
        refused(
                "F32 [4611686018427387904] has more than 2^63 - 1 bytes",
                () -> new Entry("w", Dtype.F32, new long[] {1L << 62}, data(0)));
    }

    @Test
    void refusesTheReservedName() {
        refused(
                "a tensor cannot be named __metadata__; rename it",
                () -> new Entry("__metadata__", Dtype.U8, new long[] {1}, data(1)));
    }

    @Test
    void refusesEqualNames() {
        Entry one = SafeTensorsFile.entry("w", Dtype.F32, 1);
        Entry other = SafeTensorsFile.entry("w", Dtype.U8, 1);
        refused("two tensors are named w", () -> write(Map.of(), List.of(one, other)));
    }

    @Test
    void refusesTooManyTensors() {
        List<Entry> entries = IntStream.rangeClosed(0, 4096)
                .mapToObj(i -> SafeTensorsFile.entry("t" + i, Dtype.U8, 0))
                .toList();
        refused("4097 tensors; a file holds at most 4096", () -> write(Map.of(), entries));
        write(Map.of(), entries.subList(0, 4096));
        assertEquals(4096, SafeTensors.read(file()).entries().size());
    }

    @Test
    void refusesAHeaderPastTheLimit() {
        int frame = "{\"__metadata__\":{\"m\":\"\"}}".length();
        refused(
                "a header of 1048584 bytes; at most 1048576: store less metadata",
                () -> write(Map.of("m", "x".repeat((1 << 20) - frame + 1)), List.of()));
        String longest = "x".repeat((1 << 20) - frame);
        write(Map.of("m", longest), List.of());
        assertEquals(longest, SafeTensors.readMetadata(file()).get("m"));
    }

    @Test
    void refusesHalfASurrogatePair() {
        String rule = "a name or metadata text has half a surrogate pair; it is no Unicode";
        refused(rule, () -> write(Map.of("m", "\uD83E"), List.of()));
        refused(rule, () -> write(Map.of(), List.of(SafeTensorsFile.entry("\uDE7A", Dtype.U8, 1))));
    }

    private void refused(String message, Executable writing) {
        var e = assertThrows(IllegalArgumentException.class, writing);
        assertEquals(message, e.getMessage());
        assertFalse(Files.exists(file()));
    }

    private void write(Map<String, String> metadata, List<Entry> entries) {
        SafeTensors.write(file(), metadata, entries);
    }

    private Path file() {
        return folder.resolve("written.safetensors");
    }

    private static ByteBuffer data(int bytes) {
        return ByteBuffer.allocate(bytes);
    }
}
