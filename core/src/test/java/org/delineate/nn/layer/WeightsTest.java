package org.delineate.nn.layer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.delineate.checkpoint.SafeTensors;
import org.delineate.nn.Scope;
import org.delineate.nn.Tensor;
import org.delineate.nn.TrainedTensor;
import org.junit.jupiter.api.Test;

class WeightsTest {
    private static Sequential net(long seed) {
        Sequential net = new Sequential(new Conv2d(3, 4, 3), new BatchNorm2d(4), new Conv2d(4, 1, 1));
        net.initialise(seed);
        return net;
    }

    private static final Tensor X = Tensor.of(TrainedTensor.random(1, 2 * 3 * 8 * 8), 2, 3, 8, 8);

    private static float[] output(Layer net) {
        net.train(false);
        try (Scope scope = Scope.inference()) {
            return net.apply(X).toFloats();
        }
    }

    @Test
    void whatIsStoredComesBackBitForBit() {
        Sequential a = net(1);
        a.apply(X); // moves the running statistics
        Sequential b = net(2);
        Weights.load(b.state(), Weights.entries(a.state()));
        a.state()
                .forEach((name, t) ->
                        assertArrayEquals(t.toFloats(), b.state().get(name).toFloats(), name));
        assertArrayEquals(output(a), output(b));
    }

    @Test
    void loadingListsAllThatDoesNotFitAndChangesNothing() {
        Sequential net = net(1);
        Map<String, Tensor> state = net.state();
        float[] before = state.get("0.weight").toFloats();
        List<SafeTensors.Entry> entries = new ArrayList<>(Weights.entries(net(2).state()));
        entries.removeIf(e -> e.name().equals("1.bias")
                || e.name().equals("1.weight")
                || e.name().startsWith("2.b"));
        entries.add(Weights.entry("2.bias", new float[2], 2));
        entries.add(Weights.entry("3.weight", new float[1], 1));
        assertEquals(
                "the weights do not fit the network: missing [1.bias, 1.weight], unexpected [3.weight], "
                        + "misshaped [2.bias [2] instead of [1]]",
                assertThrows(IllegalArgumentException.class, () -> Weights.load(state, entries))
                        .getMessage());
        assertArrayEquals(before, state.get("0.weight").toFloats());
    }

    @Test
    void loadingTakes32BitFloatsOnlyAndChangesNothingElse() {
        Sequential net = net(1);
        float[] before = net.state().get("0.weight").toFloats();
        List<SafeTensors.Entry> entries = new ArrayList<>(Weights.entries(net(2).state()));
        SafeTensors.Entry last = entries.remove(entries.size() - 1);
        entries.add(new SafeTensors.Entry(last.name(), SafeTensors.Dtype.I32, last.shape(), last.data()));
        assertEquals(
                "the weights do not fit the network: missing [], unexpected [], "
                        + "misshaped [2.bias I32 instead of F32]",
                assertThrows(IllegalArgumentException.class, () -> Weights.load(net.state(), entries))
                        .getMessage());
        assertArrayEquals(before, net.state().get("0.weight").toFloats());
    }

    @Test
    void fillingNeedsAsManyValues() {
        assertEquals(
                "3 values for a tensor of shape [2, 2]",
                assertThrows(
                                IllegalArgumentException.class,
                                () -> Weights.fill(new TrainedTensor(new float[4], 2, 2).value, new float[3]))
                        .getMessage());
    }

    @Test
    void channelsLastKeepsValuesNamesAndOutputs() {
        Sequential net = net(1);
        Map<String, Tensor> expected = net(1).state();
        float[] before = output(net);
        Weights.channelsLast(net);
        assertEquals(List.copyOf(expected.keySet()), List.copyOf(net.state().keySet()));
        net.state().forEach((name, t) -> {
            assertArrayEquals(expected.get(name).shape(), t.shape(), name);
            assertArrayEquals(expected.get(name).toFloats(), t.toFloats(), name);
        });
        float[] after = output(net);
        for (int i = 0; i < after.length; i++) {
            assertEquals(before[i], after[i], 1e-5, "at " + i);
        }
    }

    @Test
    void normsAreEuclidean() {
        TrainedTensor a = new TrainedTensor(new float[] {3, 4}, 2);
        assertEquals(Map.of("value", 5.0), Weights.norms(a.parameters()));
        assertEquals(Map.of("value", 0.0), Weights.gradientNorms(a), "no backward yet");
        a.value.mul(2).sum().backward();
        assertEquals(Math.sqrt(8), Weights.gradientNorms(a).get("value"), 1e-12);
    }

    @Test
    void a64BitModuleComputesIn64BitsAndForgetsItsGradients() {
        TrainedTensor leaf = new TrainedTensor(new float[] {0.1f}, 1);
        leaf.value.mul(3).sum().backward();
        Weights.float64(leaf);
        assertEquals(0.0, Weights.gradientNorms(leaf).get("value"));
        assertEquals((double) 0.1f * (double) 0.1f, leaf.value.mul(leaf.value).item());
        Tensor square = leaf.value.mul(leaf.value).sum();
        square.backward();
        assertEquals(2 * (double) 0.1f, Weights.gradientNorms(leaf).get("value"));
        assertTrue(leaf.parameterCount() == 1);
    }
}
