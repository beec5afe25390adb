package org.delineate.bench;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.OrtSession.SessionOptions.OptLevel;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.Map;
import org.delineate.onnx.OnnxEnvironment;

/**
 * Runs the file that we export for this number of pictures with ONNX Runtime and all its optimisations; its threads
 * spin, as they do by default.
 */
final class OnnxRuntimeRunner implements Runner {
    private final boolean quantized;
    private final OrtEnvironment environment = OnnxEnvironment.here();

    /**
     * Opens the environment.
     *
     * @param quantized whether to run the int8 file, {@link QuantizedOnnx}
     */
    OnnxRuntimeRunner(boolean quantized) {
        this.quantized = quantized;
    }

    @Override
    public Prepared prepare(Task task, TaskFiles files) {
        float[] pictures = files.pictures(task.batch());
        FloatBuffer x = ByteBuffer.allocateDirect(pictures.length * Float.BYTES)
                .order(ByteOrder.nativeOrder())
                .asFloatBuffer()
                .put(pictures)
                .rewind();
        try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
            options.setOptimizationLevel(OptLevel.ALL_OPT);
            options.setIntraOpNumThreads(task.threads());
            OrtSession session =
                    environment.createSession(files.onnx(task, quantized).toString(), options);
            long[] shape = {task.batch(), Task.CHANNELS, Task.SIDE, Task.SIDE};
            return new Session(session, OnnxTensor.createTensor(environment, x, shape));
        } catch (OrtException e) {
            throw new IllegalArgumentException(e);
        }
    }

    @Override
    public String about() {
        return "ONNX Runtime " + environment.getVersion() + ", all optimisations" + (quantized ? ", QDQ" : "");
    }

    private record Session(OrtSession session, OnnxTensor x) implements Prepared {
        @Override
        public float[] run() {
            String input = session.getInputNames().iterator().next();
            try (OrtSession.Result result = session.run(Map.of(input, x))) {
                float[] logits = ((OnnxTensor) result.get(0)).getFloatBuffer().array();
                for (int i = 0; i < logits.length; i++) {
                    logits[i] = (float) (1 / (1 + Math.exp(-logits[i])));
                }
                return logits;
            } catch (OrtException e) {
                throw new IllegalStateException(e);
            }
        }

        @Override
        public void close() {
            x.close();
            try {
                session.close();
            } catch (OrtException e) {
                throw new IllegalStateException(e);
            }
        }
    }
}
