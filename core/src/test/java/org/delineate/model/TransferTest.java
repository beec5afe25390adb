package org.delineate.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.delineate.checkpoint.SafeTensors;
import org.delineate.nn.Tensor;
import org.delineate.nn.layer.Weights;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The fate of every tensor. */
class TransferTest {
    private final Map<String, Tensor> known = new LinkedHashMap<>();

    @BeforeEach
    void makeTensors() {
        for (String name : List.of("enc.a", "enc.b", "enc.c", "enc.d", "dec.a")) {
            known.put(name, Tensor.of(new float[2], 2));
        }
    }

    private Transfer transfer(SafeTensors.Entry... stored) {
        Map<String, Tensor> wanted = new LinkedHashMap<>(known);
        wanted.remove("dec.a");
        return Transfer.of(
                wanted,
                known,
                List.of(stored),
                name -> name.replace("a+b", "enc.a|enc.b").replace("c=d", "enc.c&enc.d"),
                name -> name.startsWith("old."),
                3);
    }

    private static SafeTensors.Entry entry(String name, float... values) {
        return Weights.entry(name, values, values.length);
    }

    @Test
    void everyTensorOfFileAndNetworkHasItsLine() {
        Transfer t = transfer(
                entry("enc.a", 1, 2),
                entry("enc.b", 1, 2, 3),
                entry("dec.a", 1, 2),
                entry("fc.weight", 1),
                entry("old.b", 1),
                entry("enc.a.num_batches_tracked", 1),
                entry("enc.fc.weight", 1),
                new SafeTensors.Entry(
                        "enc.c",
                        SafeTensors.Dtype.I32,
                        new long[] {2},
                        entry("enc.c", 1, 2).data()));
        assertEquals(
                List.of(
                        "taken      enc.a",
                        "misshaped  enc.b [2] from enc.b F32 [3]",
                        "misshaped  enc.c [2] from enc.c I32 [2]",
                        "missing    enc.d",
                        "unexpected enc.fc.weight [1]",
                        "aside      dec.a",
                        "aside      fc.weight",
                        "aside      old.b",
                        "aside      enc.a.num_batches_tracked"),
                t.lines());
        assertEquals(t.lines().subList(1, 5), t.exceptions());
        assertEquals("1 tensors taken, 2 misshaped, 1 missing, 1 unexpected, 4 left aside", t.counts());
        t.into(known);
        assertArrayEquals(new float[] {1, 2}, known.get("enc.a").toFloats());
        assertArrayEquals(new float[2], known.get("enc.b").toFloats());
    }

    @Test
    void namesThatShareATensorGetEqualParts() {
        Transfer t = transfer(entry("a+b", 1, 2, 3, 4));
        assertEquals("taken      enc.b from a+b (part 2 of 2)", t.lines().get(1));
        t.into(known);
        assertArrayEquals(new float[] {1, 2}, known.get("enc.a").toFloats());
        assertArrayEquals(new float[] {3, 4}, known.get("enc.b").toFloats());
        assertEquals(
                List.of(
                        "misshaped  enc.a [2] from a+b (part 1 of 2) F32 [5]",
                        "misshaped  enc.b [2] from a+b (part 2 of 2) F32 [5]"),
                transfer(entry("a+b", 1, 2, 3, 4, 5)).lines().subList(0, 2));
    }

    @Test
    void namesThatCopyATensorGetItWhole() {
        Transfer t = transfer(entry("c=d", 1, 2));
        assertEquals(
                List.of("taken      enc.c from c=d", "taken      enc.d from c=d"),
                t.lines().subList(0, 2));
        t.into(known);
        assertArrayEquals(new float[] {1, 2}, known.get("enc.c").toFloats());
        assertArrayEquals(new float[] {1, 2}, known.get("enc.d").toFloats());
    }

    @Test
    void aNameGivenTwiceIsTakenOnce() {
        Transfer t = transfer(entry("a+b", 1, 2, 3, 4), entry("enc.b", 5, 6));
        assertEquals(Set.of("enc.a", "enc.b"), t.taken().keySet());
        assertEquals(List.of("enc.b [2]"), t.unexpected());
    }
}
