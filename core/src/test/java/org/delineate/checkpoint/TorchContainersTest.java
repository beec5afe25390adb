package org.delineate.checkpoint;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.ZipOutputStream;
import org.delineate.file.BadFileException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Reads archives and older files that are cut short, changed or made to deceive. */
class TorchContainersTest {
    private static final byte[] DICT = TorchBytes.dict(6, 0, new long[] {6}, new long[] {1});
    private static final byte[] SIX = TorchBytes.floats(0, 1, 2, 3, 4, 5);

    @TempDir
    Path folder;

    private static byte[] resource(String name) throws IOException {
        return Files.readAllBytes(RecordedCheckpoints.RESOURCES.resolve(name));
    }

    private void assertRefused(String rule, byte[] bytes) {
        TorchBytes.assertRefused(rule, folder, bytes);
    }

    @ParameterizedTest
    @ValueSource(strings = {"plain_legacy.pth", "deflated.pth", "shared.pth"})
    void refusesAFileCutAtAnyByte(String name) throws IOException {
        byte[] whole = resource(name);
        for (int length = 0; length < whole.length; length++) {
            Path file = TorchBytes.write(folder, Arrays.copyOf(whole, length));
            String cut = name + " cut at " + length;
            assertThrows(BadFileException.class, () -> TorchFile.read(file), cut);
        }
        TorchFile.read(TorchBytes.write(folder, whole));
    }

    @Test
    void refusesAWrongChecksum() throws IOException {
        byte[] bytes = resource("shared.pth");
        byte[] weights =
                TorchFile.read(RecordedCheckpoints.RESOURCES.resolve("shared.pth")).groups().get(0).tensors().stream()
                        .map(e -> {
                            byte[] data = new byte[e.data().remaining()];
                            e.data().get(data);
                            return data;
                        })
                        .findFirst()
                        .orElseThrow();
        int at = indexOf(bytes, weights);
        bytes[at] ^= 1;
        assertRefused("entry \"shared/data/0\" has checksum", bytes);
        int pickle = indexOf(bytes, "whole".getBytes(StandardCharsets.US_ASCII));
        bytes[pickle] ^= 1;
        assertRefused("entry \"shared/data.pkl\" has checksum", bytes);
    }

    private static int indexOf(byte[] bytes, byte[] part) {
        for (int i = 0; i + part.length <= bytes.length; i++) {
            if (Arrays.equals(bytes, i, i + part.length, part, 0, part.length)) {
                return i;
            }
        }
        throw new AssertionError("not there");
    }

    private static byte[] archive(Map<String, byte[]> entries) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
                TorchBytes.put(zip, entry.getKey(), entry.getValue());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    private static Map<String, byte[]> entries(Object... namesAndContents) {
        Map<String, byte[]> entries = new LinkedHashMap<>();
        for (int i = 0; i < namesAndContents.length; i += 2) {
            Object content = namesAndContents[i + 1];
            entries.put(
                    (String) namesAndContents[i],
                    content instanceof byte[] bytes ? bytes : content.toString().getBytes(StandardCharsets.US_ASCII));
        }
        return entries;
    }

    @Test
    void readsAnyFolderAndNone() {
        for (String prefix : new String[] {"", "a/", "weights of july/v 2/"}) {
            byte[] zip = archive(
                    entries(prefix + "data.pkl", DICT, prefix + "data/0", SIX, prefix + "byteorder", "little\n"));
            TorchFile read = TorchFile.read(TorchBytes.write(folder, zip));
            assertEquals(1, read.groups().get(0).tensors().size(), prefix);
        }
    }

    @Test
    void refusesArchivesThatAreNoCheckpoint() {
        assertRefused("no entry data.pkl", archive(entries("a/b.txt", "x")));
        assertRefused("2 entries data.pkl", archive(entries("a/data.pkl", DICT, "b/data.pkl", DICT)));
        assertRefused("no entry \"a/data/0\" for a storage of 6 F32", archive(entries("a/data.pkl", DICT)));
        assertRefused(
                "no entry \"a/data/0\"",
                archive(entries("a/data.pkl", DICT, "a/data/../data/0", SIX, "b/data/0", SIX)));
        assertRefused(
                "byte order \"big\"", archive(entries("a/data.pkl", DICT, "a/data/0", SIX, "a/byteorder", "big")));
        byte[] trailing = Arrays.copyOf(DICT, DICT.length + 3);
        assertRefused(
                "3 bytes behind the end of a/data.pkl", archive(entries("a/data.pkl", trailing, "a/data/0", SIX)));
        assertRefused("no readable archive", "PK\3\4 and no more".getBytes(StandardCharsets.US_ASCII));
    }

