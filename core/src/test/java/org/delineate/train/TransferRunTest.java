package org.delineate.train;

import static java.nio.file.StandardCopyOption.REPLACE_EXISTING;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.delineate.checkpoint.SafeTensors;
import org.delineate.dataset.Dataset;
import org.delineate.dataset.Split;
import org.delineate.file.BadFileException;
import org.delineate.file.Hash;
import org.delineate.file.Json;
import org.delineate.model.Manifest;
import org.delineate.model.Model;
import org.delineate.nn.Tensor;
import org.delineate.nn.layer.Weights;
import org.delineate.zoo.Network;
import org.delineate.zoo.Zoo;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Runs that begin with weights of a file. */
class TransferRunTest {
    @TempDir
    static Path folder;

    private static Dataset dataset;
    private static Path model;
    private static Path encoder;
    private static Network source;
    private Path run;

    @BeforeAll
    static void makeFiles() {
        dataset = TinyRun.dataset(folder.resolve("data"));
        model = TinyRun.finished(TinyRun.config("epochs", 1), dataset, folder.resolve("source"))
                .resolve("model.safetensors");
        source = Zoo.UNEXT_S.create(3, 1);
        source.initialise(77);
        encoder = folder.resolve("unext-s.safetensors");
        SafeTensors.write(encoder, Map.of(), Weights.entries(source.state()));
    }

    @BeforeEach
    void choose(TestInfo test) {
        run = folder.resolve(test.getTestMethod().orElseThrow().getName());
    }

    private static TrainConfig config(Object... changes) {
        return TinyRun.config(changes).sealed();
    }

    private static Map<String, float[]> state(Network network) {
        return network.state().entrySet().stream()
                .collect(Collectors.toMap(Map.Entry::getKey, e -> e.getValue().toFloats(), (a, b) -> a, TreeMap::new));
    }

    @Test
    void fineTuningBeginsWithExactlyTheModelsWeights() throws IOException {
        Path other = folder.resolve("other");
        TinyRun.dataset(other);
        Files.copy(other.resolve("images/train1.png"), other.resolve("images/train0.png"), REPLACE_EXISTING);
        Files.copy(other.resolve("masks/train1.png"), other.resolve("masks/train0.png"), REPLACE_EXISTING);
        RecordingListener heard = new RecordingListener();
        TrainConfig config = config("initFrom", model.toString(), "seed", 9);
        TinyRun.open(config, Dataset.open(other), run, false, heard).close();
        SafeTensors begun = SafeTensors.read(Checkpoint.newest(run).resolve("weights.safetensors"));
        Map<String, Tensor> expected = Model.load(model).network().state();
        assertEquals(expected.size(), begun.entries().size());
        begun.entries().forEach(e -> assertArrayEquals(expected.get(e.name()).toFloats(), Weights.floats(e), e.name()));
        assertEquals("weights  of sc-unext trained on discs, licence: none", heard.notes.get(0));
        assertEquals(
                "starts from " + model + " (SHA-256 " + Hash.of(model) + "): " + expected.size()
                        + " tensors taken, 0 missing, 0 unexpected, 0 misshaped, 0 different, 0 left aside;"
                        + " all others as initialised",
                heard.notes.get(1));
        assertEquals(2, heard.notes.size());
        List<String> report = Files.readAllLines(run.resolve("started-from.txt"));
        assertEquals(heard.notes.get(1), report.get(0));
        assertEquals(1 + expected.size(), report.size());
    }

    /** The grey network's first convolution is the colour network's, summed. */
    @Test
    void fineTuningTakesTheSumOfTheChannels() {
        RecordingListener heard = new RecordingListener();
        try (Trainer trainer =
                TinyRun.open(config("initFrom", model.toString(), "channels", 1), dataset, run, false, heard)) {
            float[] colour =
                    Model.load(model).network().state().get("enc.0.weight").toFloats();
            float[] grey = trainer.network().state().get("enc.0.weight").toFloats();
            assertEquals(colour.length / 3, grey.length);
            assertEquals(colour[0] + colour[9] + colour[18], grey[0]);
        }
        assertEquals("  taken       enc.0.weight, its 3 input channels summed to 1", heard.notes.get(2));
    }

