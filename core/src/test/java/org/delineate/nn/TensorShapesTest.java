package org.delineate.nn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.delineate.nn.op.Convolution;
import org.delineate.nn.op.Normalization;
import org.delineate.nn.op.Pointwise;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Compares the shape of every operation's result on eager tensors and in a graph. */
class TensorShapesTest {
    private static final long[] MAP = {2, 6, 9, 12};

    /** @param name a method of Tensor */
    private record Row(String name, UnaryOperator<Tensor> body, long... shape) {
        @Override
        public String toString() {
            return name + Arrays.toString(shape);
        }
    }

    private static Tensor values(long... shape) {
        return Tensor.of(new float[(int) Arrays.stream(shape).reduce(1, Math::multiplyExact)], shape);
    }

    private static Tensor like(Tensor x, long... shape) {
        return x.constant(values(shape).toFloats(), shape);
    }

    static Stream<Row> operations() {
        return Stream.of(
                new Row("constant", x -> like(x, 3, 2), MAP),
                new Row("cat", x -> Tensor.cat(1, x, like(x, 2, 1, 9, 12), x), MAP),
                new Row("cat", x -> Tensor.cat(-1, x, like(x, 2, 6, 9, 3)), MAP),
                new Row("add", x -> x.add(like(x, 6, 1, 12)), MAP),
                new Row("sub", x -> x.sub(like(x, 2, 1, 1, 1)), 6, 9, 12),
                new Row("mul", x -> x.mul(like(x, 2, 6, 9, 12)), 2, 1, 9, 12),
                new Row("div", x -> x.div(like(x, 1)), MAP),
                new Row("add", x -> x.add(1), MAP),
                new Row("mul", x -> x.mul(2), MAP),
                new Row("pow", x -> x.pow(2), MAP),
                new Row("abs", Tensor::abs, MAP),
                new Row("exp", Tensor::exp, MAP),
                new Row("log", Tensor::log, MAP),
                new Row("relu", Tensor::relu, MAP),
                new Row("relu6", x -> x.mul(9).relu6(), MAP),
                new Row("sigmoid", Tensor::sigmoid, MAP),
                new Row("gelu", Tensor::gelu, MAP),
                new Row("clampMin", x -> x.clampMin(0), MAP),
                new Row("softmax", x -> x.softmax(1), MAP),
                new Row("softmax", x -> x.softmax(-1), MAP),
                new Row("atLeastFloat32", Tensor::atLeastFloat32, MAP),
                new Row("float64", Tensor::float64, MAP),
                new Row("sum", Tensor::sum, MAP),
                new Row("mean", Tensor::mean, MAP),
                new Row("sum", x -> x.sum(1, 2, 3), MAP),
                new Row("mean", x -> x.mean(2, -1), MAP),
                new Row("amax", x -> x.amax(2, 3), MAP),
                new Row("max", x -> x.max(1), MAP),
                new Row("max", x -> x.max(-1), MAP),
                new Row("reshape", x -> x.reshape(4, 3, 108), MAP),
                new Row("permute", x -> x.permute(0, 2, 3, 1), MAP),
                new Row("narrow", x -> x.narrow(1, 2, 3), MAP),
                new Row("narrow", x -> x.narrow(-1, 0, 12), MAP),
                new Row("roll", x -> x.roll(-2, 3), MAP),
                new Row("pad", x -> x.pad(1, 2, 3, 4, 0), MAP),
                new Row("pad", x -> x.pad(-2, 2, 0, -1, 0), MAP),
                new Row("flatten", x -> x.flatten(2), MAP),
                new Row("flatten", x -> x.flatten(0), MAP),
                new Row("matmul", x -> x.matmul(like(x, 12, 5)), MAP),
                new Row("matmul", x -> like(x, 4, 9).matmul(x), MAP),
                new Row("matmul", x -> x.matmul(like(x, 2, 1, 12, 7)), MAP),
                new Row("conv2d", x -> x.conv2d(values(4, 6, 3, 3), values(4), 1, 1, 1, 1), MAP),
                new Row("conv2d", x -> x.conv2d(values(6, 1, 5, 5), null, 2, 2, 1, 6), MAP),
                new Row("conv2d", x -> x.conv2d(values(4, 3, 3, 3), null, 2, 3, 2, 2), MAP),
                new Row("convTranspose2d", x -> x.convTranspose2d(values(6, 4, 2, 2), values(4), 2, 0, 0, 1), MAP),
                new Row("convTranspose2d", x -> x.convTranspose2d(values(6, 1, 4, 4), null, 3, 1, 1, 2), MAP),
                new Row("linear", x -> x.linear(values(5, 12), values(5)), MAP),
                new Row("batchNorm", TensorShapesTest::batchNorm, MAP),
                new Row("layerNorm", x -> x.layerNorm(values(12), values(12), 1e-5), MAP),
                new Row("maxPool2d", x -> x.maxPool2d(2, 2, 0), MAP),
                new Row("maxPool2d", x -> x.maxPool2d(3, 2, 1), MAP),
                new Row("avgPool2d", x -> x.avgPool2d(5, 1, 2), MAP),
                new Row("avgPool2d", x -> x.avgPool2d(2, 3, 0), MAP),
                new Row("upsampleNearest", x -> x.upsampleNearest(2), MAP),
                new Row("upsampleBilinear", x -> x.upsampleBilinear(4), MAP),
                new Row("upsampleAligned", x -> x.upsampleAligned(3), MAP),
                new Row("resizeBilinear", x -> x.resizeBilinear(5, 17, true), MAP),
                new Row("adaptiveAvgPool2d", x -> x.adaptiveAvgPool2d(4, 5), MAP),
                new Row("maxUnpool2d", TensorShapesTest::unpooled, MAP),
                new Row("apply", x -> x.apply(Pointwise.Binary.SUB, like(x, 9, 1)), MAP),
                new Row("maxPlaces", x -> x.maxPlaces(3), MAP),
                new Row("above", x -> x.above(0), MAP),
                new Row("detach", Tensor::detach, MAP),
                new Row("dropout", x -> x.dropout(0.5), MAP),
                new Row("rows", x -> x.rows(1, 0, 0, 1, 1), MAP),
                new Row("conv2d", x -> x.conv2d(values(4, 6, 1, 5), null, Convolution.padded(0, 2)), MAP),
                new Row("conv2d", x -> x.conv2d(values(4, 6, 3, 1), null, new Convolution(2, 1, 0, 1, 1)), MAP),
                new Row("groupNorm", x -> x.groupNorm(3, values(6), values(6), 1e-5), MAP),
                new Row("bceWithLogits", x -> x.bceWithLogits(like(x, MAP)), MAP));
    }

