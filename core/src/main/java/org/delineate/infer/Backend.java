package org.delineate.infer;

import org.delineate.model.Model;
import org.delineate.nn.Precision;
import org.delineate.nn.Scope;
import org.delineate.nn.engine.Device;
import org.delineate.sample.Preprocess;
import org.delineate.zoo.NetworkGraph;

/** An engine that computes a model's answers. */
public interface Backend {
    /** Multiplications for a picture: malunet (0.08e9) gains nothing from bf16, sc-unext (0.12e9) a quarter. */
    long SMALL_MACS = 100_000_000;

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
     * Goes by a rule that needs no clock: automatic are the engine that the file is made for, and the precision of
     * {@link Model#precision}, but float32 where a network is so small that bf16 saves no time.
     *
     * @param name libtorch, onnx, or auto
     * @param precision as {@link Model#precision} takes it; ONNX Runtime computes in float32
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
                Precision chosen = model.precision(precision);
                boolean small = precision.equals("auto") && chosen == Precision.BF16 && isSmall(model);
                yield new Libtorch(small ? Precision.FLOAT32 : chosen);
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

    /** Whether so little is multiplied that bf16 saves no time on processors that have it. */
    private static boolean isSmall(Model model) {
        if (Device.current() != Device.CPU) {
            return false;
        }
        Preprocess p = model.manifest().preprocess();
        model.network().train(false); // norms in training refuse maps of one pixel
        try (Scope scope = Scope.inference()) {
            return NetworkGraph.ofImage(model.network(), p.height(), p.width()).macs() < SMALL_MACS;
        }
    }
}
