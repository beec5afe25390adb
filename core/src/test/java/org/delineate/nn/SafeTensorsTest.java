package org.delineate.nn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.delineate.nn.SafeTensors.Dtype;
import org.delineate.nn.SafeTensors.Entry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SafeTensorsTest {
    @TempDir
    Path folder;

    @Test
    void readsBackEveryDtype() throws Exception {
        List<Entry> entries = new java.util.ArrayList<>();
        for (Dtype dtype : Dtype.values()) {
            byte[] bytes = new byte[6 * dtype.bytes()];
            for (int i = 0; i < bytes.length; i++) {
                bytes[i] = (byte) (31 * i + dtype.ordinal());
            }
            entries.add(new Entry("tensor." + dtype, dtype, new long[] {2, 3}, ByteBuffer.wrap(bytes)));
        }
        Path file = folder.resolve("all.safetensors");
        SafeTensors.write(file, Map.of("network", "unet"), entries);
        SafeTensors read = SafeTensors.read(file);
        assertEquals(Map.of("network", "unet"), read.metadata());
        assertEquals(read.metadata(), SafeTensors.readMetadata(file));
        assertEquals(entries.size(), read.entries().size());
        for (Entry entry : entries) {
            Entry found = read.entry(entry.name());
            assertEquals(entry.dtype(), found.dtype());
            assertArrayEquals(entry.shape(), found.shape());
            assertEquals(entry.data(), found.data());
        }
        assertArrayEquals(SafeTensors.encode(Map.of("network", "unet"), entries), Files.readAllBytes(file));
    }
}
