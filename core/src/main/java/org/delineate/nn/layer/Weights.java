package org.delineate.nn.layer;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;
import org.bytedeco.javacpp.PointerScope;
import org.delineate.checkpoint.FloatConversion;
import org.delineate.checkpoint.SafeTensors;
import org.delineate.checkpoint.SafeTensorsReader;
import org.delineate.nn.Eager;
import org.delineate.nn.Tensor;

/** Reads the named tensors of a module, fills them strictly, and measures them. */
public final class Weights {
    private Weights() {}

    /** Copies values in row-major order into a tensor. */
    public static void fill(Tensor t, float[] values) {
        if (values.length != t.count()) {
            throw new IllegalArgumentException(
                    values.length + " values for a tensor of shape " + Arrays.toString(t.shape()));
        }
        Storage.fill(Eager.raw(t), values);
    }

    /** These tensors as a file holds them: float32, row-major. */
    public static List<SafeTensors.Entry> entries(Map<String, Tensor> tensors) {
        List<SafeTensors.Entry> entries = new ArrayList<>();
        try (PointerScope scope = new PointerScope()) {
            tensors.forEach((name, t) -> entries.add(entry(name, t.toFloats(), t.shape())));
        }
        return entries;
    }

    /**
     * The same without holding a copy: to be written before one of them changes or is freed. With the state of its
     * optimizer and the running average a network takes four times the memory of its weights.
     */
    public static List<SafeTensors.Entry> views(Map<String, Tensor> tensors) {
        List<SafeTensors.Entry> entries = new ArrayList<>();
        tensors.forEach((name, t) ->
                entries.add(new SafeTensors.Entry(name, SafeTensors.Dtype.F32, t.shape(), () -> bytes(t))));
        return entries;
    }

    /** A copy where the tensor does not lie in memory as a file holds it: channels-last weights do not. */
    private static ByteBuffer bytes(Tensor t) {
        try (PointerScope scope = new PointerScope()) {
            ByteBuffer view = Storage.view(Eager.raw(t));
            return view == null ? bytes(t.toFloats()) : view;
        }
    }

    private static ByteBuffer bytes(float[] values) {
        ByteBuffer bytes =
                ByteBuffer.allocate(Math.multiplyExact(values.length, 4)).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(values);
        return bytes;
    }

    /** One tensor as a file holds it: float32, row-major. */
    public static SafeTensors.Entry entry(String name, float[] values, long... shape) {
        return new SafeTensors.Entry(name, SafeTensors.Dtype.F32, shape, bytes(values));
    }

    /** @throws IllegalArgumentException where it is not float32 */
    public static float[] floats(SafeTensors.Entry entry) {
        if (entry.dtype() != SafeTensors.Dtype.F32) {
            throw new IllegalArgumentException(entry.name() + " is " + entry.dtype() + "; expected F32");
        }
        float[] values = new float[entry.data().remaining() / 4];
        entry.data().order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(values);
        return values;
    }

    /**
     * Converts floats of any width to 32-bit ones, too large ones to infinity; what holds no floats is returned as it
     * is.
     */
    public static SafeTensors.Entry float32(SafeTensors.Entry entry) {
        return switch (entry.dtype()) {
            case F64, F16, BF16 -> entry(entry.name(), FloatConversion.toFloat32(entry), entry.shape());
            default -> entry;
        };
    }

    /**
     * Fills these tensors from entries of the same names and shapes; nothing is changed unless everything fits.
     *
     * @throws IllegalArgumentException listing missing, unexpected and misshaped names
     */
    public static void load(Map<String, Tensor> tensors, List<SafeTensors.Entry> entries) {
        Map<String, SafeTensors.Entry> stored = new LinkedHashMap<>();
        Map<String, SafeTensorsReader.Stored> kinds = new LinkedHashMap<>();
        entries.forEach(e -> stored.put(e.name(), e));
        entries.forEach(e -> kinds.put(e.name(), new SafeTensorsReader.Stored(e.dtype(), e.shape())));
        requireFit(tensors, kinds);
        tensors.forEach((name, t) -> fill(t, floats(stored.get(name))));
    }

    /**
     * Fills these tensors from those of an open file that are weights, as {@link #load(Map, List)} does, one by one.
     */
    public static void load(Map<String, Tensor> tensors, SafeTensorsReader file, Predicate<String> isWeight) {
        Map<String, SafeTensorsReader.Stored> weights = file.tensors();
        weights.keySet().removeIf(isWeight.negate());
        requireFit(tensors, weights);
        tensors.forEach((name, t) -> fill(t, file.floats(name)));
    }

    private static void requireFit(Map<String, Tensor> tensors, Map<String, SafeTensorsReader.Stored> stored) {
        TreeSet<String> missing = new TreeSet<>(tensors.keySet());
        missing.removeAll(stored.keySet());
        TreeSet<String> unexpected = new TreeSet<>(stored.keySet());
        unexpected.removeAll(tensors.keySet());
        List<String> misshaped = new ArrayList<>();
        tensors.forEach((name, t) -> {
            SafeTensorsReader.Stored e = stored.get(name);
            if (e != null && !Arrays.equals(e.shape(), t.shape())) {
                misshaped.add(name + " " + Arrays.toString(e.shape()) + " instead of " + Arrays.toString(t.shape()));
            } else if (e != null && e.dtype() != SafeTensors.Dtype.F32) {
                misshaped.add(name + " " + e.dtype() + " instead of F32");
            }
        });
        if (!missing.isEmpty() || !unexpected.isEmpty() || !misshaped.isEmpty()) {
            throw new IllegalArgumentException("the weights do not fit the network: missing " + missing
                    + ", unexpected " + unexpected + ", misshaped " + misshaped);
        }
    }

    /**
     * Moves a module's tensors to the device in use, convolution weights channels-last as its kernels expect them;
     * values and names stay.
     */
    public static void channelsLast(Module module) {
        Storage.forEach(module.state().values().stream().map(Eager::raw), Storage::layOut);
    }

    /**
     * Converts parameters and buffers to 64-bit floats and forgets the gradients; for measuring how much 32 bits round.
     */
    public static void float64(Module module) {
        Storage.forEach(module.state().values().stream().map(Eager::raw), Storage::widen);
    }

    /** @throws ArithmeticException where a weight is not a finite number: fused activations would turn NaN into 0 */
    public static void requireFinite(Module module) {
        try (PointerScope scope = new PointerScope()) {
            if (!module.state().values().stream().map(Eager::raw).allMatch(Storage::isFinite)) {
                throw new ArithmeticException(
                        "the network's weights are not finite; train again from the last good checkpoint");
            }
        }
    }

    /** Euclidean norms in float64. */
    public static Map<String, Double> norms(Map<String, Tensor> tensors) {
        return measured(tensors, Storage::norm);
    }

    /** Norms of the gradients that the last backward left; 0 where a parameter took no part. */
    public static Map<String, Double> gradientNorms(Module module) {
        return measured(module.parameters(), Storage::gradientNorm);
    }

    private static Map<String, Double> measured(
            Map<String, Tensor> tensors, ToDoubleFunction<org.bytedeco.pytorch.Tensor> measure) {
        Map<String, Double> results = new LinkedHashMap<>();
        try (PointerScope scope = new PointerScope()) {
            tensors.forEach((name, t) -> results.put(name, measure.applyAsDouble(Eager.raw(t))));
        }
        return results;
    }
}
