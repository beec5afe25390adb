package org.delineate.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.delineate.checkpoint.SafeTensors;
import org.delineate.checkpoint.SafeTensors.Entry;
import org.delineate.file.Hash;
import org.delineate.file.Json;
import org.delineate.model.Manifest;
import org.delineate.model.Model;
import org.delineate.model.PostProcess;
import org.delineate.nn.layer.Weights;
import org.delineate.sample.Fit;
import org.delineate.sample.Preprocess;
import org.delineate.zoo.Network;
import org.delineate.zoo.Zoo;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImportCommandTest {
    private static final Path CHECKPOINTS = Path.of("../core/src/test/resources/checkpoints");

    @TempDir
    private Path folder;

    private final Network network = Zoo.UNEXT_S.create(1, 2);
    private Path weights;
    private Path model;

    @BeforeEach
    void write() {
        network.initialise(3);
        List<Entry> entries = new ArrayList<>();
        for (Entry e : Weights.entries(network.state())) {
            entries.add(new Entry("module." + network.names().published(e.name()), e.dtype(), e.shape(), e.data()));
        }
        weights = folder.resolve("theirs.safetensors");
        model = folder.resolve("ours/model.safetensors");
        SafeTensors.write(weights, Map.of(), entries);
    }

    private Cli run(Object... more) {
        List<Object> line = new ArrayList<>(List.of("import", weights, "--network", "unext-s", "--out", model));
        line.addAll(List.of(more));
        return Cli.run(line.toArray());
    }

    @Test
    void makesAModelThatSegments() {
        Cli answer = run("--size", "64x96", "--preprocess", "signed", "--fit", "pad", "--licence", "CC0", "--json");
        assertEquals(0, answer.code(), answer.err());
        Manifest manifest = Model.load(model).manifest();
        Preprocess expected = new Preprocess(1, 64, 96, Fit.PAD, List.of(0.5f), List.of(0.5f));
        assertEquals(expected, manifest.preprocess());
        assertEquals(0.5, manifest.masks().threshold());
        assertEquals(PostProcess.NONE, manifest.masks().postProcess());
        assertEquals(List.of(1, 2), List.of(manifest.inputChannels(), manifest.classes()));
        assertEquals("CC0", manifest.provenance().licence());
        assertEquals(
                Hash.of(weights), manifest.provenance().config().get("sha256").asText());
        JsonNode json = answer.json();
        assertEquals("module.", json.get("prefix").asText());
        assertEquals(network.parameterCount(), json.get("parameters").asLong());
        Network loaded = Model.load(model).network();
        network.state()
                .forEach((name, t) ->
                        assertArrayEquals(t.toFloats(), loaded.state().get(name).toFloats(), name));

        Path picture = Discs.write(folder.resolve("discs"), 1, 0, 4).resolve("images");
        Cli segment = Cli.run("segment", "--model", model, picture, "--out", folder.resolve("masks"), "--threads", 1);
        assertEquals(0, segment.code(), segment.err());
        assertTrue(
                segment.err().contains("trained on unknown data, imported from theirs.safetensors by "), segment.err());
    }

    @Test
    void saysWhatItDid() {
        Cli answer = run("--threshold", "0.3", "--post-process", "rca-iunet");
        assertEquals(0, answer.code(), answer.err());
        assertEquals(model + "\n", answer.out());
        assertTrue(answer.err().contains("\"module.\" cut from their names"), answer.err());
        assertTrue(answer.err().contains("unext-s, input channels: 1, classes: 2"), answer.err());
        Manifest manifest = Model.load(model).manifest();
        assertEquals(Preprocess.of(1, 256), manifest.preprocess());
        assertEquals(0.3, manifest.masks().threshold());
        assertEquals(PostProcess.RCA_IUNET, manifest.masks().postProcess());
        assertEquals("not stated", manifest.provenance().licence());
    }

    @Test
    void takesPreprocessingFromAFile() throws IOException {
        Preprocess own = new Preprocess(1, 32, 64, Fit.STRETCH, List.of(0.2f), List.of(0.3f));
        Path file = folder.resolve("pre.json");
        Files.writeString(file, Json.line(own));
        Cli answer = run("--preprocess", file);
        assertEquals(0, answer.code(), answer.err());
        assertEquals(own, Model.load(model).manifest().preprocess());
    }

    @Test
    void answersWrongUsageWithTwo() {
        for (Object[] wrong : new Object[][] {
            {"--preprocess", "grey"},
            {"--size", "6by4"},
            {"--size", "0"},
            {"--fit", "bend"},
            {"--post-process", "all"},
            {"--channels", "2"},
            {"--channels", "x"}
        }) {
            Cli answer = run(wrong);
            assertEquals(2, answer.code(), answer.err());
            assertTrue(answer.err().startsWith("delineate: "), answer.err());
        }
        Cli answer = Cli.run("import", weights, "--network", "unnet", "--out", model);
        assertEquals(2, answer.code());
        assertTrue(answer.err().contains("unext-s"), answer.err());
        assertTrue(Files.notExists(model));
    }

    @Test
    void failsWithOneLinePerMisfitAndWritesNothing() {
        Cli answer = Cli.run("import", CHECKPOINTS.resolve("parallel.pth"), "--network", "unet", "--out", model);
        assertEquals(1, answer.code());
        assertTrue(answer.err().contains("\n  missing     "), answer.err());
        assertTrue(answer.err().contains("\n  unexpected  module.0.weight [2, 1, 3, 3]"), answer.err());
        assertTrue(Files.notExists(model));
    }

    @Test
    void refusesACheckpointWithCodeAndSaysWhatToDo() {
        Cli answer =
                Cli.run("import", CHECKPOINTS.resolve("refused_arguments.pth"), "--network", "unet", "--out", model);
        assertEquals(1, answer.code());
        assertTrue(answer.err().contains("global argparse.Namespace is refused"), answer.err());
        assertTrue(answer.err().contains("python3 -c \"import torch; "), answer.err());
    }

    @Test
    void overwritesNothing() {
        assertEquals(0, run().code());
        Cli again = run();
        assertEquals(1, again.code());
        assertTrue(again.err().contains("is there already"), again.err());
    }

    @Test
    void refusesAModelOfOurs() {
        assertEquals(0, run().code());
        Cli answer = Cli.run("import", model, "--network", "unext-s", "--out", folder.resolve("second.safetensors"));
        assertEquals(1, answer.code());
        assertTrue(answer.err().contains("is a model already: use it with --model"), answer.err());
    }

    @Test
    void refusesAPreprocessingOfOtherChannelsThanAreAskedFor() throws IOException {
        Path file = folder.resolve("grey.json");
        Files.writeString(file, Json.line(new Preprocess(1, 64, 64, Fit.STRETCH, List.of(0.2f), List.of(0.3f))));
        Cli answer = run("--preprocess", file, "--channels", 3);
        assertEquals(2, answer.code(), answer.err());
        assertTrue(
                answer.err().startsWith("delineate: --preprocess makes another number of channels than --channels 3\n"),
                answer.err());
        assertTrue(Files.notExists(model));
    }

    /** Batch norms count what they saw; eight of the counters are told, the JSON has all. */
    @Test
    void listsTheFirstOfTheTensorsThatAreNotNeeded() {
        List<Entry> entries = new ArrayList<>(SafeTensors.read(weights).entries());
        long before = entries.stream()
                .filter(e -> e.name().endsWith("num_batches_tracked"))
                .count();
        for (int i = 0; i < 20; i++) {
            String name = "module.more" + i + ".num_batches_tracked";
            entries.add(new Entry(name, SafeTensors.Dtype.I64, new long[0], ByteBuffer.allocate(8)));
        }
        SafeTensors.write(weights, Map.of(), entries);
        Cli answer = run("--json");
        assertEquals(0, answer.code(), answer.err());
        List<String> told =
                answer.err().lines().filter(l -> l.startsWith("unused ")).toList();
        assertEquals(9, told.size(), answer.err());
        assertEquals("unused   and " + (before + 12) + " more; --json lists all", told.get(8));
        assertEquals(before + 20, answer.json().get("notNeeded").size());
    }
}
