package org.delineate.checkpoint;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.delineate.nn.layer.Weights;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Reads views of storages that lie inside, and refuses others. */
class TorchTensorTest {
    private static final float[] SIX = {0, 1, 2, 3, 4, 5};

    @TempDir
    Path folder;

    private static long[] longs(String text) {
        return text.isBlank()
                ? new long[0]
                : List.of(text.trim().split(" ")).stream()
                        .mapToLong(Long::parseLong)
                        .toArray();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', nullValues = "-", textBlock = """
            0 | 6        | 1       | 0 1 2 3 4 5
            2 | 2        | 1       | 2 3
            5 | ''       | ''      | 5
            0 | 3 2      | 1 3     | 0 3 1 4 2 5
            1 | 2        | 4       | 1 5
            0 | 2 1 3    | 3 99 1  | 0 1 2 3 4 5
            0 | 2 3      | 2 1     | 0 1 2 2 3 4
            0 | 1 2 2    | 0 1 2   | 0 2 1 3
            6 | 0 4      | 4 1     | ''
            """)
    void readsAnyView(long offset, String shape, String strides, String values) {
        byte[] dict = TorchBytes.dict(6, offset, longs(shape), longs(strides));
        Map<String, byte[]> storages = Map.of("0", TorchBytes.floats(SIX));
        for (byte[] bytes : List.of(TorchBytes.zip(dict, storages), TorchBytes.legacy(dict, storages, 4))) {
            SafeTensors.Entry w = TorchFile.read(TorchBytes.write(folder, bytes))
                    .groups()
                    .get(0)
                    .tensors()
                    .get(0);
            assertArrayEquals(longs(shape), w.shape());
            float[] expected = new float[longs(values).length];
            for (int i = 0; i < expected.length; i++) {
                expected[i] = longs(values)[i];
            }
            assertArrayEquals(expected, Weights.floats(w));
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            0  | 7            | 1       | it leaves the storage
            1  | 6            | 1       | it leaves the storage
            6  | 1            | 1       | it leaves the storage
            0  | 2 3          | 4 1     | it leaves the storage
            0  | 2            | -1      | none may be negative
            5  | 2            | -1      | none may be negative
            -1 | 2            | 1       | none may be negative
            0  | -2           | 1       | none may be negative
            0  | 1000000000   | 0       | more elements than the storage has
            0  | 7 1          | 0 0     | more elements than the storage has
            0  | 2 2          | 1       | as many strides as dimensions
            0  | 4611686018427387904 4  | 0 0 | it leaves the storage
            0  | 2            | 9223372036854775807     | it leaves the storage
            9223372036854775807 | 2 | 1 | it leaves the storage
            0  | 1 1 1 1 1 1 1 1 1 | 1 1 1 1 1 1 1 1 1 | no tuple of at most 8 integers
            """)
    void refusesWhatLeavesTheStorage(long offset, String shape, String strides, String rule) {
        byte[] dict = TorchBytes.dict(6, offset, longs(shape), longs(strides));
        Map<String, byte[]> storages = Map.of("0", TorchBytes.floats(SIX));
        TorchBytes.assertRefused(rule, folder, TorchBytes.zip(dict, storages));
        TorchBytes.assertRefused(rule, folder, TorchBytes.legacy(dict, storages, 4));
    }

    @Test
    void refusesAStorageOfAnotherLength() {
        for (int elements : new int[] {0, 5, 7, 600_000_000}) {
            byte[] dict = TorchBytes.dict(elements, 0, new long[] {0}, new long[] {1});
            Map<String, byte[]> storages = Map.of("0", TorchBytes.floats(SIX));
            String zip = elements > 10 ? "a storage of 600000000 elements of F32" : "has 24 bytes; a storage of";
            TorchBytes.assertRefused(zip, folder, TorchBytes.zip(dict, storages));
            String legacy = elements > 10 ? zip : "has 6 elements; its tensors say " + elements;
            TorchBytes.assertRefused(legacy, folder, TorchBytes.legacy(dict, storages, 4));
        }
        byte[] negative = TorchBytes.dict(-1, 0, new long[] {0}, new long[] {1});
        TorchBytes.assertRefused("a storage of -1 elements", folder, TorchBytes.zip(negative, Map.of()));
    }

