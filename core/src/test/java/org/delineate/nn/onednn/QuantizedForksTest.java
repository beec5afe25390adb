package org.delineate.nn.onednn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.delineate.nn.Graph;
import org.delineate.nn.Precision;
import org.delineate.nn.Scope;
import org.delineate.nn.Tensor;
import org.delineate.nn.TrainedTensor;
import org.delineate.nn.compile.Calibration;
import org.delineate.nn.compile.CompiledGraph;
import org.delineate.nn.compile.InferenceGraph;
import org.delineate.nn.int8.LayerRanges;
import org.delineate.nn.layer.Conv2d;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Where a graph forks and joins, a tensor stays quantized as long as all operations that read it take int8. */
class QuantizedForksTest {
    private static final int SIDE = 32;
    private static final float[] X = TrainedTensor.random(1, 8 * SIDE * SIDE);

    private final Map<Tensor, Conv2d> convolutions = new HashMap<>();

    @BeforeEach
    void requireInt8() {
        assumeTrue(Precision.INT8.runsHere(), Precision.INT8::lack);
    }

    private Conv2d convolution(int in, int out) {
        Conv2d conv = new Conv2d(in, out, 3);
        conv.initialise(convolutions.size() + 3);
        convolutions.put(conv.parameters().get("weight"), conv);
        return conv;
    }

    /**
     * Names of the operations when all convolutions run in int8; the output is near that in floats and the same twice.
     */
    private List<String> steps(UnaryOperator<Tensor> network) {
        Graph graph = new Graph();
        List<Tensor> out = List.of(network.apply(graph.input(1, 8, SIDE, SIDE)));
        Map<Tensor, LayerRanges> layers = new HashMap<>();
        float[] floats;
        try (CompiledGraph compiled = new CompiledGraph(graph, out, Precision.FLOAT32);
                Scope scope = Scope.inference()) {
            Calibration calibration = new Calibration(compiled);
            floats = calibration.observe(x()).toFloats();
            convolutions.keySet().forEach(w -> layers.put(w, calibration.ranges(w, "percentile")));
        }
        try (OneDnnGraph compiled = new OneDnnGraph(graph, out, Precision.FLOAT32, layers)) {
            float[] quantized = compiled.run(X).get(0);
            double most = 0;
            for (float v : floats) {
                most = Math.max(most, Math.abs(v));
            }
            for (int i = 0; i < quantized.length; i++) {
                assertEquals(
                        floats[i],
                        quantized[i],
                        0.03 * most,
                        "at " + i); // a few roundings to 1/255, some of them summed
            }
            assertArrayEquals(quantized, compiled.run(X).get(0));
            return compiled.profile(X).stream()
                    .map(InferenceGraph.Timing::name)
                    .filter(name -> !name.equals("reorder"))
                    .toList();
        }
    }

    private static Tensor x() {
        return Tensor.images(X, 1, 8, SIDE, SIDE);
    }

    @Test
    void keepsPoolingConcatenationAndUpsamplingInInt8() {
        Conv2d a = convolution(8, 16);
        Conv2d b = convolution(16, 16);
        Conv2d c = convolution(32, 8);
        assertEquals(
                List.of(
                        "quantize",
                        "int8 convolution + relu",
                        "int8 max pool",
                        "int8 convolution + relu",
                        "int8 nearest",
                        "int8 cat",
                        "int8 convolution"),
                steps(x -> {
                    Tensor skip = a.apply(x).relu();
                    Tensor low = b.apply(skip.maxPool2d(2, 2, 0)).relu();
                    return c.apply(Tensor.cat(1, skip, low.upsampleNearest(2)));
                }));
    }

    @Test
    void addsResidualsInInt8() {
        Conv2d a = convolution(8, 16);
        Conv2d b = convolution(16, 16);
        Conv2d c = convolution(16, 16);
        Conv2d d = convolution(16, 4);
        assertEquals(
                List.of(
                        "quantize",
                        "int8 convolution + relu",
                        "int8 convolution + relu",
                        "int8 convolution + add + relu",
                        "int8 convolution"),
                steps(x -> {
                    Tensor stem = a.apply(x).relu();
                    Tensor sum = c.apply(b.apply(stem).relu()).add(stem).relu();
                    return d.apply(sum);
                }));
    }

    @Test
    void staysInFloatsWhereAnOperationReadsFloats() {
        Conv2d a = convolution(8, 16);
        Conv2d b = convolution(16, 16);
        List<String> steps = steps(x -> {
            Tensor stem = a.apply(x).relu();
            return b.apply(stem).sigmoid().mul(stem);
        });
        assertEquals(
                List.of("quantize", "int8 convolution + relu", "quantize", "int8 convolution + sigmoid + mul"), steps);
    }

    @Test
    void poolsPadThemselvesAndOthersHavePadding() {
        Conv2d a = convolution(8, 16);
        Conv2d b = convolution(16, 4);
        assertEquals(
                List.of("quantize", "int8 convolution", "int8 max pool", "int8 convolution"),
                steps(x -> b.apply(
                        a.apply(x).pad(0, 1, 0, 1, Double.NEGATIVE_INFINITY).maxPool2d(2, 2, 0))));
        List<String> both = steps(x -> {
            Tensor padded = a.apply(x).pad(0, 1, 0, 1, Double.NEGATIVE_INFINITY);
            return b.apply(padded.maxPool2d(2, 1, 0).add(padded.maxPool2d(2, 1, 0)));
        });
        assertTrue(both.stream().noneMatch(s -> s.contains("pad")), both.toString());
        List<String> zeros =
                steps(x -> b.apply(a.apply(x).relu().pad(0, 1, 0, 1, 0).maxPool2d(2, 2, 0)));
        assertTrue(zeros.containsAll(List.of("int8 pad", "int8 max pool")), zeros.toString());
    }

    @Test
    void quantizesAfterPoolingWhatComesInFloats() {
        Conv2d a = convolution(8, 4);
        assertEquals(List.of("max pool", "quantize", "int8 convolution"), steps(x -> a.apply(x.maxPool2d(2, 2, 0))));
    }

    @Test
    void choosesWideConvolutionsAndDepthwiseOnesWhereTheyLoseNothing() {
        Conv2d wide = convolution(8, 32);
        Conv2d depthwise = Conv2d.depthwise(32, 3);
        depthwise.initialise(1);
        Conv2d thin = new Conv2d(32, 1, 1);
        thin.initialise(1);
        Graph graph = new Graph();
        Tensor out = thin.apply(depthwise
                .apply(wide.apply(graph.input(1, 8, SIDE, SIDE)).relu())
                .gelu());
        List<Tensor> chosen = new ArrayList<>();
        chosen.add(wide.parameters().get("weight"));
        if (Precision.best() == Precision.FLOAT32) { // against it a depthwise convolution loses nothing
            chosen.add(depthwise.parameters().get("weight"));
            chosen.add(thin.parameters().get("weight"));
        }
        assertEquals(chosen, Int8CostModel.fasterQuantized(graph, List.of(out)));
    }
}
