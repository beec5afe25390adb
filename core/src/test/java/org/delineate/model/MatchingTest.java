package org.delineate.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.delineate.checkpoint.SafeTensors.Dtype;
import org.delineate.checkpoint.SafeTensors.Entry;
import org.delineate.nn.Tensor;
import org.delineate.nn.layer.Conv2d;
import org.delineate.nn.layer.Weights;
import org.delineate.zoo.Network;
import org.delineate.zoo.Renames;
import org.junit.jupiter.api.Test;

class MatchingTest {
    /** Four tensors; the authors call the first part "stem", save the second under two names, and keep a classifier. */
    private static final class Two extends Network {
        private final Conv2d firstPart = new Conv2d(3, 2, 1);
        private final Conv2d head = new Conv2d(2, 1, 1);

        Two() {
            super(Spec.of(3, 1), 1);
        }

        @Override
        protected Tensor logits(Tensor x) {
            return head.apply(firstPart.apply(x));
        }

        @Override
        protected Renames renames() {
            return Renames.of("first_part -> stem");
        }

        @Override
        protected Renames aliases() {
            return Renames.of("tied -> head");
        }

        @Override
        protected List<String> unused() {
            return List.of("fc");
        }
    }

    private static Entry floats(String name, float value, long... shape) {
        int count = 1;
        for (long side : shape) {
            count *= (int) side;
        }
        float[] values = new float[count];
        Arrays.fill(values, value);
        return Weights.entry(name, values, shape);
    }

    private static List<Entry> published(String prefix) {
        return new ArrayList<>(List.of(
                floats(prefix + "stem.weight", 1, 2, 3, 1, 1),
                floats(prefix + "stem.bias", 2, 2),
                floats(prefix + "head.weight", 3, 1, 2, 1, 1),
                floats(prefix + "head.bias", 4, 1)));
    }

    private static Matching of(List<Entry> stored, String prefix) {
        Network network = new Two();
        return Matching.exact(
                network, stored, Naming.of(network, List.of(prefix), List.of()).get(0));
    }

    @Test
    void takesThePublishedNames() {
        Matching m = of(published(""), "");
        assertEquals(List.of(), m.misfits());
        assertEquals(
                List.of("firstPart.weight", "firstPart.bias", "head.weight", "head.bias"),
                List.copyOf(m.taken().keySet()));
        Network network = new Two();
        m.into(network);
        assertArrayEquals(
                new float[] {2, 2}, network.state().get("firstPart.bias").toFloats());
    }

    @Test
    void takesOurNames() {
        List<Entry> ours = List.of(
                floats("firstPart.weight", 1, 2, 3, 1, 1),
                floats("firstPart.bias", 2, 2),
                floats("head.weight", 3, 1, 2, 1, 1),
                floats("head.bias", 4, 1));
        assertEquals(
                List.of(),
                Matching.exact(new Two(), ours, Naming.ours(new Two(), "")).misfits());
        assertEquals(4, of(ours, "").misfits().size());
    }

    @Test
    void listsEveryMisfitInOrder() {
        List<Entry> stored = published("net.");
        stored.remove(1);
        stored.set(0, floats("net.stem.weight", 1, 2, 1, 1, 1));
        stored.add(floats("net.extra", 1, 7));
        stored.set(2, new Entry("net.head.bias", Dtype.I64, new long[] {1}, ByteBuffer.allocate(8)));
        Matching m = of(stored, "net.");
        assertEquals(
                List.of(
                        "missing     net.stem.bias [2]",
                        "unexpected  net.extra [7]",
                        "misshaped   net.stem.weight [2, 1, 1, 1], here firstPart.weight [2, 3, 1, 1]",
                        "misshaped   net.head.bias I64 [1], here head.bias [1]"),
                m.misfits());
        assertEquals("1 missing, 1 unexpected, 2 misshaped", m.misfitCounts());
    }

    @Test
    void shapesAreNotAdaptedWhereAllMustFit() {
        List<Entry> grey = published("");
        grey.set(0, floats("stem.weight", 1, 2, 1, 1, 1));
        assertEquals(
                List.of("misshaped   stem.weight [2, 1, 1, 1], here firstPart.weight [2, 3, 1, 1]"),
                of(grey, "").misfits());
    }

    @Test
    void leavesAsideWhatTheNetworkDoesNotNeed() {
        List<Entry> stored = published("");
        stored.add(floats("fc.weight", 1, 9, 9));
        stored.add(new Entry("norm.num_batches_tracked", Dtype.I64, new long[0], ByteBuffer.allocate(8)));
        Matching m = of(stored, "");
        assertEquals(List.of(), m.misfits());
        assertEquals(List.of("fc.weight: not needed", "norm.num_batches_tracked: not needed"), m.aside());
    }

    @Test
    void twoNamesOfOneTensorMustAgree() {
        List<Entry> stored = published("");
        stored.add(floats("tied.bias", 4, 1));
        Matching same = of(stored, "");
        assertEquals(List.of(), same.misfits());
        assertEquals(List.of("tied.bias: the same as head.bias"), same.aside());
        stored.set(4, floats("tied.bias", 5, 1));
        assertEquals(
                List.of("different   tied.bias [1] and head.bias [1] are one tensor here"),
                of(stored, "").misfits());
        stored.remove(3);
        Matching alone = of(stored, "");
        assertEquals(List.of(), alone.misfits());
        assertEquals(5, Weights.floats(alone.taken().get("head.bias").entry())[0]);
    }

    @Test
    void namesTensorsWithValuesThatAreNotFinite() {
        List<Entry> stored = published("");
        stored.set(1, Weights.entry("stem.bias", new float[] {Float.NaN, 1}, 2));
        stored.set(3, floats("head.bias", Float.NEGATIVE_INFINITY, 1));
        assertEquals(
                List.of("not finite  stem.bias [2]: 1 of 2 values", "not finite  head.bias [1]: 1 of 1 values"),
                of(stored, "").notFinite());
    }
}