    private static Tensor unpooled(Tensor x) {
        return x.maxPool2d(3, 3, 0).maxUnpool2d(x.maxPlaces(3), 9, 12);
    }

    private static Tensor batchNorm(Tensor x) {
        return x.batchNorm(values(6), values(6), values(6), values(6), new Normalization.BatchNorm(false, 0.1, 1e-5));
    }

    @ParameterizedTest
    @MethodSource("operations")
    void eagerAndRecordedShapesAgree(Row op) {
        try (Scope scope = Scope.inference()) {
            Tensor eager = op.body.apply(values(op.shape));
            Tensor traced = op.body.apply(new Graph().input(op.shape));
            assertArrayEquals(eager.shape(), traced.shape());
            assertEquals(eager.rank(), traced.rank());
            assertEquals(eager.count(), traced.count());
        }
    }

    @Test
    void everyOperationIsCompared() {
        Set<String> declared = Arrays.stream(Tensor.class.getDeclaredMethods())
                .filter(m -> m.getReturnType() == Tensor.class && !m.getName().matches("of|images"))
                .map(Method::getName)
                .collect(Collectors.toCollection(TreeSet::new));
        Set<String> compared = operations().map(Row::name).collect(Collectors.toCollection(TreeSet::new));
        assertEquals(declared, compared);
    }

    private static void assertRefused(String expected, UnaryOperator<Tensor> body) {
        Tensor x = new Graph().input(MAP);
        assertEquals(
                expected,
                assertThrows(IllegalArgumentException.class, () -> body.apply(x))
                        .getMessage());
    }

