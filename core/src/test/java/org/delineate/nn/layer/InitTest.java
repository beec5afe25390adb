package org.delineate.nn.layer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

class InitTest {
    /** One layer of each kind, all initialised by one rule. */
    private static final class Kinds extends Module {
        private final Conv2d conv = new Conv2d(16, 64, 3);
        private final Conv2d depthwise = Conv2d.depthwise(512, 5);
        private final ConvTranspose2d transposed = ConvTranspose2d.grouped(32, 64, 4, 2);
        private final Linear linear = new Linear(200, 50);
        private final BatchNorm2d norm = new BatchNorm2d(8);
        private final LayerNorm layerNorm = new LayerNorm(8);

        Kinds(Init init) {
            init(init);
        }

        static Kinds of(Init init) {
            Kinds k = new Kinds(init);
            k.initialise(7);
            return k;
        }

        float[] values(String name) {
            return state().get(name).toFloats();
        }
    }

    private static void assertUniform(double bound, float[] values) {
        double square = 0;
        double largest = 0;
        double mean = 0;
        for (float v : values) {
            square += (double) v * v / values.length;
            mean += v / (double) values.length;
            largest = Math.max(largest, Math.abs(v));
        }
        assertTrue(largest <= bound, largest + " beyond " + bound);
        assertTrue(largest > 0.8 * bound, largest + " far below " + bound);
        assertEquals(0, mean, 5 * bound / Math.sqrt(3.0 * values.length));
        if (values.length > 1000) {
            assertEquals(bound / Math.sqrt(3), Math.sqrt(square), 0.05 * bound);
        }
    }

    private static void assertNormal(double deviation, float[] values) {
        double square = 0;
        long within = 0;
        for (float v : values) {
            square += (double) v * v / values.length;
            within += Math.abs(v) < deviation ? 1 : 0;
        }
        assertEquals(deviation, Math.sqrt(square), 0.03 * deviation);
        assertEquals(0.6827, within / (double) values.length, 0.03);
    }

    private static void assertAll(float value, float[] values) {
        float[] expected = new float[values.length];
        Arrays.fill(expected, value);
        assertArrayEquals(expected, values);
    }

    private static void assertNormsAreOneAndZero(Kinds k) {
        for (String norm : new String[] {"norm", "layerNorm"}) {
            assertAll(1, k.values(norm + ".weight"));
            assertAll(0, k.values(norm + ".bias"));
        }
        assertAll(0, k.values("norm.running_mean"));
        assertAll(1, k.values("norm.running_var"));
    }

    @Test
    void uniformFanInReachesOneOverTheRootOfTheFanIn() {
        Kinds k = Kinds.of(Init.UNIFORM_FAN_IN);
        assertUniform(1 / Math.sqrt(16 * 9), k.values("conv.weight"));
        assertUniform(1 / Math.sqrt(16 * 9), k.values("conv.bias"));
        assertUniform(1 / Math.sqrt(25), k.values("depthwise.weight"));
        assertUniform(1 / Math.sqrt(25), k.values("depthwise.bias"));
        assertUniform(1 / Math.sqrt(32 * 16), k.values("transposed.weight"));
        assertUniform(1 / Math.sqrt(32 * 16), k.values("transposed.bias"));
        assertUniform(1 / Math.sqrt(200), k.values("linear.weight"));
        assertUniform(1 / Math.sqrt(200), k.values("linear.bias"));
        assertNormsAreOneAndZero(k);
    }

    @Test
    void glorotCountsTheChannelsOfADepthwiseKernelAsKerasDoes() {
        Kinds k = Kinds.of(Init.GLOROT_UNIFORM);
        assertUniform(Math.sqrt(6.0 / (16 * 9 + 64 * 9)), k.values("conv.weight"));
        assertUniform(Math.sqrt(6.0 / (512 * 25 + 25)), k.values("depthwise.weight"));
        assertUniform(Math.sqrt(6.0 / (200 + 50)), k.values("linear.weight"));
        for (String name : new String[] {"conv", "depthwise", "transposed", "linear"}) {
            assertAll(0, k.values(name + ".bias"));
        }
        assertNormsAreOneAndZero(k);
        ConvTranspose2d transposed = new ConvTranspose2d(32, 64, 4);
        float[] w =
                Init.GLOROT_UNIFORM.values(transposed, "weight", new long[] {32, 64, 4, 4}, new java.util.Random(1));
        assertUniform(Math.sqrt(6.0 / (32 * 16 + 64 * 16)), w);
    }

    @Test
    void tokenBlocksAreNormal() {
        Kinds k = Kinds.of(Init.TOKEN_BLOCK);
        assertNormal(Math.sqrt(2.0 / (64 * 9)), k.values("conv.weight"));
        assertNormal(Math.sqrt(2.0 / 25), k.values("depthwise.weight"));
        assertNormal(0.02, k.values("linear.weight"));
        for (String name : new String[] {"conv", "depthwise", "linear"}) {
            assertAll(0, k.values(name + ".bias"));
        }
        assertNormsAreOneAndZero(k);
    }

    @Test
    void valuesAreAPureFunctionOfSeedAndName() {
        Supplier<Module> make = () -> new Sequential(new Conv2d(2, 3, 3), new Conv2d(2, 3, 3));
        Module a = make.get();
        Module b = make.get();
        a.initialise(1);
        b.initialise(2);
        assertFalse(Arrays.equals(weight(a, 0), weight(b, 0)), "another seed");
        assertFalse(Arrays.equals(weight(a, 0), weight(a, 1)), "another name");
        b.initialise(1);
        assertArrayEquals(weight(a, 0), weight(b, 0));
        assertArrayEquals(weight(a, 1), weight(b, 1));
        Module longer = new Sequential(new Conv2d(2, 3, 3), new Conv2d(2, 3, 3), new Conv2d(3, 3, 1));
        longer.initialise(1);
        assertArrayEquals(weight(a, 1), weight(longer, 1), "parts elsewhere do not matter");
    }

    private static float[] weight(Module m, int i) {
        return m.parameters().get(i + ".weight").toFloats();
    }

    @Test
    void anInnerModuleMayHaveARuleOfItsOwn() {
        class Inner extends Module {
            private final Linear fc = new Linear(100, 100);

            Inner() {
                init(Init.TOKEN_BLOCK);
            }
        }
        class Outer extends Module {
            private final Linear fc = new Linear(100, 100);
            private final Inner inner = new Inner();
        }
        Outer outer = new Outer();
        outer.initialise(1);
        assertUniform(0.1, outer.parameters().get("fc.weight").toFloats());
        assertNormal(0.02, outer.parameters().get("inner.fc.weight").toFloats());
    }
}
