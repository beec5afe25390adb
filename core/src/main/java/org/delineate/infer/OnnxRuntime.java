package org.delineate.infer;

import java.util.Arrays;
import org.delineate.file.BadFileException;
import org.delineate.model.Export;
import org.delineate.model.Model;
import org.delineate.onnx.OnnxSession;

/** Runs networks with ONNX Runtime in float32: a file of ONNX as it is, a network with weights exported on the way. */
public record OnnxRuntime(int threads) implements Backend {
    @Override
    public PreparedNetwork prepare(Model model, long... shape) {
        if (model.onnx() == null) {
            return new Session(OnnxSession.of(Export.of(model, (int) shape[0]).bytes(), threads), shape);
        }
        OnnxSession session = OnnxSession.open(model.onnx(), threads);
        long[] takes = session.shape();
        if (takes.length != shape.length || !Arrays.equals(takes, 1, takes.length, shape, 1, shape.length)) {
            session.close();
            throw new BadFileException(
                    model.onnx(),
                    "its graph takes " + Arrays.toString(takes) + ", its manifest makes " + Arrays.toString(shape),
                    "export the model again");
        }
        return new Session(session, shape);
    }

    @Override
    public String name() {
        return "onnx";
    }

    @Override
    public String engine() {
        return OnnxSession.version();
    }

    @Override
    public String numbers() {
        return "float32";
    }

    private record Session(OnnxSession session, long[] shape) implements PreparedNetwork {
        @Override
        public float[] logits(float[] values) {
            int pictures = (int) shape[0];
            int area = (int) (shape[2] * shape[3]);
            int size = values.length / pictures;
            float[] answers = new float[pictures * area];
            int batch = session.shape()[0] < 0 ? pictures : (int) session.shape()[0];
            long[] together = shape.clone();
            together[0] = batch;
            for (int from = 0; from < pictures; from += batch) {
                int count = Math.min(batch, pictures - from);
                float[] part = new float[batch * size]; // the last batch of a fixed size ends in grey pictures
                System.arraycopy(values, from * size, part, 0, count * size);
                float[] answer = session.run(part, together);
                if (answer.length != batch * area) {
                    throw new IllegalArgumentException("the ONNX file answers " + answer.length
                            + " values where maps of " + batch * area + " are expected; export the model again");
                }
                System.arraycopy(answer, 0, answers, from * area, count * area);
            }
            return answers;
        }

        @Override
        public void close() {
            session.close();
        }
    }
}
