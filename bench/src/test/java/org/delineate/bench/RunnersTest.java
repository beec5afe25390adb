package org.delineate.bench;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.delineate.bench.Task.Kind;
import org.delineate.nn.Precision;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs the peers in this process; ComparisonTest runs them in their own. */
class RunnersTest {
    private static final Task INFERENCE = new Task("sc-unext", Kind.INFERENCE, 1, 1);
    private static final Task TRAINING = new Task("sc-unext", Kind.TRAINING, 1, 1);

    @TempDir
    private Path folder;

    private TaskFiles files;

    @BeforeEach
    void writePictures() {
        files = new TaskFiles(folder);
        files.writePictures();
    }

    private float[] run(Runner runner, Task task) {
        try (Runner.Prepared prepared = runner.prepare(task, files)) {
            return prepared.run();
        }
    }

    /** Takes the largest difference of two maps of probabilities. */
    private static double difference(float[] a, float[] b) {
        assertEquals(a.length, b.length);
        double largest = 0;
        for (int i = 0; i < a.length; i++) {
            largest = Math.max(largest, Math.abs(a[i] - b[i]));
        }
        return largest;
    }

    @Test
    void fasterNumbersMoveTheProbabilitiesLittle() {
        float[] floats = run(new LibtorchRunner(false), INFERENCE);
        assertEquals(256 * 256, floats.length);
        assertEquals(0, difference(floats, run(new DelineateRunner(Precision.FLOAT32), INFERENCE)), 1e-5);
        double bf16 = difference(floats, run(new LibtorchRunner(true), INFERENCE));
        assertTrue(bf16 > 0 && bf16 < 0.05, "bf16: " + bf16);
    }

    @Test
    void int8MovesTheProbabilitiesLittle() {
        assumeTrue(Precision.INT8.runsHere(), Precision.INT8::lack);
        float[] floats = run(new LibtorchRunner(false), INFERENCE);
        double int8 = difference(floats, run(new DelineateRunner(Precision.INT8), INFERENCE));
        assertTrue(int8 < 0.1, "int8: " + int8);
    }

    @Test
    void onnxRuntimeAnswersProbabilitiesInFloatsAndInt8() {
        float[] floats = run(new LibtorchRunner(false), INFERENCE);
        Peer.ONNX_RUNTIME.write(INFERENCE, files);
        assertEquals(0, difference(floats, run(new OnnxRuntimeRunner(false), INFERENCE)), 1e-5);
        Peer.ONNX_RUNTIME_INT8.write(INFERENCE, files);
        double int8 = difference(floats, run(new OnnxRuntimeRunner(true), INFERENCE));
        assertTrue(int8 > 0 && int8 < 0.1, "int8: " + int8);
    }

    /** The file of a whole quantizer: convolutions with their sums in integers, batch norms folded into them. */
    @Test
    void theInt8FileHasQuantizedConvolutionsWithoutBatchNorms() throws IOException {
        Peer.ONNX_RUNTIME.write(INFERENCE, files);
        Peer.ONNX_RUNTIME_INT8.write(INFERENCE, files);
        String floats = Files.readString(files.onnx(INFERENCE, false), StandardCharsets.ISO_8859_1);
        String int8 = Files.readString(files.onnx(INFERENCE, true), StandardCharsets.ISO_8859_1);
        assertEquals(count(floats, "\"\4Conv"), count(int8, "\"\4Conv"));
        assertEquals(0, count(floats, "\"\16QuantizeLinear"));
        // each convolution has integer weights, an integer bias and a quantized map
        assertTrue(count(int8, "\"\20DequantizeLinear") >= 3 * 8, "pairs: " + count(int8, "\"\20DequantizeLinear"));
        assertTrue(count(int8, "BatchNormalization") < count(floats, "BatchNormalization"));
        assertTrue(int8.length() < 0.5 * floats.length(), int8.length() + " of " + floats.length() + " bytes");
    }

    private static int count(String text, String part) {
        return text.split(Pattern.quote(part), -1).length - 1;
    }

    @Test
    void everyTrainingStepLowersTheLossOfOnePicture() {
        float[] losses = new float[4];
        for (Runner runner : new Runner[] {new LibtorchRunner(false), new DelineateRunner(Precision.FLOAT32)}) {
            try (Runner.Prepared prepared = runner.prepare(TRAINING, files)) {
                for (int i = 0; i < losses.length; i++) {
                    losses[i] = prepared.run()[0];
                    assertTrue(i == 0 || losses[i] < losses[i - 1], runner + ": " + losses[i]);
                }
            }
        }
        float tuned = run(new LibtorchRunner(true), TRAINING)[0];
        assertEquals(run(new LibtorchRunner(false), TRAINING)[0], tuned, 0.02, "bf16 autocast");
    }

    /** An entry of the product of two N x N matrices of standard normal numbers has the variance N. */
    @Test
    void theMatrixProductIsOne() {
        for (Precision precision : new Precision[] {Precision.FLOAT32, Precision.BF16}) {
            MatrixProductRunner runner = new MatrixProductRunner(precision);
            try (Runner.Prepared prepared = runner.prepare(Task.matmul(256, 1), files)) {
                float[] row = prepared.run();
                assertEquals(256, row.length);
                assertArrayEquals(row, prepared.run(), "the same matrices in every round");
                double sum = 0;
                for (float v : row) {
                    sum += v * v;
                }
                assertEquals(256, sum / row.length, 128, precision.id());
            }
            assertTrue(runner.about().contains("libtorch"), runner.about());
        }
    }

    @Test
    void djlWithoutItsNativesSaysWhatToBuild() {
        assertNotEquals("", new DelineateRunner(Precision.BF16).about());
        var e = assertThrows(IllegalArgumentException.class, () -> new DjlRunner().prepare(INFERENCE, files));
        assertEquals(
                "the natives of DJL are not on the class path: build with `mvn -Ppeers -pl bench -am package`",
                e.getMessage());
    }
}
