package org.delineate.zoo;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.delineate.nn.Graph;
import org.delineate.nn.Output;
import org.delineate.nn.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class NetworkTest {
    /** Answers at half the size, or with the classes it is given. */
    private static final class Odd extends Network {
        private final int answers;
        private final boolean halves;

        Odd(int classes, int answers, boolean halves) {
            super(Spec.of(3, classes), 2);
            encoder(halves ? "none" : "first|(low|high)\\.");
            this.answers = answers;
            this.halves = halves;
        }

        @Override
        protected Tensor logits(Tensor x) {
            Tensor y = x.narrow(1, 0, answers);
            return halves ? y.maxPool2d(2, 2, 0) : y;
        }

        @Override
        public List<Renames> pretrained() {
            return List.of(Renames.of("stem.{i} -> low.{i}"), Renames.of("qkv.* -> high.q.*|high.k.*"));
        }

        @Override
        protected Renames renames() {
            return Renames.of("first_part -> Part1");
        }
    }

    private static String message(Class<? extends Exception> type, Executable body) {
        return assertThrows(type, body).getMessage();
    }

    @Test
    void anAnswerOfTheWrongShapeIsAnError() {
        Tensor x = new Graph().input(1, 3, 4, 6);
        assertArrayEquals(
                new long[] {1, 2, 4, 6},
                new Odd(2, 2, false).forward(x).logits().shape());
        assertEquals(
                "Odd: logits [1, 2, 4, 6] for input [1, 3, 4, 6]",
                message(IllegalStateException.class, () -> new Odd(1, 2, false).forward(x)));
        assertEquals(
                "Odd: logits [1, 1, 2, 3] for input [1, 3, 4, 6]",
                message(IllegalStateException.class, () -> new Odd(1, 1, true).forward(x)));
    }

    @Test
    void theSizeThatUNetRefusesComesWithTheNextThatItTakes() {
        Network unet = Zoo.UNET.outline(3, 1);
        assertEquals(
                "UNet: height and width must be multiples of 16, got 250x256; pad to 256x256",
                message(IllegalArgumentException.class, () -> unet.requireSize(250, 256)));
        assertEquals(
                "UNet: height and width must be multiples of 16, got 0x17; pad to 16x32",
                message(IllegalArgumentException.class, () -> unet.requireSize(0, 17)));
        unet.requireSize(16, 1024);
    }

    @Test
    void weightsForOneSizeRefuseEveryOther() {
        Network network = Zoo.TRANS_UNET.outline(new Network.Spec(3, 1, 64, 96, 0));
        network.requireSize(64, 96);
        assertEquals(
                "TransUNet: height and width must be 64x96, for which its weights were made, got 96x64; resize to"
                        + " 64x96 or make it for the other size",
                message(IllegalArgumentException.class, () -> network.requireSize(96, 64)));
        assertEquals(
                "TransUNet: height and width must be multiples of 16, got 64x90; pad to 64x96",
                message(IllegalArgumentException.class, () -> new TransUNet(new Network.Spec(3, 1, 64, 90, 0))));
    }

    @Test
    void hasChannelsAndClasses() {
        assertEquals(
                "a network has at least 1 input channel and 1 class, got 3 and 0",
                message(IllegalArgumentException.class, () -> new Odd(0, 1, false)));
    }

    @Test
    void configurationsRefuseWhatIsNoNetwork() {
        assertEquals(
                "height and width must be at least 1 and base at least 0, got 8, 0, 0",
                message(IllegalArgumentException.class, () -> new Network.Spec(3, 1, 8, 0, 0)));
        assertEquals(
                "CBAM attends the maps of SKIP; got [CBAM]",
                message(IllegalArgumentException.class, () -> new SCUNeXt(Network.Spec.of(3, 1), SCUNeXt.Part.CBAM)));
    }

    @Test
    void publishedNamesAreInSnakeCaseThenRenamed() {
        Network odd = new Odd(1, 1, false);
        assertEquals("patch_embed3.proj.weight", odd.names().published("patchEmbed3.proj.weight"));
        assertEquals("final.weight", odd.names().published("final_.weight"));
        assertEquals("Part1.0.running_mean", odd.names().published("firstPart.0.running_mean"));
    }

    @Test
    void encoderIsWhatBeginsAsItSays() {
        Network odd = new Odd(1, 1, false);
        assertFalse(odd.hasEncoder(), "it has no tensors");
        for (String name : List.of("firstPart.weight", "low.0.bias", "low.", "high.")) {
            assertTrue(odd.isEncoder(name), name);
        }
        for (String name : List.of("", "lower.0", "slow.0", "head.low.0")) {
            assertFalse(odd.isEncoder(name), name);
        }
        Network none = new Odd(1, 1, true);
        assertFalse(none.hasEncoder());
        assertFalse(none.isEncoder("low.0"));
    }

    /** A pattern that catches all or nothing would train nothing or freeze nothing. */
    @ParameterizedTest
    @MethodSource("org.delineate.zoo.Chosen#networks")
    void encodersArePartsAndNotTheWhole(Zoo zoo) {
        Network network = zoo.outline(3, 1);
        long parts = network.parameters().keySet().stream()
                .filter(network::isEncoder)
                .count();
        assertEquals(network.hasEncoder(), parts > 0);
        assertTrue(parts < network.parameters().size());
        if (network.hasEncoder()) {
            String last = List.copyOf(network.parameters().keySet())
                    .get(network.parameters().size() - 1);
            assertFalse(network.isEncoder(last), last);
        }
    }

    private static List<String> published(Network network, String name) {
        return network.pretrained().stream().map(p -> p.apply(name)).toList();
    }

    @Test
    void everyPublisherHasItsNames() {
        Network odd = new Odd(1, 1, false);
        assertEquals(List.of("low.0.weight", "stem.0.weight"), published(odd, "stem.0.weight"));
        assertEquals(List.of("qkv.bias", "high.q.bias|high.k.bias"), published(odd, "qkv.bias"));
    }

    @Test
    void theLesionOfTwoClassesIsTheirDifference() {
        Tensor two = Tensor.of(new float[] {1, 2, 5, 9}, 1, 2, 1, 2);
        assertArrayEquals(
                new float[] {4, 7}, new Output(two, List.of()).lesion().toFloats());
        assertArrayEquals(
                two.narrow(1, 0, 1).toFloats(),
                Output.lesion(two.narrow(1, 0, 1)).toFloats());
        float[] softmax = two.softmax(1).narrow(1, 1, 1).toFloats();
        assertArrayEquals(softmax, Output.lesion(two).sigmoid().toFloats(), 1e-7f);
    }
}
