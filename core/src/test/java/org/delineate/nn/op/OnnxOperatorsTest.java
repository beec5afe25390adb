package org.delineate.nn.op;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.delineate.nn.Graph;
import org.delineate.nn.Scope;
import org.delineate.nn.Tensor;
import org.delineate.onnx.OnnxFile;
import org.delineate.onnx.OnnxSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Compares each operation in ONNX Runtime with libtorch, for one image and for three with one file. */
class OnnxOperatorsTest {
    /** Stands for any number of images. */
    private static final long ANY = 1009;

    private static final int H = 10;
    private static final int W = 15;

    private static Tensor drawn(long... shape) {
        long seed = Long.getLong("delineate.seed", 7);
        Random random = new Random(seed + Arrays.hashCode(shape));
        float[] values = new float[Math.toIntExact(Op.count(shape))];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return Tensor.of(values, shape);
    }

    private static Arguments operation(String what, UnaryOperator<Tensor> operation) {
        return Arguments.of(what, operation);
    }

    /** Operations on a batch [N, 6, 10, 15], each of which keeps the images on the first axis. */
    static Stream<Arguments> operations() {
        Tensor six = drawn(6);
        Tensor positive = six.abs().add(0.1);
        return Stream.of(
                operation(
                        "abs, log, exp, power",
                        x -> x.abs().add(0.5).log().exp().pow(-0.5)),
                operation("square", x -> x.pow(2)),
                operation("gelu", Tensor::gelu),
                operation("sigmoid, relu", x -> x.relu().sub(x.sigmoid())),
                operation(
                        "sum, difference, product, quotient",
                        x -> x.add(six.reshape(6, 1, 1))
                                .mul(x)
                                .div(x.abs().add(1))
                                .sub(x)),
                operation("line", x -> x.mul(-3).add(2)),
                operation("least", x -> x.clampMin(-0.3)),
                operation("above", x -> x.above(0.2).mul(x)),
                operation("softmax along the last axis", x -> x.softmax(-1)),
                operation("softmax along the channels", x -> x.softmax(1)),
                operation("cross-entropy", x -> x.bceWithLogits(x.above(0))),
                operation(
                        "no gradient, 32 bits", x -> x.detach().atLeastFloat32().relu()),
                operation("64 bits and back", x -> x.float64().atLeastFloat32().relu()),
                operation("cat", x -> Tensor.cat(1, x, x.relu(), x.mul(2))),
                operation(
                        "reshape, permute",
                        x -> x.permute(0, 2, 3, 1).reshape(x.size(0) * H, W * 6).reshape(x.size(0), H, W, 6)),
                operation("narrow", x -> x.narrow(-1, 3, 5).narrow(1, 1, 2)),
                operation("rows", x -> x.permute(1, 0, 2, 3).rows(5, 0, 0, 2).permute(1, 0, 2, 3)),
                operation("roll forward", x -> x.roll(4, 2)),
                operation("roll back", x -> x.roll(-2, -1)),
                operation("roll around", x -> x.roll(H, 2).relu()),
                operation(
                        "channels shifted down, up, left and right",
                        x -> x.apply(new Shaping.ChannelShift(2, 2)).apply(new Shaping.ChannelShift(3, 1))),
                operation("pad", x -> x.pad(1, 2, 3, 4, 0.5)),
                operation("cut", x -> x.pad(-1, 2, -3, -2, 0)),
                operation(
                        "sums and means", x -> x.mul(x.mean(2, 3)).add(x.sum(1)).sub(x.mean(-1))),
                operation("largest", x -> x.sub(x.amax(1, 2)).add(x.max(3)).mul(x.max(-1))),
                operation("matrix product", x -> x.matmul(x.permute(0, 1, 3, 2))),
                operation("constant for all", x -> x.add(x.constant(new float[] {1, 2, 3, 4, 5, 6}, 6, 1, 1))),
                operation("constant for each image", OnnxOperatorsTest::withPlaces),
                operation("linear", x -> x.linear(drawn(4, W), drawn(4))),
                operation(
                        "linear of rows without bias",
                        x -> x.mean(2, 3).reshape(x.size(0), 6).linear(drawn(4, 6), null)),
                operation("convolution", x -> x.conv2d(drawn(4, 6, 3, 3), drawn(4), 2, 1, 1, 1)),
                operation(
                        "dilated, grouped, uneven padding",
                        x -> x.conv2d(drawn(6, 3, 1, 3), null, new Convolution(1, 0, 2, 2, 2))),
                operation("convolution back", x -> x.convTranspose2d(drawn(6, 2, 3, 3), drawn(4), 2, 1, 1, 2)),
                operation(
                        "batch norm",
                        x -> x.batchNorm(six, six, six, positive, new Normalization.BatchNorm(false, 0.1, 1e-3))),
                operation(
                        "batch norm without weights",
                        x -> x.batchNorm(null, null, six, positive, new Normalization.BatchNorm(false, 0.1, 1e-5))),
                operation("group norm", x -> x.groupNorm(3, six, six, 1e-5)),
                operation("group norm without weights", x -> x.groupNorm(2, null, null, 1e-2)),
                operation("layer norm", x -> x.layerNorm(drawn(W), drawn(W), 1e-5)),
                operation("layer norm without weights", x -> x.layerNorm(null, null, 1e-2)),
                operation("max pool", x -> x.maxPool2d(3, 2, 1)),
                operation(
                        "max pool and back",
                        x -> x.narrow(3, 0, 14)
                                .maxPool2d(2, 2, 0)
                                .maxUnpool2d(x.narrow(3, 0, 14).maxPlaces(2), H, 14)),
                operation("mean pool with border", x -> x.avgPool2d(3, 2, 1)),
                operation("mean of all", x -> x.adaptiveAvgPool2d(1, 1)),
                operation("means of windows that overlap", x -> x.adaptiveAvgPool2d(4, 6)),
                operation("means of windows side by side", x -> x.adaptiveAvgPool2d(5, 5)),
                operation("nearest", x -> x.upsampleNearest(3)),
                operation("bilinear, areas, larger", x -> x.resizeBilinear(23, 31, false)),
                operation("bilinear, areas, smaller", x -> x.resizeBilinear(7, 4, false)),
                operation("bilinear, corners, larger", x -> x.resizeBilinear(13, 37, true)),
                operation("bilinear, corners, one row", x -> x.resizeBilinear(1, 9, true)),
                operation(
                        "bilinear, the same size",
                        x -> x.resizeBilinear(H, W, true).relu()));
    }