    @Test
    void refusesAKeyOfTwoStorages() {
        PickleBytes p =
                TorchBytes.tensor(TorchBytes.pickle().ascii("}").text("a"), 6, 0, new long[] {1}, new long[] {1});
        byte[] dict = TorchBytes.tensor(p.ascii("s").text("b"), 5, 0, new long[] {1}, new long[] {1})
                .ascii("s")
                .stop();
        TorchBytes.assertRefused(
                "storage \"0\" is 6 F32 and 5 F32", folder, TorchBytes.zip(dict, Map.of("0", new byte[24])));
    }

    /** Each is inside, each would be copied: 2000 transposed views of 4 MB. */
    @Test
    void refusesThousandsOfCopiesOfOneStorage() {
        PickleBytes p = TorchBytes.pickle().ascii("}");
        for (int i = 0; i < 2000; i++) {
            TorchBytes.tensor(p.text("w" + i), 1 << 20, 0, new long[] {1024, 1024}, new long[] {1, 1024})
                    .ascii("s");
        }
        byte[] zip = TorchBytes.zip(p.stop(), Map.of("0", new byte[4 << 20]));
        byte[] legacy = TorchBytes.legacy(p.toArray(), Map.of("0", new byte[4 << 20]), 4);
        for (byte[] bytes : List.of(zip, legacy)) {
            TorchBytes.assertRefused("tensors of 8388608000 bytes share storages of 4194304", folder, bytes);
        }
    }

    /** ("storage", type, key, place, elements, (key of the view, first element, elements)) of PyTorch 0.1 to 0.4. */
    @Test
    void readsViewsOfStorages() {
        assertEquals("3.0 4.0 ", viewed(2, 4));
        for (long[] view : new long[][] {{3, 4}, {-1, 2}, {0, -1}, {0, 7}, {Long.MAX_VALUE, 2}}) {
            TorchBytes.assertRefused("a view of " + view[1], folder, view(view[0], view[1]));
        }
        TorchBytes.assertRefused("it leaves the storage", folder, view(4, 2));
    }

    private String viewed(long from, long count) {
        TorchFile.Group group = TorchFile.read(TorchBytes.write(folder, view(from, count)))
                .groups()
                .get(0);
        return text(group);
    }

    private static String text(TorchFile.Group group) {
        StringBuilder text = new StringBuilder();
        for (float v : Weights.floats(group.tensors().get(0))) {
            text.append(v).append(' ');
        }
        return text.toString();
    }

    private static byte[] view(long from, long count) {
        PickleBytes p = TorchBytes.pickle().ascii("}").text("w").global("torch._utils", "_rebuild_tensor");
        p.ascii("((")
                .text("storage")
                .global("torch", "FloatStorage")
                .text("root")
                .text("cpu");
        p.number(6).ascii("(").text("view").number(from).number(count).ascii("ttQ");
        byte[] dict = p.number(1).numbers(2).numbers(1).ascii("tRs").stop();
        return TorchBytes.legacy(dict, Map.of("root", TorchBytes.floats(SIX)), 4);
    }

    /** As PyTorch 2 writes types that have no storage class of their own. */
    @Test
    void readsUntypedStorages() {
        byte[] dict = untyped(24, "float32");
        Map<String, byte[]> storages = Map.of("0", TorchBytes.floats(SIX));
        TorchFile.Group group = TorchFile.read(TorchBytes.write(folder, TorchBytes.zip(dict, storages)))
                .groups()
                .get(0);
        assertArrayEquals(new float[] {2, 3}, Weights.floats(group.tensors().get(0)));
        TorchBytes.assertRefused(
                "a storage of 23 elements of U8 is read as F32",
                folder,
                TorchBytes.zip(untyped(23, "float32"), storages));
        TorchBytes.assertRefused(
                "global torch.float8_e5m2 is refused", folder, TorchBytes.zip(untyped(24, "float8_e5m2"), storages));
    }

