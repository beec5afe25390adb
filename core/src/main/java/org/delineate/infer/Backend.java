package org.delineate.infer;

import org.delineate.model.Model;
import org.delineate.nn.Precision;

/** An engine that computes a model's answers. */
public interface Backend {
    /**
     * Prepares the model to answer batches of this shape [N, C, H, W].
     *
     * @throws IllegalArgumentException where the engine cannot run this model
     * @throws ArithmeticException where the model's weights are not finite
     */
    PreparedNetwork prepare(Model model, long... shape);

    /** The name that {@link #of} takes. */
    String name();

    /** The engine with its version, for reports. */
    String engine();

    /** The number format, for reports. */
    String numbers();

    /**
     * @param name libtorch, onnx, or auto for the one that the model's file is made for
     * @param precision as {@link org.delineate.model.Model#precision} takes it; ONNX Runtime computes in float32
     * @throws IllegalArgumentException where the name is none of these or does not go with the others
     */
    static Backend of(String name, Model model, String precision, int threads) {
        return switch (name.equals("auto") ? (model.onnx() == null ? "libtorch" : "onnx") : name) {
            case "libtorch" -> {
                if (model.onnx() != null) {
                    throw new IllegalArgumentException(model.onnx()
                            + " is a file of ONNX, which libtorch does not run; give the .safetensors it was made of,"
                            + " or --engine onnx");
                }
                yield new Libtorch(model.precision(precision));
            }
            case "onnx" -> {
                if (!precision.equals("auto") && Precision.of(precision) != Precision.FLOAT32) {
                    throw new IllegalArgumentException(
                            "ONNX Runtime computes in float32, not " + precision + "; leave --precision away");
                }
                yield new OnnxRuntime(threads);
            }
            default ->
                throw new IllegalArgumentException("unknown engine \"" + name + "\"; known: auto, libtorch, onnx");
        };
    }
}
