package org.delineate.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.delineate.checkpoint.SafeTensors;
import org.delineate.model.Matching.Misfit;
import org.delineate.nn.Tensor;
import org.delineate.nn.layer.Module;
import org.delineate.nn.layer.Weights;
import org.delineate.zoo.Network;
import org.delineate.zoo.Renames;
import org.junit.jupiter.api.Test;

/** What becomes of each tensor of a file that an encoder is to start from. */
class EncoderMatchingTest {
    /** Vectors of two values. */
    private static final class Part extends Module {
        Part(String... names) {
            for (String name : names) {
                parameter(name, 2);
            }
        }
    }

    /** Publishers of its encoder keep a and b in one tensor, and c, which d repeats. */
    private static final class Small extends Network {
        private final Part enc = new Part("a", "b", "c", "d");
        private final Part dec = new Part("a");

        Small() {
            super(Spec.of(3, 1), 1);
            encoder("enc\\.");
        }

        @Override
        protected Tensor logits(Tensor x) {
            return x;
        }

        @Override
        public List<Renames> pretrained() {
            return List.of(Renames.of("a+b -> enc.a|enc.b", "c=d -> enc.c&enc.d"));
        }

        @Override
        protected List<String> unused() {
            return List.of("old");
        }
    }

    private final Network network = new Small();

    private Matching matching(SafeTensors.Entry... stored) {
        return Matching.ofEncoder(network, new WeightsFile(Path.of("file"), "", List.of(stored), List.of()));
    }

    private static SafeTensors.Entry entry(String name, float... values) {
        return Weights.entry(name, values, values.length);
    }

    private float[] values(String name) {
        return network.state().get(name).toFloats();
    }

    @Test
    void everyTensorOfFileAndNetworkHasItsLine() {
        Matching m = matching(
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
                        "taken       enc.a",
                        "missing     enc.d [2]",
                        "unexpected  enc.fc.weight [1]",
                        "misshaped   enc.b [3], here [2]",
                        "misshaped   enc.c I32 [2], here [2]",
                        "aside       dec.a: not of the encoder",
                        "aside       fc.weight: not needed",
                        "aside       old.b: not needed",
                        "aside       enc.a.num_batches_tracked: not needed"),
                m.lines());
        assertEquals(m.lines().subList(1, 5), m.exceptions());
        assertEquals("1 tensors taken, 1 missing, 1 unexpected, 2 misshaped, 0 different, 4 left aside", m.counts());
        m.into(network);
        assertArrayEquals(new float[] {1, 2}, values("enc.a"));
        assertArrayEquals(new float[2], values("enc.b"));
    }

    @Test
    void namesThatShareATensorGetEqualParts() {
        Matching m = matching(entry("a+b", 1, 2, 3, 4));
        assertEquals("taken       enc.b from a+b (part 2 of 2)", m.lines().get(1));
        m.into(network);
        assertArrayEquals(new float[] {1, 2}, values("enc.a"));
        assertArrayEquals(new float[] {3, 4}, values("enc.b"));
        Matching odd = matching(entry("a+b", 1, 2, 3, 4, 5), entry("c=d", 1, 2));
        assertEquals(
                List.of(
                        "misshaped   a+b (part 1 of 2) [5], here enc.a [2]",
                        "misshaped   a+b (part 2 of 2) [5], here enc.b [2]"),
                odd.exceptions());
    }

    @Test
    void namesThatCopyATensorGetItWhole() {
        Matching m = matching(entry("c=d", 1, 2));
        assertEquals(
                List.of("taken       enc.c from c=d", "taken       enc.d from c=d"),
                m.lines().subList(0, 2));
        m.into(network);
        assertArrayEquals(new float[] {1, 2}, values("enc.c"));
        assertArrayEquals(new float[] {1, 2}, values("enc.d"));
    }

    @Test
    void aTensorGivenTwiceIsTakenOnceAndReported() {
        Matching m = matching(entry("a+b", 1, 2, 3, 4), entry("enc.b", 5, 6));
        assertEquals(Set.of("enc.a", "enc.b"), m.taken().keySet());
        assertEquals(
                List.of("enc.b [2] and a+b (part 2 of 2) [4] are one tensor here"),
                m.unfit().get(Misfit.DIFFERENT));
    }
}