    /** The weights know images as the model's preprocessing makes them, whatever the usual one is. */
    @Test
    void fineTuningNormalisesImagesAsTheModelDoes() throws IOException {
        Model one = Model.load(model);
        List<Float> half = List.of(0.5f, 0.5f, 0.5f);
        JsonNode manifest = Json.treeOf(one.manifest());
        ((ObjectNode) manifest)
                .set("preprocess", Json.treeOf(one.manifest().preprocess().withNormalisation(half, half)));
        Path file = folder.resolve("half.safetensors");
        Model.save(file, Json.convert(manifest, Manifest.class), one.network().state());
        TrainConfig config = config("initFrom", file.toString(), "epochs", 1);
        TinyRun.open(config, dataset, run, false, new RecordingListener()).close();
        Files.delete(file);
        try (Trainer trainer = TinyRun.open(config, dataset, run, true, new RecordingListener())) {
            trainer.run(Double.POSITIVE_INFINITY);
        }
        Manifest tuned = Model.readManifest(run.resolve("model.safetensors"));
        assertEquals(half, tuned.preprocess().mean());
        assertEquals(half, tuned.preprocess().std());
    }

    @Test
    void aHeadOfOtherClassesIsLeftAsInitialisedAndReported() {
        Model one = Model.load(model);
        Network two = Zoo.SC_UNEXT.create(3, 2);
        two.initialise(5);
        Path file = folder.resolve("two.safetensors");
        JsonNode manifest = Json.treeOf(one.manifest());
        ((ObjectNode) manifest).put("classes", 2);
        Model.save(file, Json.convert(manifest, Manifest.class), two.state());
        Network fresh = Zoo.SC_UNEXT.create(3, 1);
        fresh.initialise(1);
        RecordingListener heard = new RecordingListener();
        try (Trainer trainer = TinyRun.open(config("initFrom", file.toString()), dataset, run, false, heard)) {
            Map<String, float[]> begun = state(trainer.network());
            assertArrayEquals(fresh.state().get("final_.weight").toFloats(), begun.get("final_.weight"));
            assertArrayEquals(two.state().get("dec5.weight").toFloats(), begun.get("dec5.weight"));
        }
        assertEquals(
                List.of(
                        "  misshaped   final_.weight [2, 8, 1, 1], here [1, 8, 1, 1]",
                        "  misshaped   final_.bias [2], here [1]"),
                heard.notes.subList(2, 4));
    }

    @ParameterizedTest
    @ValueSource(strings = {"ours", "published", "module.published"})
    void encoderOfAFileIsFoundByWhateverNamesItHas(String names) {
        Path file = folder.resolve(names + ".safetensors");
        List<SafeTensors.Entry> entries = Weights.entries(source.state()).stream()
                .map(e -> Weights.entry(
                        switch (names) {
                            case "ours" -> e.name();
                            case "published" -> source.names().published(e.name());
                            default -> "module." + source.names().published(e.name());
                        },
                        Weights.floats(e),
                        e.shape()))
                .toList();
        SafeTensors.write(file, Map.of(), entries);
        RecordingListener heard = new RecordingListener();
        try (Trainer trainer = TinyRun.open(
                config("pretrained", file.toString()), dataset, folder.resolve("run-" + names), false, heard)) {
            Network network = trainer.network();
            Network fresh = Zoo.SC_UNEXT.create(3, 1);
            fresh.initialise(1);
            Map<String, float[]> begun = state(network);
            assertArrayEquals(source.state().get("encoder2.weight").toFloats(), begun.get("enc.1.weight"));
            assertArrayEquals(
                    source.state().get("patchEmbed4.proj.weight").toFloats(), begun.get("patch4.proj.weight"));
            assertArrayEquals(source.state().get("block1.dw.weight").toFloats(), begun.get("block1.dw.weight"));
            fresh.state().forEach((name, t) -> {
                if (!network.isEncoder(name)) {
                    assertArrayEquals(t.toFloats(), begun.get(name), name);
                }
            });
            long wanted = begun.keySet().stream().filter(network::isEncoder).count();
            String counts = ": " + wanted + " tensors taken, 0 missing, ";
            assertTrue(heard.notes.get(0).contains(counts), heard.notes::toString);
        }
    }

