package org.delineate.checkpoint;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.delineate.file.BadFileException;

/** Writes checkpoints without PyTorch, invalid ones too. */
final class TorchBytes {
    private static final int MOST_MILLIS = 100;
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    private TorchBytes() {}

    static PickleBytes pickle() {
        return new PickleBytes().proto(2);
    }

    /** Writes the persistent id of a storage. */
    static PickleBytes storage(PickleBytes p, String type, String key, long elements) {
        return p.ascii("(")
                .text("storage")
                .global("torch", type)
                .text(key)
                .text("cpu")
                .number(elements)
                .ascii("tQ");
    }

    /** Writes one float tensor on storage "0". */
    static PickleBytes tensor(PickleBytes p, long elements, long offset, long[] shape, long[] strides) {
        p.global("torch._utils", "_rebuild_tensor_v2").ascii("(");
        storage(p, "FloatStorage", "0", elements).number(offset).numbers(shape).numbers(strides);
        return p.raw(0x89).global("collections", "OrderedDict").ascii(")RtR");
    }

    /** Writes a dict with one float tensor "w". */
    static byte[] dict(long elements, long offset, long[] shape, long[] strides) {
        return tensor(pickle().ascii("}").text("w"), elements, offset, shape, strides)
                .ascii("s")
                .stop();
    }

    static byte[] zip(byte[] object, Map<String, byte[]> storages) {
        return zip(ZipOutputStream.DEFLATED, object, storages);
    }

    static byte[] zip(int method, byte[] object, Map<String, byte[]> storages) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            zip.setLevel(method == ZipOutputStream.STORED ? 0 : 6);
            put(zip, "archive/data.pkl", object);
            for (Map.Entry<String, byte[]> storage : storages.entrySet()) {
                put(zip, "archive/data/" + storage.getKey(), storage.getValue());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    static void put(ZipOutputStream zip, String name, byte[] content) throws IOException {
        zip.putNextEntry(new ZipEntry(name));
        zip.write(content);
        zip.closeEntry();
    }

    /** Writes magic number, version and system; then the object, the keys and the storages. */
    static byte[] legacy(byte[] object, Map<String, byte[]> storages, int elementBytes) {
        PickleBytes p = legacyHead();
        p.bytes(object).proto(2).ascii("](");
        storages.keySet().forEach(p::text);
        p.ascii("e.");
        storages.values().forEach(bytes -> p.int64(bytes.length / elementBytes).bytes(bytes));
        return p.toArray();
    }

    static PickleBytes legacyHead() {
        PickleBytes p = new PickleBytes().proto(2).raw(0x8a, 10);
        p.raw(0x6c, 0xfc, 0x9c, 0x46, 0xf9, 0x20, 0x6a, 0xa8, 0x50, 0x19).ascii(".");
        p.proto(2).raw('M', 0xe9, 3).ascii(".");
        return p.proto(2).ascii("}").text("little_endian").raw(0x88).ascii("s.");
    }

    static byte[] floats(float... values) {
        ByteBuffer bytes = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(values);
        return bytes.array();
    }

    static Path write(Path folder, byte[] bytes) {
        try {
            Path file = folder.resolve("case.pth");
            Files.deleteIfExists(file);
            return Files.write(file, bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Proves that a file is refused by name, with a remedy, in less than 100 ms of the processor: others on a busy
     * machine do not count, nor does the first call.
     */
    static void assertRefused(String rule, Path folder, byte[] bytes) {
        Path file = write(folder, bytes);
        long best = Long.MAX_VALUE;
        for (int i = 0; i < 5 && best > MOST_MILLIS; i++) {
            long start = THREADS.getCurrentThreadCpuTime();
            var e = assertThrows(BadFileException.class, () -> TorchFile.read(file), rule);
            best = Math.min(best, (THREADS.getCurrentThreadCpuTime() - start) / 1_000_000);
            assertTrue(e.rule().contains(rule), () -> "expected " + rule + "\n but was " + e.getMessage());
            assertTrue(e.getMessage().matches("(?s).+; .+"), "no remedy: " + e.getMessage());
            assertTrue(
                    e.getMessage().length() < 1000,
                    "message of " + e.getMessage().length());
        }
        assertTrue(best <= MOST_MILLIS, rule + ": " + best + " ms");
    }
}
