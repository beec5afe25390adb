package org.delineate.nn.op;

import java.util.Arrays;
import java.util.Locale;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.delineate.onnx.OnnxGraph;

/**
 * One operation with its attributes: its result's shape, its cost, how the engine computes it and how ONNX expresses
 * it.
 *
 * <p>Optional inputs are null.
 */
public interface Op extends Kernel {
    /**
     * The shape of the result.
     *
     * @throws IllegalArgumentException where the shapes of the inputs do not fit
     */
    long[] shape(long[]... in);

    /**
     * Multiply-accumulates as the field counts them: of convolutions, linear layers and matrix products, of nothing
     * else.
     */
    default long macs(long[] out, long[]... in) {
        return 0;
    }

    /** Computes it; gradients are recorded where a parameter is involved and the scope is one of training. */
    @Override
    Tensor run(Tensor... in);

    /** The name in tables: "convolution", "group norm". */
    default String words() {
        String name = this instanceof Enum<?> e
                ? e.name()
                : getClass().getSimpleName().replaceAll("(?<=[a-z])(?=[A-Z])", " ");
        return name.toLowerCase(Locale.ROOT);
    }

    /**
     * Translates it to operators of ONNX.
     *
     * @param shapes of the inputs, null for those that are missing
     * @param in names of the inputs, "" for those that are missing
     * @return the result's name
     * @throws IllegalStateException where it is one of training alone
     */
    String onnx(OnnxGraph graph, long[][] shapes, String... in);

    /** Number of elements of a shape. */
    static long count(long... shape) {
        return Arrays.stream(shape).reduce(1, Math::multiplyExact);
    }

    /** The axis counted from the front; a negative one counts from the back. */
    static int place(int axis, long[] shape) {
        return axis < 0 ? axis + shape.length : axis;
    }

    static void require(boolean fits, String what, long[] a, long[] b) {
        if (!fits) {
            throw new IllegalArgumentException(
                    what + ": " + Arrays.toString(a) + " does not fit " + Arrays.toString(b));
        }
    }

    /** The shape of two shapes broadcast to each other. */
    static long[] broadcast(String what, long[] left, long[] right) {
        int rank = Math.max(left.length, right.length);
        long[] out = new long[rank];
        for (int i = 1; i <= rank; i++) {
            long a = i > left.length ? 1 : left[left.length - i];
            long b = i > right.length ? 1 : right[right.length - i];
            require(a == b || a == 1 || b == 1, what, left, right);
            out[rank - i] = Math.max(a, b);
        }
        return out;
    }

    static TensorOptional optional(Tensor t) {
        return t == null ? new TensorOptional() : new TensorOptional(t);
    }

    static long[] longs(int... v) {
        return Arrays.stream(v).asLongStream().toArray();
    }

    static long[] pair(int v) {
        return new long[] {v, v};
    }

    /** The error of operations that draw or use the batch's statistics, which an exported network must not have. */
    static IllegalStateException training(String what) {
        return new IllegalStateException("the network is in training: its " + what + " cannot be exported");
    }
}
