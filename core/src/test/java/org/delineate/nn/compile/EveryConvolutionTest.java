package org.delineate.nn.compile;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.BoolOptional;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorArrayRefOptional;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.delineate.nn.Eager;
import org.delineate.nn.Graph;
import org.delineate.nn.Graph.Node;
import org.delineate.nn.Precision;
import org.delineate.nn.engine.Engine;
import org.delineate.nn.op.Convolution;
import org.delineate.nn.op.Op;
import org.delineate.nn.op.Products;
import org.delineate.zoo.Network;
import org.delineate.zoo.NetworkGraph;
import org.delineate.zoo.Zoo;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Compares every convolution of every network, on small maps, with the same in 64 bits and channels-first: values and
 * all gradients as training computes them, values as the compiled network does.
 *
 * <p>The engine's kernels are wrong for some numbers of channels on some processors, by a tenth to the whole of the
 * result, without an error. A sum of the gradients' errors over a network hides that; here each kernel stands alone.
 */
class EveryConvolutionTest {
    private static final long WIDE = 1 << 18; // weights: those of more take long
    private static final String[] PARTS = {"value", "input's gradient", "weight's gradient", "bias's gradient"};
    private static final Map<Precision, Double> TOLERANCES = Map.of(Precision.FLOAT32, 2e-5, Precision.BF16, 2e-2);
    private static final Map<Precision, List<String>> WRONG = new EnumMap<>(Precision.class);

    private static final Map<Layer, String> LAYERS = layers();

    /** The precisions that this machine can compute in. */
    private static final List<Precision> PRECISIONS = Stream.of(Precision.FLOAT32, Precision.BF16)
            .filter(Precision::runsHere)
            .toList();

    /** @param shapes of x, weight and bias */
    private record Layer(Op op, List<List<Long>> shapes) {
        long[] shape(int input) {
            return shapes.get(input).stream().mapToLong(n -> n).toArray();
        }

        boolean hasBias() {
            return shapes.size() > 2;
        }
    }

    /** All different layers, each with the first network that has it; some: {@code -Ddelineate.network=regex}. */
    private static Map<Layer, String> layers() {
        Map<Layer, String> layers = new LinkedHashMap<>();
        String chosen = System.getProperty("delineate.network", ".*");
        for (Zoo z : Zoo.values()) {
            if (!z.id().matches(chosen)) {
                continue;
            }
            for (int channels : new int[] {3, 1}) {
                Network network = z.outline(channels, 1);
                for (Node n : NetworkGraph.ofImage(network, 256, 256).nodes()) {
                    if ((n.op() instanceof Convolution || n.op() instanceof Products.TransposedConvolution)
                            && n.inputs().get(0).shape()[2] > 1) {
                        layers.putIfAbsent(small(n), z.id());
                    }
                }
            }
        }
        return layers;
    }

    private static Layer small(Node n) {
        List<List<Long>> shapes = new ArrayList<>();
        for (Node in : n.inputs()) {
            if (in != null) {
                long[] shape = in.shape().clone();
                if (shapes.isEmpty()) {
                    shape[0] = 2;
                    shape[2] = side(n);
                    shape[3] = side(n);
                }
                shapes.add(Arrays.stream(shape).boxed().toList());
            }
        }
        return new Layer(n.op(), shapes);
    }

    /** An odd side; a dilated convolution reaches over 18 pixels. */
    private static long side(Node n) {
        boolean wide = Op.count(n.inputs().get(1).shape()) > WIDE;
        return n.op() instanceof Convolution c && c.dilation() > 1 ? wide ? 19 : 37 : wide ? 7 : 21;
    }

    /** Computes every layer in float32 and, where it runs, in bf16, and once in 64 bits for both. */
    @BeforeAll
    static void computeAll() {
        Engine.threads(1);
        PRECISIONS.forEach(p -> WRONG.put(p, new ArrayList<>()));
        LAYERS.forEach((layer, network) -> {
            try (PointerScope scope = new PointerScope()) {
                Tensor[] in = new Tensor[3];
                for (int i = 0; i < layer.shapes().size(); i++) {
                    in[i] = noise(i, layer.shape(i));
                }
                Tensor[] exact = run(layer.op(), ScalarType.Double, in, null);
                for (Precision precision : PRECISIONS) {
                    check(layer, precision, in, exact).forEach((part, error) -> {
                        if (!(error < TOLERANCES.get(precision))) { // NaN as well
                            WRONG.get(precision)
                                    .add(network + " " + layer + " " + precision + ", " + part + ": " + error);
                        }
                    });
                }
            }
        });
    }

    @ParameterizedTest
    @EnumSource(names = {"FLOAT32", "BF16"})
    void computesEveryLayerRight(Precision precision) {
        assumeTrue(precision.runsHere(), precision::lack);
        List<String> wrong = WRONG.get(precision);
        assertEquals("", String.join("\n", wrong), wrong.size() + " of " + LAYERS.size());
        assertFalse(LAYERS.isEmpty());
    }

