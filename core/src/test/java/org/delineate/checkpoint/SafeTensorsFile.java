package org.delineate.checkpoint;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.delineate.checkpoint.SafeTensors.Dtype;
import org.delineate.checkpoint.SafeTensors.Entry;
import org.delineate.file.BadFileException;
import org.delineate.file.Hash;

/** Writes files without the writer under test, and describes what a reader can see of one. */
final class SafeTensorsFile {
    static final String DAMAGED = "; the file is damaged; copy or download it again";
    static final String WRONG_WRITER = "; the program that wrote it is wrong; export the weights again";

    private SafeTensorsFile() {}

    /** Header length, header, and data of 0, 1, 2, .. */
    static byte[] bytes(byte[] header, int dataBytes) {
        ByteBuffer file = ByteBuffer.allocate(8 + header.length + dataBytes).order(ByteOrder.LITTLE_ENDIAN);
        file.putLong(header.length).put(header);
        for (int i = 0; i < dataBytes; i++) {
            file.put((byte) i);
        }
        return file.array();
    }

    static byte[] bytes(String header, int dataBytes) {
        return bytes(header.getBytes(StandardCharsets.UTF_8), dataBytes);
    }

    /** A valid file of about 2 KB with metadata, an empty tensor, a scalar and several types. */
    static byte[] sample() {
        Map<String, String> metadata = Map.of("network", "attention-unet", "manifest", "{\"threshold\":0.5}");
        return SafeTensors.encode(
                metadata,
                List.of(
                        entry("encoder.0.weight", Dtype.F32, 4, 3, 3, 3),
                        entry("encoder.0.bias", Dtype.F32, 4),
                        entry("decoder.gate", Dtype.F16, 16, 16),
                        entry("norm.batches", Dtype.I64),
                        entry("norm.unused", Dtype.BF16, 0, 3),
                        entry("mask", Dtype.BOOL, 7),
                        entry("step", Dtype.F64, 2, 3)));
    }

    static Entry entry(String name, Dtype dtype, long... shape) {
        byte[] data = new byte[Math.toIntExact(dtype.bytes(shape))];
        new Random(name.hashCode()).nextBytes(data);
        return new Entry(name, dtype, shape, ByteBuffer.wrap(data));
    }

    /** Always the same name. The old file is deleted, not overwritten: some file systems flush an overwritten one. */
    static Path write(Path folder, byte[] bytes) {
        try {
            Path file = folder.resolve("case.safetensors");
            Files.deleteIfExists(file);
            return Files.write(file, bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** One tensor of a header. */
    static String tensor(String name, String dtype, String shape, String offsets) {
        return "\"" + name + "\":{\"dtype\":\"" + dtype + "\",\"shape\":" + shape + ",\"data_offsets\":" + offsets
                + "}";
    }

    /** Both ways of reading refuse the file with one text: file, rule with value (as given), remedy. */
    static void assertRefused(Path file, String message) {
        var e = assertThrows(BadFileException.class, () -> SafeTensors.read(file));
        String start = file + ": " + message;
        assertTrue(e.getMessage().startsWith(start), () -> "expected " + start + "\n but was " + e.getMessage());
        assertTrue(e.getMessage().matches("(?s).+; .+"), "no remedy: " + e.getMessage());
        var header = assertThrows(BadFileException.class, () -> SafeTensors.readMetadata(file));
        assertEquals(e.getMessage(), header.getMessage());
        assertEquals(file, e.file());
    }

    /** Everything that a caller can see, as text: equal where and only where two contents are equal. */
    static String visible(SafeTensors tensors) {
        StringBuilder text = new StringBuilder().append(tensors.metadata());
        for (Entry entry : tensors.entries()) {
            byte[] data = new byte[entry.data().remaining()];
            entry.data().get(data);
            text.append('\n').append(entry.name()).append(' ').append(entry.dtype());
            text.append(Arrays.toString(entry.shape())).append(' ').append(Hash.of(data));
        }
        return text.toString();
    }
}
