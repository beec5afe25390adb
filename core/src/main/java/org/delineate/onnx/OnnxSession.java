package org.delineate.onnx;

import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.OrtSession.SessionOptions.OptLevel;
import ai.onnxruntime.TensorInfo;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import org.delineate.file.BadFileException;
import org.delineate.file.RegularFile;

/**
 * Runs one model of one float32 input and one float32 output with ONNX Runtime and all its optimisations.
 * Several threads may run it at once; none may when it is closed.
 */
public final class OnnxSession implements AutoCloseable {
    private final OrtEnvironment environment;
    private final OrtSession session;
    private final String input;
    private final long[] shape;
    private final String output;
    private boolean closed;

    private interface Opening {
        OrtSession open(OrtEnvironment environment, OrtSession.SessionOptions options) throws OrtException;
    }

    private OnnxSession(int threads, Opening opening) throws OrtException {
        environment = OnnxEnvironment.here();
        try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
            options.setOptimizationLevel(OptLevel.ALL_OPT);
            options.setIntraOpNumThreads(threads);
            options.addConfigEntry("session.intra_op.allow_spinning", "0"); // as our engine: others wait for the cores
            session = opening.open(environment, options);
        }
        try {
            input = only(session.getInputInfo(), "input");
            shape = ((TensorInfo) session.getInputInfo().get(input).getInfo()).getShape();
            output = only(session.getOutputInfo(), "output");
        } catch (IllegalArgumentException e) {
            session.close();
            throw e;
        }
    }

    private static String only(Map<String, NodeInfo> found, String what) {
        NodeInfo one = found.values().stream()
                .findFirst()
                .filter(n -> found.size() == 1)
                .orElseThrow(() -> new IllegalArgumentException(found.size() + " " + what + "s; expected 1"));
        if (!(one.getInfo() instanceof TensorInfo t) || t.type != OnnxJavaType.FLOAT) {
            throw new IllegalArgumentException("the " + what + " " + one + " is no tensor of float32");
        }
        return one.getName();
    }

    /**
     * Opens a file.
     *
     * @throws BadFileException where ONNX Runtime refuses the file
     */
    public static OnnxSession open(Path file, int threads) {
        RegularFile.require(file);
        try {
            return new OnnxSession(threads, (e, options) -> e.createSession(file.toString(), options));
        } catch (OrtException | IllegalArgumentException e) {
            throw new BadFileException(file, "no model that ONNX Runtime runs: " + words(e), "export it again", e);
        }
    }

    /**
     * Opens a model in memory.
     *
     * @param model the bytes of an ONNX file
     * @throws IllegalArgumentException where ONNX Runtime refuses it
     */
    public static OnnxSession of(byte[] model, int threads) {
        try {
            return new OnnxSession(threads, (e, options) -> e.createSession(model, options));
        } catch (OrtException e) {
            throw new IllegalArgumentException("no model that ONNX Runtime runs: " + words(e), e);
        }
    }

    /** Returns name and version of ONNX Runtime. */
    public static String version() {
        return "ONNX Runtime " + OnnxEnvironment.here().getVersion();
    }

    /** Returns the version of its jar, without loading its libraries; "unknown" where the jar has none. */
    public static String release() {
        String version = OrtEnvironment.class.getPackage().getImplementationVersion();
        return version == null ? "unknown" : version;
    }

    /** Returns the shape of the input; -1 where any size fits. */
    public long[] shape() {
        return shape.clone();
    }

    /**
     * Returns the model's output, row-major.
     *
     * @param values input, row-major
     * @param given shape of the input
     * @throws IllegalArgumentException where the model expects another shape
     */
    public float[] run(float[] values, long... given) {
        if (closed) {
            throw new IllegalStateException("this session of ONNX Runtime is closed; open the file again");
        }
        for (int i = 0; i < shape.length; i++) {
            if (given.length != shape.length || shape[i] != given[i] && shape[i] >= 0) {
                throw new IllegalArgumentException("the ONNX file takes " + Arrays.toString(shape) + " (-1 = any), got "
                        + Arrays.toString(given) + "; export one for this shape");
            }
        }
        try (OnnxTensor x = OnnxTensor.createTensor(environment, FloatBuffer.wrap(values), given);
                OrtSession.Result result = session.run(Map.of(input, x), Set.of(output))) {
            return ((OnnxTensor) result.get(0)).getFloatBuffer().array();
        } catch (OrtException e) {
            throw new IllegalStateException("ONNX Runtime failed: " + words(e), e);
        }
    }

    /** Frees what ONNX Runtime holds; it cannot run any more. */
    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        try {
            session.close();
        } catch (OrtException e) {
            throw new IllegalStateException("ONNX Runtime cannot close a session: " + words(e), e);
        }
    }

    /** Returns the first line of a message; a native trace follows it. */
    private static String words(Exception e) {
        return e.getMessage().lines().findFirst().orElse("");
    }
}