    private static byte[] untyped(long bytes, String dtype) {
        PickleBytes p = TorchBytes.pickle().ascii("}").text("w").global("torch._utils", "_rebuild_tensor_v3");
        p.ascii("((")
                .text("storage")
                .global("torch.storage", "UntypedStorage")
                .text("0")
                .text("cpu");
        p.number(bytes).ascii("tQ").number(2).numbers(2).numbers(1).raw(0x89).ascii("}");
        return p.global("torch", dtype).ascii("}tRs").stop();
    }

    @Test
    void refusesMetadataThatWouldNegateTheValues() {
        PickleBytes p = TorchBytes.pickle().ascii("}").text("w").global("torch._utils", "_rebuild_tensor_v2");
        TorchBytes.storage(p.ascii("("), "FloatStorage", "0", 6)
                .number(0)
                .numbers(6)
                .numbers(1);
        byte[] dict =
                p.raw(0x89).ascii("}}").text("neg").raw(0x88).ascii("stRs").stop();
        TorchBytes.assertRefused(
                "hooks or metadata: dict of 1",
                folder,
                TorchBytes.zip(dict, new LinkedHashMap<>(Map.of("0", TorchBytes.floats(SIX)))));
    }

    /** Parameters and tensors of PyTorch 0.1 to 0.4: made first, given their values or flags by BUILD. */
    @Test
    void readsParametersOfTheFirstVersions() {
        for (int opcode : new int[] {'R', 0x81}) {
            PickleBytes p = parameter().raw(0x85, opcode).raw(0x88, 0x89);
            assertEquals(
                    "2.0 3.0 ",
                    old(p.global("collections", "OrderedDict")
                            .ascii(")R")
                            .raw(0x87)
                            .ascii("b")));
        }
        PickleBytes late = TorchBytes.pickle().ascii("}").text("w").global("torch.nn.parameter", "Parameter");
        late.ascii(")").raw(0x81).ascii("(");
        TorchBytes.tensor(late, 6, 2, new long[] {2}, new long[] {1});
        assertEquals(
                "2.0 3.0 ",
                old(late.ascii("N")
                        .global("collections", "OrderedDict")
                        .ascii(")R")
                        .raw(0x88, 0x89)
                        .ascii("tb")));
        PickleBytes plain = TorchBytes.pickle()
                .ascii("}")
                .text("w")
                .global("torch", "FloatTensor")
                .ascii(")R(");
        TorchBytes.storage(plain, "FloatStorage", "0", 6);
        assertEquals("2.0 4.0 ", old(plain.number(2).numbers(2).numbers(2).ascii("tb")));
    }

    private static PickleBytes parameter() {
        PickleBytes p = TorchBytes.pickle().ascii("}").text("w").global("torch.nn.parameter", "Parameter");
        return TorchBytes.tensor(p, 6, 2, new long[] {2}, new long[] {1});
    }

    private String old(PickleBytes p) {
        byte[] legacy = TorchBytes.legacy(p.ascii("s").stop(), Map.of("0", TorchBytes.floats(SIX)), 4);
        TorchFile.Group group =
                TorchFile.read(TorchBytes.write(folder, legacy)).groups().get(0);
        return text(group);
    }

    @Test
    void refusesAnOldTensorWithoutValues() {
        byte[] dict = TorchBytes.pickle()
                .ascii("}")
                .text("w")
                .global("torch", "FloatTensor")
                .ascii(")Rs")
                .stop();
        TorchBytes.assertRefused("no tensors under names", folder, TorchBytes.zip(dict, Map.of()));
    }
}