    /** As on the deepest maps of small pictures, where parts of a kernel see nothing but padding. */
    @Test
    void computesOnMapsThatAreSmallerThanTheKernel() {
        List<String> wrong = new ArrayList<>();
        for (Layer layer : onSmallMaps()) {
            try (PointerScope scope = new PointerScope()) {
                Tensor[] in = {noise(0, layer.shape(0)), noise(1, layer.shape(1)), noise(2, layer.shape(2))};
                Tensor[] exact = run(layer.op(), ScalarType.Double, in, null);
                for (Precision precision : PRECISIONS) {
                    in[1].mul(new Scalar(Double.NaN)).close(); // what is not written shows as what lay there before
                    check(layer, precision, in, exact).forEach((part, error) -> {
                        if (!(error < TOLERANCES.get(precision))) {
                            wrong.add(layer + " " + precision + ", " + part + ": " + error);
                        }
                    });
                }
            }
        }
        assertEquals("", String.join("\n", wrong));
    }

    private static List<Layer> onSmallMaps() {
        List<Layer> layers = new ArrayList<>();
        for (int kernel : new int[] {3, 5, 7}) {
            for (int dilation : new int[] {1, 3}) {
                for (int stride : new int[] {1, 2}) {
                    for (int groups : new int[] {1, 32}) {
                        int padding = dilation * (kernel - 1) / 2;
                        Op op = new Convolution(stride, padding, padding, dilation, groups);
                        for (long side = 1; side <= 3; side++) {
                            List<Long> x = List.of(2L, 32L, side, side);
                            List<Long> w = List.of(32L, 32L / groups, (long) kernel, (long) kernel);
                            layers.add(new Layer(op, List.of(x, w, List.of(32L))));
                        }
                    }
                }
            }
        }
        return layers;
    }

    private static Map<String, Double> check(Layer layer, Precision precision, Tensor[] in, Tensor[] exact) {
        Map<String, Double> errors = new LinkedHashMap<>();
        ScalarType type = precision == Precision.BF16 ? ScalarType.BFloat16 : ScalarType.Float;
        Tensor[] found = run(layer.op(), type, in, exact[4]);
        for (int i = 0; i < (layer.hasBias() ? 4 : 3); i++) {
            // a bias's gradient is a sum that may end near nothing
            errors.put(PARTS[i], distance(found[i], exact[i]) / length(i == 3 ? exact[4] : exact[i]));
        }
        errors.put("compiled", distance(compiled(layer, precision, in), exact[0]) / length(exact[0]));
        return errors;
    }

    /** Numbers that bf16 holds exactly. */
    private static Tensor noise(int seed, long... shape) {
        SplittableRandom random = new SplittableRandom(seed);
        float[] values = new float[Math.toIntExact(Op.count(shape))];
        for (int i = 0; i < values.length; i++) {
            values[i] = random.nextInt(-127, 128) / 64f;
        }
        return Tensor.create(values, shape);
    }

    /** Value, gradients of x, weight and bias, and the gradient that came in. */
    private static Tensor[] run(Op op, ScalarType type, Tensor[] in, Tensor gradient) {
        boolean exact = type == ScalarType.Double;
        Tensor[] leaves = new Tensor[3];
        for (int i = 0; i < 3; i++) {
            if (in[i] != null) {
                leaves[i] = (exact ? in[i].to(ScalarType.Double) : laid(i == 0 ? in[i].to(type) : in[i]))
                        .detach()
                        .requires_grad_(true);
            }
        }
        Tensor y;
        try (Precision.Region region = (type == ScalarType.BFloat16 ? Precision.BF16 : Precision.FLOAT32).region()) {
            y = op.run(leaves);
        }
        Tensor of = gradient == null ? noise(3, y.shape()).to(ScalarType.Double) : gradient;
        y.backward(exact ? of : laid(of.to(y.scalar_type())), new BoolOptional(), false, (TensorArrayRefOptional) null);
        return new Tensor[] {y, leaves[0].grad(), leaves[1].grad(), leaves[2] == null ? null : leaves[2].grad(), of};
    }

    private static Tensor laid(Tensor t) {
        return t.dim() == 4 ? Eager.raw(new Eager(t).channelsLast()) : t.clone();
    }

    private static Tensor compiled(Layer layer, Precision precision, Tensor[] in) {
        try (NoGradGuard guard = new NoGradGuard()) {
            Graph graph = new Graph();
            Eager weight = new Eager(laid(in[1]));
            Eager bias = in[2] == null ? null : new Eager(in[2]);
            List<org.delineate.nn.Tensor> y =
                    List.of(graph.input(layer.shape(0)).apply(layer.op(), weight, bias));
            try (CompiledGraph compiled = new CompiledGraph(graph, y, precision)) {
                return Eager.raw(compiled.run(new Eager(laid(in[0]))).get(0));
            }
        }
    }

    private static double distance(Tensor a, Tensor b) {
        return length(a.detach().to(ScalarType.Double).sub(b.detach()));
    }

    private static double length(Tensor t) {
        return t.detach().to(ScalarType.Double).norm().item_double();
    }
}