    /** A file that PyTorch wrote: a dict within, names with a prefix, numbers of 16, 32 and 64 bits. */
    @Test
    void checkpointOfPyTorchStartsTheEncoder() throws IOException {
        Path file = folder.resolve("encoder.pth");
        try (InputStream in = TransferRunTest.class.getResourceAsStream("/train/encoder.pth")) {
            Files.copy(in, file);
        }
        RecordingListener heard = new RecordingListener();
        try (Trainer trainer = TinyRun.open(config("pretrained", file.toString()), dataset, run, false, heard)) {
            Map<String, float[]> begun = state(trainer.network());
            float[] weight = begun.get("enc.0.weight");
            for (int i = 0; i < weight.length; i++) {
                assertEquals(i / 64f, weight[i]);
            }
            for (int i = 0; i < 8; i++) {
                assertEquals(i - 4, begun.get("enc.0.bias")[i]);
                assertEquals(i / 4f, begun.get("ebn.0.running_mean")[i]);
                assertEquals(i / 2f + 1, begun.get("ebn.0.running_var")[i]);
            }
        }
        assertTrue(
                heard.notes
                        .get(0)
                        .contains("): 6 tensors taken, 40 missing, 0 unexpected, 0 misshaped,"
                                + " 0 different, 1 left aside;"),
                heard.notes::toString);
        assertTrue(heard.notes.get(13).startsWith("  and 28 more; every tensor stands in "), heard.notes::toString);
    }

    @Test
    void frozenEncoderKeepsItsBitsAndTheRestLearns() {
        TrainConfig config = config("pretrained", encoder.toString(), "freeze", "encoder", "epochs", 1);
        try (Trainer trainer = TinyRun.open(config, dataset, run, false, new RecordingListener())) {
            Map<String, float[]> begun = state(trainer.network());
            assertEquals(Trainer.End.FINISHED, trainer.run(Double.POSITIVE_INFINITY));
            state(trainer.network())
                    .forEach((name, values) -> assertEquals(
                            trainer.network().isEncoder(name), Arrays.equals(begun.get(name), values), name));
        }
        Map<String, Tensor> best =
                Model.load(run.resolve("model.safetensors")).network().state();
        assertArrayEquals(
                source.state().get("encoder2.weight").toFloats(),
                best.get("enc.1.weight").toFloats());
        assertArrayEquals(
                source.state().get("ebn2.running_var").toFloats(),
                best.get("ebn.1.running_var").toFloats());
    }

    /** One step of plain gradient descent: the encoder's is a quarter, to the bit, and the decoder's the same. */
    @Test
    void encoderMovesAtItsShareOfTheRate() {
        Object[] plain = {
            "pretrained",
            encoder.toString(),
            "optimizer",
            "sgd",
            "momentum",
            0,
            "weightDecay",
            0,
            "warmupEpochs",
            0,
            "ema",
            0,
            "precision",
            "float32",
            "learningRate",
            0.5,
            "minLearningRate",
            0
        };
        Object[] slow = Arrays.copyOf(plain, plain.length + 2);
        slow[plain.length] = "encoderRate";
        slow[plain.length + 1] = 0.25;
        Map<String, float[]> begun = afterSteps(0, plain);
        Map<String, float[]> full = afterSteps(1, plain);
        Map<String, float[]> quarter = afterSteps(1, slow);
        Network network = Zoo.SC_UNEXT.outline(3, 1);
        int moved = 0;
        for (String name : network.parameters().keySet()) {
            float[] b = begun.get(name);
            for (int i = 0; i < b.length; i++) {
                double step = full.get(name)[i] - (double) b[i];
                double expected = b[i] + (network.isEncoder(name) ? step / 4 : step);
                assertEquals(
                        expected,
                        quarter.get(name)[i],
                        Math.ulp(b[i]) + Math.ulp(full.get(name)[i]),
                        name + " at " + i);
                moved += Math.abs(step) > 1e-4 ? 1 : 0;
            }
        }
        assertTrue(moved > 1000, "only " + moved + " parameters moved");
    }

    private Map<String, float[]> afterSteps(int steps, Object[] changes) {
        Path own = run.resolve(steps + "-" + changes.length);
        Trainer[] self = new Trainer[1];
        try (Trainer trainer = self[0] =
                TinyRun.open(config(changes), dataset, own, false, new RecordingListener(p -> self[0].stop()))) {
            if (steps > 0) {
                assertEquals(Trainer.End.INTERRUPTED, trainer.run(Double.POSITIVE_INFINITY));
            }
            assertEquals(steps, trainer.progress().step());
            return state(trainer.network());
        }
    }