    /** Names of one entry, its bytes elsewhere: what is read depends on who reads. */
    @Test
    void refusesAnEntryNamedTwice() {
        byte[] zip = archive(entries("a/data.pkl", DICT, "a/data/0", SIX, "a/data/1", new byte[24]));
        byte[] name = "a/data/1".getBytes(StandardCharsets.US_ASCII);
        for (int copies = 0; copies < 2; copies++) { // in the entry and in the directory
            zip[indexOf(zip, name) + 7] = '0';
        }
        assertRefused("entry \"a/data/0\" twice", zip);
    }

    @Test
    void refusesPackedBombs() {
        byte[] zeros = new byte[32 << 20];
        byte[] dict = TorchBytes.dict(zeros.length / 4, 0, new long[] {1}, new long[] {1});
        assertRefused("at most 200 times", TorchBytes.zip(dict, Map.of("0", zeros)));
        assertRefused("entry \"archive/data.pkl\" grows from", TorchBytes.zip(new byte[64 << 20], Map.of()));
        Map<String, byte[]> many = new LinkedHashMap<>();
        for (int i = 0; i < 20_001; i++) {
            many.put(String.valueOf(i), new byte[0]);
        }
        assertRefused("20002 entries; at most 20000", TorchBytes.zip(DICT, many));
    }

    /** The directory points many names at one packed entry. */
    @Test
    void refusesEntriesThatOverlap() {
        byte[] zip = TorchBytes.zip(ZipOutputStream.STORED, DICT, Map.of("0", SIX, "1", SIX));
        int field = indexOf(zip, new byte[] {'P', 'K', 1, 2}) + 20; // packed length of the first entry
        zip[field + 1] = 0x7f;
        var e = assertThrows(BadFileException.class, () -> TorchFile.read(TorchBytes.write(folder, zip)));
        assertTrue(e.rule().contains("overlap") || e.rule().contains("no readable archive"), e.getMessage());
    }

    @Test
    void refusesOlderFilesThatContradictThemselves() {
        Map<String, byte[]> storages = Map.of("0", SIX);
        assertRefused(
                "begins with a pickled number 5",
                new PickleBytes().ascii("K\5.").toArray());
        PickleBytes magic =
                new PickleBytes().bytes(Arrays.copyOf(TorchBytes.legacyHead().toArray(), 15));
        assertRefused(
                "version number 7; expected 1001", magic.proto(2).ascii("K\7.").toArray());
        PickleBytes big =
                new PickleBytes().bytes(Arrays.copyOf(TorchBytes.legacyHead().toArray(), 21));
        big.ascii("}").text("little_endian").raw(0x89).ascii("s.");
        assertRefused("not little endian", big.toArray());
        assertRefused(
                "the keys of the storages are a dict of 0",
                TorchBytes.legacyHead().bytes(DICT).ascii("}.").toArray());
        assertRefused("1 storages are named, 0 are there", TorchBytes.legacy(DICT, Map.of(), 4));
        assertRefused(
                "the key string \"1\" of a storage that no tensor has", TorchBytes.legacy(DICT, Map.of("1", SIX), 4));
        byte[] twice = TorchBytes.legacyHead()
                .bytes(DICT)
                .ascii("](")
                .text("0")
                .text("0")
                .ascii("e.")
                .int64(6)
                .bytes(SIX)
                .int64(6)
                .bytes(SIX)
                .toArray();
        assertRefused("the key string \"0\" of a storage that was there before", twice);
        byte[] right = TorchBytes.legacy(DICT, storages, 4);
        assertRefused("storages end at byte " + right.length, Arrays.copyOf(right, right.length + 1));
        assertRefused("storages end at byte " + right.length, Arrays.copyOf(right, right.length - 1));
        assertRefused("it ends before storage \"0\"", Arrays.copyOf(right, right.length - SIX.length - 1));
    }

    @Test
    void namesOtherFilesThatAreMistakenForACheckpoint() {
        byte[] tar = new byte[512];
        System.arraycopy("ustar  ".getBytes(StandardCharsets.US_ASCII), 0, tar, 257, 7);
        assertRefused("the tar format of PyTorch before 0.1.10", tar);
        assertRefused("a web page", bytes("<!DOCTYPE html><html>"));
        assertRefused("a web page", bytes("<HTML>"));
        assertRefused("a pointer of Git LFS", bytes("version https://git-lfs.github.com/spec/v1\noid sha256:0\n"));
        assertRefused("an HDF5 file", bytes("\u0089HDF\r\n\u001a\n"));
        assertRefused("a gzip file", bytes("\u001f\u008b\b"));
        assertRefused("a safetensors file", SafeTensorsFile.sample());
        assertRefused("it ends in the middle", new byte[0]);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }
}
