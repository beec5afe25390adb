package org.delineate.nn;

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
import org.delineate.file.Hash;
import org.delineate.nn.SafeTensors.Dtype;
import org.delineate.nn.SafeTensors.Entry;

/** Files made by hand, without the writer under test, and what a reader can see of one. */
final class SafeTensorsFile {
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

    static Path write(Path folder, byte[] bytes) {
        try {
            return Files.write(folder.resolve("case.safetensors"), bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
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