    @ParameterizedTest
    @CsvSource({"encoder, 1", "none, 0.1"})
    void resumedRunHasTheSameBitsAndNeedsNoFile(String freeze, double rate) throws IOException {
        run = folder.resolve("resume-" + freeze);
        Path file = Files.copy(encoder, folder.resolve(freeze + ".safetensors"));
        TrainConfig config = config("pretrained", file.toString(), "freeze", freeze, "encoderRate", rate, "epochs", 2);
        Map<String, String> bits = TinyRun.bits(TinyRun.finished(config, dataset, folder.resolve("whole-" + freeze)));
        Trainer[] self = new Trainer[1];
        RecordingListener heard = new RecordingListener(p -> {
            if (p.step() == 4) {
                self[0].stop();
            }
        });
        try (Trainer trainer = self[0] = TinyRun.open(config, dataset, run, false, heard)) {
            assertEquals(Trainer.End.INTERRUPTED, trainer.run(Double.POSITIVE_INFINITY));
        }
        Files.delete(file);
        TrainConfig own = PartialConfig.read(run.resolve("config.json")).complete();
        assertEquals(config, own);
        try (Trainer trainer = TinyRun.open(own, dataset, run, true, new RecordingListener())) {
            assertEquals(Trainer.End.FINISHED, trainer.run(Double.POSITIVE_INFINITY));
        }
        assertEquals(bits, TinyRun.bits(run));
        JsonNode origin = Model.load(run.resolve("model.safetensors"))
                .manifest()
                .provenance()
                .config()
                .get("pretrained");
        assertEquals(Hash.of(encoder), origin.get("sha256").asText());
        assertEquals(file.toString(), origin.get("file").asText());
    }

    @Test
    void sameDataWithAnotherSplitIsCautionedAgainst() {
        RecordingListener heard = new RecordingListener();
        TrainConfig config = config("initFrom", model.toString());
        Split split = TinyRun.split(dataset);
        Manifest.Provenance p = TinyRun.provenance(config, dataset, split);
        new Trainer(
                        config,
                        dataset,
                        split,
                        run,
                        new Manifest.Provenance(
                                new Manifest.Data("discs", p.data().dataHash(), "other", null, null),
                                1,
                                p.config(),
                                Map.of(),
                                "",
                                "",
                                ""),
                        false,
                        heard)
                .close();
        assertTrue(heard.notes.get(1).startsWith("caution: "), heard.notes::toString);
    }

    @Test
    void refusesFilesThatDoNotBelong() throws IOException {
        assertRefused(
                "it is a model of sc-unext, this run trains unext-s; train that network, or start from its"
                        + " encoder alone: --pretrained",
                config("network", "unext-s", "initFrom", model.toString()));
        assertRefused("format is not stated; expected \"delineate-model-1\"", config("initFrom", encoder.toString()));
        assertRefused(
                "none of its 2 tensors fits the encoder of sc-unext: it has fc.bias, x.weight, the encoder has"
                        + " enc.0.weight, enc.0.bias, enc.1.weight, …; give the weights of this encoder",
                config("pretrained", foreign().toString()));
        Path text = Files.writeString(folder.resolve("text.safetensors"), "no weights at all");
        assertThrows(BadFileException.class, () -> begin(config("pretrained", text.toString())));
        TrainConfig stated = config("pretrained", text.toString());
        Files.copy(encoder, text, REPLACE_EXISTING);
        assertRefused("its SHA-256 is " + Hash.of(encoder) + ", the configuration names ", stated);
        assertFalse(Files.exists(run), "nothing is left behind");
        assertEquals(
                "cannot read " + folder.resolve("gone.pth") + ": no such file",
                assertThrows(
                                UncheckedIOException.class,
                                () -> config(
                                        "pretrained", folder.resolve("gone.pth").toString()))
                        .getMessage());
    }

    private static Path foreign() {
        Path file = folder.resolve("foreign.safetensors");
        SafeTensors.write(
                file,
                Map.of(),
                List.of(Weights.entry("x.weight", new float[3], 3), Weights.entry("fc.bias", new float[1], 1)));
        return file;
    }

    private void assertRefused(String message, TrainConfig config) {
        BadFileException e = assertThrows(BadFileException.class, () -> begin(config));
        assertTrue(e.getMessage().contains(message), e.getMessage());
    }

    private void begin(TrainConfig config) {
        TinyRun.open(config, dataset, run, false, new RecordingListener()).close();
    }
}
