package org.delineate.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import org.delineate.file.BadFileException;
import org.delineate.file.Hash;
import org.delineate.file.Json;
import org.delineate.image.Image;
import org.delineate.infer.Backend;
import org.delineate.infer.Libtorch;
import org.delineate.infer.Models;
import org.delineate.infer.OnnxRuntime;
import org.delineate.infer.Prediction;
import org.delineate.infer.PreparedNetwork;
import org.delineate.infer.Segmenter;
import org.delineate.nn.Precision;
import org.delineate.nn.Tensor;
import org.delineate.nn.layer.Weights;
import org.delineate.onnx.OnnxFile;
import org.delineate.sample.Preprocess;
import org.delineate.zoo.Network;
import org.delineate.zoo.Zoo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ExportTest {
    @TempDir
    Path folder;

    private static Model model() {
        return new Model(Models.manifest(), Models.network(), "abc");
    }

    private Path exported(int batch) {
        Path file = folder.resolve("batch" + batch + ".onnx");
        Export.of(model(), batch).write(file);
        return file;
    }

    @Test
    void theFileIsAModelOfItsOwn() {
        Path file = exported(0);
        Model back = Model.load(file);
        assertEquals(Models.manifest(), back.manifest());
        assertEquals(Hash.of(file), back.hash());
        assertEquals(file, back.onnx());
        assertEquals(model().network().parameterCount(), back.network().parameterCount());
    }

    @Test
    void tellsAProgramWithoutThisOneHowToUseIt() {
        Map<String, String> facts = OnnxFile.metadata(exported(0));
        Map<String, String> expected = Map.of(
                "format", "delineate-onnx-1",
                "network", "sc-unext",
                "model_sha256", "abc",
                "channels", "red, green, blue",
                "height", "64",
                "mean", "0.485, 0.456, 0.406",
                "std", "0.229, 0.224, 0.225",
                "threshold", "0.4",
                "post_process", "holes filled, regions below 0.05 % of the picture dropped",
                "labels", "lesion");
        expected.forEach((key, value) -> assertEquals(value, facts.get(key), key));
        assertTrue(facts.get("fit").startsWith("pad: "), facts.get("fit"));
        assertEquals("none", facts.get("test_time_augmentation"));
        assertEquals("1.0", facts.get("temperature"));
        assertTrue(facts.get("probability").startsWith("sigmoid "), facts.get("probability"));
        assertEquals(Models.manifest(), Json.parse(facts.get("manifest"), Manifest.class, folder));
    }

    @ParameterizedTest
    @CsvSource({"pranet, true", "sanet, true", "unext-s, false"})
    void saysWhereANetworkHasARuleOfItsOwn(String id, boolean own) {
        Manifest m = Models.manifest();
        Manifest other = new Manifest(id, 3, 1, 0, Preprocess.of(3, 64), m.masks(), m.provenance(), null);
        Network network = Zoo.of(id).create(other.spec());
        network.initialise(1);
        Path file = folder.resolve("rule.onnx");
        Export.of(new Model(other, network, ""), 0).write(file);
        String probability = OnnxFile.metadata(file).get("probability");
        assertEquals(own, probability.contains("rule of the network's own"), probability);
    }

    /** From the weights, and from files for any number, one and three pictures. */
    @ParameterizedTest
    @ValueSource(ints = {-1, 0, 1, 3})
    void masksAreThoseOfTheOtherEngine(int batch) {
        Model onnx = batch < 0 ? model() : Model.load(exported(batch));
        int pixels = 0;
        try (Segmenter ours = Segmenter.of(model(), Precision.FLOAT32);
                Segmenter theirs = Segmenter.of(onnx, new OnnxRuntime(1), 1, null)) {
            for (int[] size : new int[][] {{37, 53}, {64, 64}, {129, 131}}) {
                Image image = Models.image(size[0], size[1], 1);
                Prediction expected = ours.segment(image);
                Prediction found = theirs.segment(image);
                assertArrayEquals(expected.probability(), found.probability(), 1e-5f);
                assertEquals(expected.mask(), found.mask());
                pixels += found.mask().areaPx();
            }
        }
        assertTrue(pixels > 1000, pixels + " pixels: says next to nothing");
    }

    @Test
    void takesAnyNumberOfPicturesWithAFileForThree() {
        float[] x = new float[5 * 3 * 64 * 64];
        for (int i = 0; i < x.length; i++) {
            x[i] = (float) Math.sin(i * 0.01 * (1 + i / (3 * 64 * 64)));
        }
        try (PreparedNetwork three = new OnnxRuntime(1).prepare(Model.load(exported(3)), 5, 3, 64, 64);
                PreparedNetwork any = new OnnxRuntime(2).prepare(model(), 5, 3, 64, 64)) {
            float[] expected = any.logits(x);
            assertEquals(5 * 64 * 64, expected.length);
            assertFalse(Arrays.equals(expected, 0, 4096, expected, 4 * 4096, 5 * 4096));
            assertArrayEquals(expected, three.logits(x), 1e-4f);
        }
    }

    @Test
    void brokenWeightsGiveAnErrorAndNoFile() {
        Model model = model();
        Tensor bias = model.network().state().get("final_.bias");
        Weights.fill(bias, new float[] {Float.POSITIVE_INFINITY});
        assertEquals(
                "the network's weights are not finite; train again from the last good checkpoint",
                assertThrows(ArithmeticException.class, () -> Export.of(model, 0))
                        .getMessage());
    }

    @Test
    void refusesFilesOfOthers() {
        Path file = folder.resolve("other.onnx");
        new OnnxFile(Export.graph("x", Models.network(), 1, 64, 64), "", Map.of()).write(file);
        assertEquals(
                file
                        + ": format is not stated; expected \"delineate-onnx-1\"; give a file that"
                        + " `delineate export` wrote",
                assertThrows(BadFileException.class, () -> Model.load(file)).getMessage());
    }

    @Test
    void refusesAGraphThatIsNotOfItsManifest() {
        Path file = folder.resolve("mixed.onnx");
        new OnnxFile(Export.graph("x", Models.network(), 0, 32, 64), "", OnnxFile.metadata(exported(0))).write(file);
        try (Segmenter segmenter = Segmenter.of(Model.load(file), new OnnxRuntime(1), 1, null)) {
            assertEquals(
                    file
                            + ": its graph takes [-1, 3, 32, 64], its manifest makes [1, 3, 64, 64];"
                            + " export the model again",
                    assertThrows(BadFileException.class, () -> segmenter.segment(Models.image(9, 9, 1)))
                            .getMessage());
        }
    }

    @Test
    void enginesGoWithTheirFiles() {
        Model exported = Model.load(exported(1));
        assertEquals(new OnnxRuntime(2), Backend.of("auto", exported, "auto", 2));
        assertEquals(new OnnxRuntime(1), Backend.of("onnx", model(), "float32", 1));
        assertEquals(new Libtorch(Precision.FLOAT32), Backend.of("auto", model(), "float32", 1));
        assertEquals(new Libtorch(Precision.FLOAT32), Backend.of("auto", model(), "auto", 1), "a small network");
        try (Model larger = ShippedModel.DEFAULT.load()) {
            assertEquals(new Libtorch(Precision.best()), Backend.of("auto", larger, "auto", 1));
        }
        assertEquals(
                exported.onnx()
                        + " is a file of ONNX, which libtorch does not run; give the .safetensors it was made of,"
                        + " or --engine onnx",
                refused("libtorch", exported, "auto"));
        assertEquals(
                "ONNX Runtime computes in float32, not bf16; leave --precision away", refused("onnx", model(), "bf16"));
        assertEquals("unknown engine \"tensorrt\"; known: auto, libtorch, onnx", refused("tensorrt", model(), "auto"));
        assertTrue(refused("onnx", model(), "int3").startsWith("unknown precision \"int3\""));
    }

    private static String refused(String engine, Model model, String precision) {
        return assertThrows(IllegalArgumentException.class, () -> Backend.of(engine, model, precision, 1))
                .getMessage();
    }

    @Test
    void refusesANegativeBatch() {
        assertThrows(IllegalArgumentException.class, () -> Export.of(model(), -1));
    }
}
