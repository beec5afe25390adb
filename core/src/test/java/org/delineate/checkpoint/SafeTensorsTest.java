package org.delineate.checkpoint;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.delineate.checkpoint.SafeTensors.Dtype;
import org.delineate.checkpoint.SafeTensors.Entry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SafeTensorsTest {
    @TempDir
    Path folder;

    @Test
    void readsBackEveryDtype() throws Exception {
        List<Entry> entries = new ArrayList<>();
        for (Dtype dtype : Dtype.values()) {
            entries.add(SafeTensorsFile.entry("tensor." + dtype, dtype, 2, 3));
        }
        Path file = folder.resolve("new/all.safetensors");
        SafeTensors.write(file, Map.of("network", "unet"), entries);
        SafeTensors read = SafeTensors.read(file);
        assertEquals(Map.of("network", "unet"), read.metadata());
        assertEquals(entries.size(), read.entries().size());
        for (Entry entry : entries) {
            Entry found = entry(read, entry.name());
            assertEquals(entry.dtype(), found.dtype());
            assertArrayEquals(entry.shape(), found.shape());
            assertEquals(entry.data(), found.data());
        }
        assertArrayEquals(SafeTensors.encode(Map.of("network", "unet"), entries), Files.readAllBytes(file));
    }

    /** Byte by byte from the public description: length, header padded to a multiple of 8, little-endian values. */
    @Test
    void readsAFileWrittenByHandAndWritesTheSameBytes() {
        byte[] file = HexFormat.of()
                .parseHex("4000000000000000"
                        + "7b2274657374223a7b226474797065223a22493332222c227368617065223a5b"
                        + "322c325d2c22646174615f6f666673657473223a5b302c31365d7d7d20202020"
                        + "01000000ffffffff00000080ffffff7f");
        String header = new String(file, 8, 64, StandardCharsets.UTF_8);
        assertEquals("{\"test\":{\"dtype\":\"I32\",\"shape\":[2,2],\"data_offsets\":[0,16]}}    ", header);
        SafeTensors read = SafeTensors.read(SafeTensorsFile.write(folder, file));
        Entry test = entry(read, "test");
        assertEquals(Dtype.I32, test.dtype());
        assertArrayEquals(new long[] {2, 2}, test.shape());
        int[] values = new int[4];
        test.data().asIntBuffer().get(values);
        assertArrayEquals(new int[] {1, -1, Integer.MIN_VALUE, Integer.MAX_VALUE}, values);
        assertArrayEquals(file, SafeTensors.encode(read.metadata(), read.entries()));
    }

    /** Written by the format's own library (Python package safetensors 0.8.0, save_file of NumPy arrays). */
    @Test
    void readsAFileOfTheReferenceLibraryAndWritesTheSameBytes() throws Exception {
        Path file = Path.of(getClass().getResource("reference.safetensors").toURI());
        SafeTensors read = SafeTensors.read(file);
        assertEquals(Map.of("note", "Läsion \"5 µm\""), read.metadata());
        assertEquals(-5, entry(read, "a.step").data().getLong());
        assertEquals(Math.PI, entry(read, "d.double").data().getDouble());
        assertArrayEquals(new long[] {2, 3}, entry(read, "b.weight").shape());
        assertEquals(1.25f, entry(read, "b.weight").data().getFloat(20));
        assertArrayEquals(new long[] {0, 4}, entry(read, "empty").shape());
        assertEquals(-2, entry(read, "e.int").data().getInt(4));
        assertEquals(0x7bff, entry(read, "c.half").data().getShort(4)); // 65504, the largest half
        assertEquals(Short.MIN_VALUE, entry(read, "f.short").data().getShort());
        assertEquals(
                ByteBuffer.wrap(new byte[] {-128, 127}), entry(read, "g.byte").data());
        assertEquals(ByteBuffer.wrap(new byte[] {0, -1}), entry(read, "h.ubyte").data());
        assertEquals(ByteBuffer.wrap(new byte[] {1, 0, 1}), entry(read, "flag").data());
        assertArrayEquals(Files.readAllBytes(file), SafeTensors.encode(read.metadata(), read.entries()));
    }

    @Test
    void readsTensorsThatTheHeaderNamesInAnotherOrder() {
        String header = "{\"b\":{\"shape\":[3],\"data_offsets\":[2,5],\"dtype\":\"U8\"},\"__metadata__\":{\"k\":\"v\"},"
                + "\"empty\":{\"dtype\":\"F32\",\"shape\":[0],\"data_offsets\":[2,2]},"
                + "\"a\":{\"dtype\":\"I16\",\"shape\":[],\"data_offsets\":[0,2]}}";
        SafeTensors read = SafeTensors.read(SafeTensorsFile.write(folder, SafeTensorsFile.bytes(header, 5)));
        assertEquals(
                List.of("a", "empty", "b"),
                read.entries().stream().map(Entry::name).toList());
        assertEquals(0x0100, entry(read, "a").data().getShort());
        assertEquals(0, entry(read, "a").shape().length);
        assertEquals(0, entry(read, "empty").data().remaining());
        assertEquals(ByteBuffer.wrap(new byte[] {2, 3, 4}), entry(read, "b").data());
        assertEquals(Map.of("k", "v"), read.metadata());
    }

    @Test
    void readsAFileWithoutTensors() {
        Path file = SafeTensorsFile.write(folder, SafeTensorsFile.bytes("{}", 0));
        assertEquals(List.of(), SafeTensors.read(file).entries());
        assertEquals(Map.of(), SafeTensors.readMetadata(file));
    }

    @Test
    void writesEqualContentAsEqualBytes() {
        List<Entry> entries = new ArrayList<>();
        Map<String, String> metadata = new LinkedHashMap<>();
        for (int i = 0; i < 40; i++) {
            entries.add(SafeTensorsFile.entry("t" + i, Dtype.values()[i % 10], i));
            metadata.put("key" + i, "value " + i);
        }
        byte[] bytes = SafeTensors.encode(metadata, entries);
        Collections.reverse(entries);
        Map<String, String> shuffled = new LinkedHashMap<>();
        entries.forEach(e ->
                shuffled.put("key" + e.name().substring(1), "value " + e.name().substring(1)));
        assertArrayEquals(bytes, SafeTensors.encode(shuffled, entries));
        SafeTensors read = SafeTensors.read(SafeTensorsFile.write(folder, bytes));
        assertArrayEquals(bytes, SafeTensors.encode(read.metadata(), read.entries()));
    }

    /** Readers that map the file need every tensor at a multiple of its element size. */
    @Test
    void alignsEveryTensorWhateverTheHeaderLength() {
        for (int length = 0; length < 16; length++) {
            List<Entry> entries = List.of(
                    SafeTensorsFile.entry("a".repeat(length), Dtype.BOOL, 3),
                    SafeTensorsFile.entry("b", Dtype.F16, 5),
                    SafeTensorsFile.entry("c", Dtype.F64, 1),
                    SafeTensorsFile.entry("d", Dtype.F32, 3));
            byte[] bytes = SafeTensors.encode(Map.of(), entries);
            long header = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getLong();
            assertEquals(0, header % 8);
            long position = 8 + header;
            for (Entry entry :
                    SafeTensors.read(SafeTensorsFile.write(folder, bytes)).entries()) {
                assertEquals(0, position % entry.dtype().bytes(), entry.name());
                position += entry.data().remaining();
            }
            assertEquals(bytes.length, position);
        }
    }

    @Test
    void keepsAnyUnicodeInNamesAndMetadata() {
        String text = "\u0000\n\"\\ Läsion 病変 \uD83E\uDE7A \u2028";
        Path file = folder.resolve("unicode.safetensors");
        SafeTensors.write(file, Map.of(text, text), List.of(SafeTensorsFile.entry(text, Dtype.U8, 1)));
        SafeTensors read = SafeTensors.read(file);
        assertEquals(Map.of(text, text), read.metadata());
        assertEquals(1, entry(read, text).data().remaining());
    }

    @Test
    void keepsAManifestOfTensOfKilobytes() {
        String manifest = "{\"label\":\"ä\",\"scores\":[0.5,0.25]}\n".repeat(4000);
        Path file = folder.resolve("manifest.safetensors");
        SafeTensors.write(file, Map.of("manifest", manifest), List.of());
        assertEquals(manifest, SafeTensors.readMetadata(file).get("manifest"));
    }

    @Test
    void givesFreshReadOnlyViewsThatOutliveTheFile() throws Exception {
        byte[] bytes = SafeTensorsFile.bytes("{\"a\":{\"dtype\":\"U8\",\"shape\":[4],\"data_offsets\":[0,4]}}", 4);
        Path file = SafeTensorsFile.write(folder, bytes);
        Entry entry = entry(SafeTensors.read(file), "a");
        Files.write(file, new byte[bytes.length]);
        Files.delete(file);
        assertEquals(0x03020100, entry.data().getInt());
        assertEquals(4, entry.data().remaining());
        assertTrue(entry.data().isDirect() && entry.data().isReadOnly());
        entry.shape()[0] = 9;
        assertArrayEquals(new long[] {4}, entry.shape());
    }

    @Test
    void namesTheFileThatCannotBeRead() {
        Path missing = folder.resolve("missing.safetensors");
        for (Path path : List.of(missing, folder)) {
            var e = assertThrows(UncheckedIOException.class, () -> SafeTensors.read(path));
            assertTrue(e.getMessage().startsWith("cannot read " + path + ": "), e.getMessage());
            assertThrows(UncheckedIOException.class, () -> SafeTensors.readMetadata(path));
        }
    }

    private static Entry entry(SafeTensors tensors, String name) {
        return tensors.entries().stream()
                .filter(e -> e.name().equals(name))
                .findFirst()
                .orElseThrow();
    }
}