    private static Tensor withPlaces(Tensor x) {
        float[] places = new float[Math.toIntExact(x.size(0) * H * W)];
        for (int i = 0; i < places.length; i++) {
            places[i] = i % (H * W);
        }
        return Tensor.cat(1, x, x.constant(places, x.size(0), 1, H, W));
    }

    private static byte[] file(UnaryOperator<Tensor> operation, long images) {
        Graph graph = new Graph();
        Tensor out = operation.apply(graph.input(images, 6, H, W));
        long any = images == ANY ? ANY : 0;
        return new OnnxFile(graph.onnx("operation", any, List.of("x"), Map.of("y", out), Map.of()), "", Map.of())
                .bytes();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("operations")
    void computesTheSame(String what, UnaryOperator<Tensor> operation) {
        try (Scope scope = Scope.inference();
                OnnxSession session = OnnxSession.of(file(operation, ANY), 1)) {
            for (long images : new long[] {1, 3}) {
                Tensor x = drawn(images, 6, H, W);
                float[] expected = operation.apply(x).toFloats();
                float[] found = session.run(x.toFloats(), x.shape());
                assertArrayEquals(expected, found, 2e-5f, what + " of " + images);
                assertTrue(
                        IntStream.range(0, expected.length).anyMatch(i -> expected[i] != expected[0]), "values differ");
            }
        }
    }

    /** One number for a whole batch has no axis of images; it is exported for fixed shapes. */
    @Test
    void reducesAllToOneNumber() {
        for (UnaryOperator<Tensor> operation :
                List.<UnaryOperator<Tensor>>of(Tensor::sum, Tensor::mean, Tensor::amax)) {
            try (Scope scope = Scope.inference();
                    OnnxSession session = OnnxSession.of(file(operation, 2), 1)) {
                Tensor x = drawn(2, 6, H, W);
                float expected = operation.apply(x).toFloats()[0];
                assertArrayEquals(new float[] {expected}, session.run(x.toFloats(), x.shape()), 1e-4f);
            }
        }
    }

    @Test
    void refusesOperationsOfTraining() {
        Tensor six = drawn(6);
        String norm = assertThrows(
                        IllegalStateException.class,
                        () -> file(
                                x -> x.batchNorm(null, null, six, six, new Normalization.BatchNorm(true, 0.1, 1e-5)),
                                1))
                .getMessage();
        assertEquals("the network is in training: its batch norm cannot be exported", norm);
        assertThrows(IllegalStateException.class, () -> file(x -> x.dropout(0.5), 1));
    }

    /** Constants that differ between images cannot be broadcast to more images. */
    @Test
    void refusesConstantsThatDifferBetweenImages() {
        UnaryOperator<Tensor> counted = x -> {
            float[] numbers = new float[Math.toIntExact(x.size(0))];
            for (int i = 0; i < numbers.length; i++) {
                numbers[i] = i;
            }
            return x.add(x.constant(numbers, x.size(0), 1, 1, 1));
        };
        String message = assertThrows(IllegalArgumentException.class, () -> file(counted, ANY))
                .getMessage();
        assertEquals("a constant differs from picture to picture; export for one batch", message);
        assertTrue(file(counted, 3).length > 0);
    }

    /** The list above is complete. */
    @Test
    void everyOperationIsTried() {
        Graph graph = new Graph();
        List<Op> tried = new ArrayList<>();
        operations().forEach(f -> {
            @SuppressWarnings("unchecked")
            UnaryOperator<Tensor> operation = (UnaryOperator<Tensor>) f.get()[1];
            operation.apply(graph.input(2, 6, H, W));
        });
        graph.nodes().stream().map(Graph.Node::op).filter(op -> op != null).forEach(tried::add);
        TreeSet<String> missing = Stream.of(
                        Pointwise.class,
                        Shaping.class,
                        Reductions.class,
                        Products.class,
                        Normalization.class,
                        Pooling.class,
                        Resizing.class)
                .flatMap(c -> Arrays.stream(c.getDeclaredClasses()))
                .filter(Op.class::isAssignableFrom)
                .filter(c -> !c.isInterface() && tried.stream().noneMatch(c::isInstance))
                .map(Class::getSimpleName)
                .collect(Collectors.toCollection(TreeSet::new));
        assertEquals(new TreeSet<>(List.of("Drop")), missing);
    }
}