    @Test
    void recordingSaysWhichShapesDoNotFit() {
        assertRefused("add: [2, 6, 9, 12] does not fit [5, 9, 12]", x -> x.add(like(x, 5, 9, 12)));
        assertRefused(
                "cat along axis 1: [2, 6, 9, 12] does not fit [2, 6, 8, 12]",
                x -> Tensor.cat(1, x, like(x, 2, 6, 8, 12)));
        assertRefused(
                "conv2d: [2, 6, 9, 12] does not fit [4, 3, 3, 3]", x -> x.conv2d(values(4, 3, 3, 3), null, 1, 1, 1, 1));
        assertRefused(
                "convTranspose2d: [2, 6, 9, 12] does not fit [3, 4, 2, 2]",
                x -> x.convTranspose2d(values(3, 4, 2, 2), null, 2, 0, 0, 1));
        assertRefused("linear: [2, 6, 9, 12] does not fit [5, 11]", x -> x.linear(values(5, 11), null));
        assertRefused("matmul: [2, 6, 9, 12] does not fit [9, 12]", x -> x.matmul(like(x, 9, 12)));
        assertRefused("reshape: [2, 6, 9, 12] does not fit [2, 6, 9]", x -> x.reshape(2, 6, 9));
        assertRefused("narrow(1, 4, 3) leaves [2, 6, 9, 12]", x -> x.narrow(1, 4, 3));
        assertRefused("layerNorm: [2, 6, 9, 12] does not fit [6]", x -> x.layerNorm(values(6), values(6), 1e-5));
        assertRefused("a size below 1 in [2, 6, 0, 1]", x -> x.maxPool2d(10, 10, 0));
        assertRefused("a size below 1 in [2, 4, 0, 1]", x -> x.conv2d(values(4, 6, 11, 11), null, 3, 0, 1, 1));
    }

    @Test
    void aTensorOfAGraphHasNoValues() {
        Tensor x = new Graph().input(1);
        assertThrows(IllegalStateException.class, x::item);
        assertThrows(IllegalStateException.class, x::toFloats);
        assertThrows(IllegalStateException.class, x::backward);
    }

    @Test
    void aParameterOnTheLeftIsRecordedToo() {
        Graph graph = new Graph();
        Tensor y = values(1, 6, 1, 1).mul(graph.input(MAP));
        assertArrayEquals(MAP, y.shape());
        assertThrows(IllegalStateException.class, y::item);
        assertEquals(
                List.of(Graph.Leaf.INPUT, Graph.Leaf.PARAMETER),
                graph.nodes().stream()
                        .map(Graph.Node::leaf)
                        .filter(l -> l != null)
                        .toList());
    }

    @Test
    void countsMultiplyAccumulates() {
        assertMacs(2 * 4 * 9 * 12 * 6 * 9, 0, x -> x.conv2d(values(4, 6, 3, 3), values(4), 1, 1, 1, 1));
        assertMacs(2 * 6 * 9 * 12 * 9, 0, x -> x.conv2d(values(6, 1, 3, 3), null, 1, 1, 1, 6));
        assertMacs(2 * 6 * 9 * 12 * 4 * 4, 0, x -> x.convTranspose2d(values(6, 4, 2, 2), null, 2, 0, 0, 1));
        assertMacs(2 * 6 * 9 * 12 * 5, 0, x -> x.linear(values(5, 12), values(5)));
        assertMacs(2 * 6 * 9 * 9 * 12, 0, x -> x.matmul(x.permute(0, 1, 3, 2)));
        assertMacs(2 * 6 * 4 * 12 * 9, 2 * 6 * 4 * 12 * 9, x -> like(x, 4, 9).matmul(x));
        assertMacs(
                2 * 6 * 9 * 5 * 12,
                2 * 6 * 9 * 5 * 12,
                x -> x.matmul(like(x, 5, 12).permute(1, 0)));
        assertMacs(2 * 6 * 9 * 5 * 12, 0, x -> x.matmul(like(x, 12, 5).mul(x.mean())));
        assertMacs(
                0,
                0,
                x -> batchNorm(x)
                        .relu()
                        .maxPool2d(2, 2, 0)
                        .upsampleBilinear(2)
                        .mul(3)
                        .softmax(1));
    }

    private static void assertMacs(long macs, long fixed, UnaryOperator<Tensor> body) {
        Graph trace = new Graph();
        body.apply(trace.input(MAP));
        assertEquals(macs, trace.macs());
        assertEquals(fixed, trace.fixedMacs());
    }
}
