package org.delineate.bench;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.delineate.bench.Task.Kind;
import org.delineate.checkpoint.SafeTensors;
import org.delineate.file.Json;
import org.delineate.nn.Graph.Leaf;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TaskFilesTest {
    private static final Task TRAINING = new Task("sc-unext", Kind.TRAINING, 1, 1);

    @TempDir
    private Path folder;

    @Test
    void everyPeerReadsTheSamePicturesAndMasks() throws IOException {
        TaskFiles files = new TaskFiles(folder);
        files.writePictures();
        byte[] pictures = Files.readAllBytes(folder.resolve("x.f32"));
        byte[] masks = Files.readAllBytes(folder.resolve("y.f32"));
        assertEquals(8 * 3 * 256 * 256 * 4, pictures.length);
        assertEquals(8 * 256 * 256 * 4, masks.length);
        files.writePictures();
        assertArrayEquals(pictures, Files.readAllBytes(folder.resolve("x.f32")));
        assertArrayEquals(masks, Files.readAllBytes(folder.resolve("y.f32")));
        assertArrayEquals(files.pictures(1), Arrays.copyOf(files.pictures(8), 3 * 256 * 256));
        assertArrayEquals(files.masks(3), Arrays.copyOf(files.masks(8), 3 * 256 * 256));
    }

    /** Dots would be a task of another kind: neighbours are alike, and each picture has lesion and background. */
    @Test
    void theMasksAreAreas() {
        TaskFiles files = new TaskFiles(folder);
        files.writePictures();
        float[] masks = files.masks(8);
        for (int n = 0; n < 8; n++) {
            int lesion = 0;
            int edges = 0;
            for (int i = n * 65_536; i < (n + 1) * 65_536; i++) {
                assertTrue(masks[i] == 0 || masks[i] == 1, "value " + masks[i]);
                lesion += (int) masks[i];
                edges += i % 256 > 0 && masks[i] != masks[i - 1] ? 1 : 0;
            }
            assertTrue(lesion > 3_000 && lesion < 60_000, "picture " + n + " has " + lesion + " lesion pixels");
            assertTrue(edges < lesion / 10, "picture " + n + " has " + edges + " edges");
        }
    }

    @Test
    void refusesMorePicturesThanThereAre() {
        TaskFiles files = new TaskFiles(folder);
        assertEquals(
                "at most 8 pictures at once",
                assertThrows(IllegalArgumentException.class, () -> files.pictures(9))
                        .getMessage());
        assertThrows(UncheckedIOException.class, () -> files.pictures(1));
    }

    /** A program runs the lines in their order, and releases each map once, after its last use. */
    @Test
    void aGraphFileCanBeRunLineByLine() {
        TaskFiles files = new TaskFiles(folder);
        files.writeGraph(TRAINING);
        GraphFile graph = Json.read(files.graphFile(TRAINING), GraphFile.class);
        Set<Integer> released = new HashSet<>();
        for (int i = 0; i < graph.lines().size(); i++) {
            GraphFile.Line line = graph.lines().get(i);
            assertTrue(line.leaf() == null ^ line.op() == null, "line " + i + " is a leaf or an operation");
            for (int input : line.inputs()) {
                assertTrue(input < i, "line " + i + " takes the later line " + input);
                assertFalse(released.contains(input), "line " + i + " takes the released line " + input);
            }
            for (int over : line.released()) {
                assertTrue(released.add(over), "line " + over + " is released twice");
            }
        }
        assertEquals(0, graph.lines().get(graph.result()).shape().length, "the result is the loss");
        assertFalse(released.contains(graph.result()));
        assertEquals(
                2, graph.lines().stream().filter(l -> l.leaf() == Leaf.INPUT).count(), "pictures and masks");
    }

    @Test
    void theWeightsOfAGraphFileBelongToItsLines() {
        TaskFiles files = new TaskFiles(folder);
        files.writeGraph(TRAINING);
        GraphFile graph = Json.read(files.graphFile(TRAINING), GraphFile.class);
        Map<String, long[]> shapes = SafeTensors.read(files.weights(TRAINING)).entries().stream()
                .collect(Collectors.toMap(SafeTensors.Entry::name, SafeTensors.Entry::shape));
        long trainable = 0;
        for (int i = 0; i < graph.lines().size(); i++) {
            GraphFile.Line line = graph.lines().get(i);
            long[] shape = shapes.remove(Integer.toString(i));
            boolean fixed = line.leaf() == Leaf.PARAMETER || line.leaf() == Leaf.CONSTANT;
            assertEquals(fixed, shape != null, "line " + i + " is " + line.leaf());
            if (fixed) {
                assertArrayEquals(line.shape(), shape, "line " + i);
            }
            trainable += line.trainable() ? Arrays.stream(shape).reduce(1, (a, b) -> a * b) : 0;
        }
        assertEquals(Set.of(), shapes.keySet());
        assertEquals(TaskFiles.network(TRAINING).parameterCount(), trainable);
    }

    @Test
    void writesTheFilesOfATaskOnceAndForgetsThem() throws IOException {
        TaskFiles files = new TaskFiles(folder);
        Task inference = new Task("sc-unext", Kind.INFERENCE, 1, 1);
        files.writeGraph(inference);
        files.writeOnnx(inference, false);
        Files.writeString(files.onnx(inference, false), "kept");
        files.writeOnnx(inference, false);
        assertEquals("kept", Files.readString(files.onnx(inference, false)));
        files.writeGraph(TRAINING);
        files.forget(inference);
        files.forget(inference);
        try (var left = Files.list(folder)) {
            assertEquals(Set.of(files.graphFile(TRAINING), files.weights(TRAINING)), left.collect(Collectors.toSet()));
        }
    }
}
