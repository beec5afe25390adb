package org.delineate.onnx;

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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.delineate.file.BadFileException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OnnxFileTest {
    private static final Map<String, String> FACTS =
            new LinkedHashMap<>(Map.of("labels", "lésion", "threshold", "0.5"));

    @TempDir
    Path folder;

    private Path file;

    @BeforeEach
    void name() {
        file = folder.resolve("doubled.onnx");
    }

    /** y = 2 x, for [2, 3]. */
    private static OnnxGraph doubled(String operator) {
        OnnxGraph graph = new OnnxGraph("doubled", 0);
        String x = graph.input("x", 2, 3);
        graph.output("y", graph.node(operator, List.of(x, graph.scalar(2))), 2, 3);
        return graph;
    }

    @Test
    void readsBackItsMetadata() throws IOException {
        OnnxFile written = new OnnxFile(doubled("Mul"), "twice", FACTS);
        written.write(file);
        assertArrayEquals(written.bytes(), Files.readAllBytes(file));
        assertEquals(FACTS, OnnxFile.metadata(file));
        try (OnnxSession session = OnnxSession.open(file, 1)) {
            assertArrayEquals(new long[] {2, 3}, session.shape());
            assertArrayEquals(new float[] {2, 4, 6, 8, 10, 12}, session.run(new float[] {1, 2, 3, 4, 5, 6}, 2, 3));
        }
        try (var all = Files.list(folder)) {
            assertEquals(List.of(file), all.toList(), "no temporary file is left");
        }
    }

    @Test
    void isRecognisedByItsName() {
        assertTrue(OnnxFile.isOnnx(Path.of("a/Model.ONNX")));
        assertFalse(OnnxFile.isOnnx(Path.of("a.onnx/model.safetensors")));
    }

    @Test
    void refusesOtherShapes() {
        try (OnnxSession session = OnnxSession.of(new OnnxFile(doubled("Mul"), "", FACTS).bytes(), 1)) {
            for (long[] shape : new long[][] {{3, 2}, {6}, {2, 3, 1}}) {
                String message = assertThrows(IllegalArgumentException.class, () -> session.run(new float[6], shape))
                        .getMessage();
                assertEquals(
                        "the ONNX file takes [2, 3] (-1 = any), got " + Arrays.toString(shape)
                                + "; export one for this shape",
                        message);
            }
        }
    }

    @Test
    void refusesWhatOnnxRuntimeCannotRun() {
        new OnnxFile(doubled("Nonsense"), "", FACTS).write(file);
        assertEquals(FACTS, OnnxFile.metadata(file));
        String message = assertThrows(BadFileException.class, () -> OnnxSession.open(file, 1))
                .getMessage();
        assertTrue(message.startsWith(file + ": no model that ONNX Runtime runs: "), message);
        assertTrue(message.contains("Nonsense") && message.endsWith("; export it again"), message);
        assertEquals(1, message.lines().count());
    }

    @Test
    void refusesTwoOutputs() {
        OnnxGraph graph = doubled("Mul");
        graph.output("z", "x", 2, 3);
        new OnnxFile(graph, "", FACTS).write(file);
        String message = assertThrows(BadFileException.class, () -> OnnxSession.open(file, 1))
                .getMessage();
        assertTrue(message.contains("2 outputs; expected 1"), message);
    }

    @Test
    void saysWhenThereIsNoFile() {
        assertTrue(assertThrows(UncheckedIOException.class, () -> OnnxFile.metadata(file))
                .getMessage()
                .endsWith("doubled.onnx: no such file"));
    }

    @Test
    void refusesOtherFiles() throws IOException {
        Files.writeString(file, "no graph at all");
        String message = assertThrows(BadFileException.class, () -> OnnxFile.metadata(file))
                .getMessage();
        assertTrue(message.startsWith(file + ": no ONNX file: "), message);
    }

    /** Damages a file in any way: its metadata are read, or an error names the file. */
    @Test
    void damageIsAnErrorThatNamesTheFile() throws IOException {
        long seed = Long.getLong("delineate.seed", 11);
        Random random = new Random(seed);
        byte[] whole = new OnnxFile(doubled("Mul"), "twice", FACTS).bytes();
        int refused = 0;
        for (int i = 0; i < 3000; i++) {
            byte[] bytes = i < whole.length ? Arrays.copyOf(whole, i) : whole.clone();
            for (int k = 0; i >= whole.length && k <= i % 4; k++) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
            }
            Files.write(file, bytes);
            try {
                OnnxFile.metadata(file);
            } catch (BadFileException e) {
                assertTrue(e.getMessage().startsWith(file + ": no ONNX file: "), e.getMessage());
                refused++;
            } catch (RuntimeException e) {
                throw new AssertionError("seed " + seed + ", round " + i, e);
            }
        }
        assertTrue(refused > 500, refused + " of 3000 refused");
    }

    /** A file of another program, whose input and output are float64: the type stands before the shape. */
    @Test
    void refusesOtherTypesThanFloat32() {
        OnnxGraph graph = new OnnxGraph("same", 0);
        graph.output("y", graph.input("x", 2, 3), 2, 3);
        byte[] bytes = new OnnxFile(graph, "", Map.of()).bytes();
        int changed = 0;
        for (int i = 0; i + 2 < bytes.length; i++) {
            if (bytes[i] == 8 && bytes[i + 1] == OnnxGraph.FLOAT32 && bytes[i + 2] == 0x12) {
                bytes[i + 1] = OnnxGraph.FLOAT64;
                changed++;
            }
        }
        assertEquals(2, changed);
        String message = assertThrows(IllegalArgumentException.class, () -> OnnxSession.of(bytes, 1))
                .getMessage();
        assertTrue(message.startsWith("the input ") && message.endsWith(" is no tensor of float32"), message);
    }

    @Test
    void saysWhatFailedWhileItRan() {
        OnnxGraph graph = new OnnxGraph("picked", 0);
        String x = graph.input("x", 1);
        String row = graph.node("Cast", List.of(x), Attribute.integer("to", OnnxGraph.INT64));
        graph.output("y", graph.node("Gather", List.of(graph.tensor(new float[] {7, 8}, 2), row)), 1);
        byte[] bytes = new OnnxFile(graph, "", Map.of()).bytes();
        try (OnnxSession session = OnnxSession.of(bytes, 1)) {
            assertArrayEquals(new float[] {8}, session.run(new float[] {1}, 1));
            String message = assertThrows(IllegalStateException.class, () -> session.run(new float[] {5}, 1))
                    .getMessage();
            assertTrue(message.startsWith("ONNX Runtime failed: "), message);
            assertTrue(message.contains("idx=5") && message.lines().count() == 1, message);
        }
    }

    @Test
    void refusesAModelInMemoryThatIsNone() {
        String message = assertThrows(IllegalArgumentException.class, () -> OnnxSession.of(new byte[] {1, 2, 3}, 1))
                .getMessage();
        assertTrue(message.startsWith("no model that ONNX Runtime runs: "), message);
        assertTrue(OnnxSession.version().matches("ONNX Runtime \\d+\\.\\d+.*"), OnnxSession.version());
    }
}
