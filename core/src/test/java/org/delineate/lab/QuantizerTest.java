package org.delineate.lab;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.delineate.file.BadFileException;
import org.delineate.image.Image;
import org.delineate.infer.Models;
import org.delineate.infer.Segmenter;
import org.delineate.model.Manifest;
import org.delineate.model.Model;
import org.delineate.model.Quantization;
import org.delineate.nn.Precision;
import org.delineate.nn.int8.LayerRanges;
import org.delineate.nn.int8.QuantizationRange;
import org.delineate.sample.Sample;
import org.delineate.zoo.Network;
import org.delineate.zoo.NetworkGraph;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class QuantizerTest {
    private final Network network = Models.network();
    private final List<Sample> samples = IntStream.range(0, 3)
            .mapToObj(i -> Models.manifest().preprocess().apply("", Models.image(64, 64, i)))
            .toList();

    @TempDir
    private Path folder;

    private Quantizer.Result quantize(String calibration, double mostDistance) {
        assumeTrue(Precision.INT8.runsHere(), Precision.INT8::lack);
        return new Quantizer(network, samples).quantize(calibration, mostDistance, done -> {});
    }

    @ParameterizedTest
    @ValueSource(strings = {"percentile", "entropy"})
    void findsTheSameBitsTwice(String calibration) {
        Quantizer.Result one = quantize(calibration, 1);
        assertEquals(one, quantize(calibration, 1));
        assertEquals(
                NetworkGraph.of(network, 1, 3, 64, 64).fasterQuantized(),
                List.copyOf(one.quantization().layers().keySet()));
        assertTrue(one.distance() > 0 && one.distance() < 0.1, "distance " + one.distance());
        assertTrue(one.layers().stream().allMatch(Quantizer.Layer::quantized));
    }

    @Test
    void theTwoCalibrationsDiffer() {
        assertNotEquals(
                quantize("percentile", 1).quantization().layers(),
                quantize("entropy", 1).quantization().layers());
    }

    @Test
    void leavesTheWorstLayersInFloatsUntilTheAnswerIsNear() {
        Quantizer.Result all = quantize("percentile", 1);
        Quantizer.Result some = quantize("percentile", 0.9 * all.distance());
        assertTrue(some.distance() <= 0.9 * all.distance(), some + " of " + all);
        assertTrue(some.quantization().layers().size() < all.layers().size());
        double worstKept = some.layers().stream()
                .filter(Quantizer.Layer::quantized)
                .mapToDouble(Quantizer.Layer::distance)
                .max()
                .orElse(0);
        assertTrue(some.layers().stream().filter(l -> !l.quantized()).allMatch(l -> l.distance() >= worstKept));
        assertEquals(Map.of(), quantize("percentile", 0).quantization().layers());
    }

    @Test
    void refusesNoPicturesAndUnknownCalibrations() {
        assertEquals(
                "ranges are measured on at least 1 picture, got 0",
                assertThrows(IllegalArgumentException.class, () -> new Quantizer(network, List.of()))
                        .getMessage());
        assertEquals(
                "unknown calibration \"best\"; known: percentile, entropy",
                assertThrows(
                                IllegalArgumentException.class,
                                () -> new Quantizer(network, samples).quantize("best", 1, done -> {}))
                        .getMessage());
    }

    @Test
    void theModelKeepsItsRangesAndAnswersInEveryPrecisionOfThisMachine() {
        Path file = folder.resolve("q.safetensors");
        Manifest manifest =
                Models.manifest().withQuantization(quantize("percentile", 1).quantization());
        Model.save(file, manifest, network.state());
        Model model = Model.load(file);
        assertEquals(manifest, model.manifest());
        assertEquals(
                List.copyOf(manifest.quantization().layers().keySet()),
                List.copyOf(model.manifest().quantization().layers().keySet()));
        assertEquals(Precision.INT8, model.precision("auto"));
        assertEquals(Precision.FLOAT32, model.precision("float32"));
        Image image = Models.image(80, 60, 9);
        float[] exact = probability(model, Precision.FLOAT32, image);
        for (Precision p :
                Arrays.stream(Precision.values()).filter(Precision::runsHere).toList()) {
            double distance = Quantizer.distance(exact, probability(model, p, image));
            assertTrue(distance < 0.05, p + " differs by " + distance);
            assertTrue(p == Precision.FLOAT32 || distance > 0, p + " is not float32");
        }
        Model.save(file, manifest.withQuantization(null), network.state());
        assertNull(Model.load(file).manifest().quantization());
    }

    private static float[] probability(Model model, Precision precision, Image image) {
        try (Segmenter segmenter = Segmenter.of(model, precision)) {
            return segmenter.segment(image).probability();
        }
    }

    @Test
    void aModelWithoutRangesSaysHowToGetThem() {
        Path file = folder.resolve("m.safetensors");
        Model.save(file, Models.manifest(), network.state());
        Model model = Model.load(file);
        assertEquals(Precision.best(), model.precision("auto"));
        String message = assertThrows(IllegalArgumentException.class, () -> model.precision("int8"))
                .getMessage();
        assertTrue(message.contains("`delineate quantize`"), message);
        assertEquals(
                message,
                assertThrows(
                                IllegalArgumentException.class,
                                () -> NetworkGraph.of(network, 1, 3, 64, 64).compile(Precision.INT8))
                        .getMessage());
    }

    @Test
    void rangesOfUnknownLayersAreABadFile() {
        Path file = folder.resolve("b.safetensors");
        LayerRanges any = new LayerRanges(new QuantizationRange(0, 1), new QuantizationRange(0, 1));
        Map<String, LayerRanges> layers = new LinkedHashMap<>(Map.of("nothing.weight", any));
        Model.save(
                file, Models.manifest().withQuantization(new Quantization("percentile", 1, layers)), network.state());
        String message =
                assertThrows(BadFileException.class, () -> Model.load(file)).getMessage();
        assertTrue(message.contains("has no weights [nothing.weight]"), message);
        layers.put("other", null);
        assertThrows(IllegalArgumentException.class, () -> new Quantization("percentile", 1, layers));
    }

    @Test
    void isNotForTraining() {
        String message = assertThrows(IllegalArgumentException.class, Precision.INT8::region)
                .getMessage();
        assertTrue(message.startsWith("int8 is not for training"), message);
    }
}
