package org.delineate.nn.layer;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.DeviceOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.MemoryFormat;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.delineate.nn.Scope;
import org.delineate.nn.engine.Device;
import org.delineate.nn.engine.NativeMemory;

/** Allocates, fills and measures the engine's tensors behind a module's own, which outlive every scope. */
final class Storage {
    private static final ThreadLocal<Boolean> OUTLINE = ThreadLocal.withInitial(() -> false);

    private Storage() {}

    /** Runs the maker so that what it allocates has shapes and no memory: on the engine's device "meta". */
    static <T> T outline(Supplier<T> maker) {
        OUTLINE.set(true);
        try {
            return maker.get();
        } finally {
            OUTLINE.set(false);
        }
    }

    static Tensor zeros(boolean trained, long... shape) {
        try (PointerScope scope = new PointerScope()) { // else the collector would free what stands for it meanwhile
            Tensor t = OUTLINE.get()
                    ? torch.zeros(
                            shape,
                            new TensorOptions().device(new DeviceOptional(new org.bytedeco.pytorch.Device("meta"))))
                    : torch.zeros(shape);
            if (trained) {
                t.requires_grad_(true);
            }
            return NativeMemory.kept(t);
        }
    }

    /** Copies values in row-major order into a tensor. */
    static void fill(Tensor t, float[] values) {
        try (Scope scope = Scope.inference()) {
            t.copy_(Device.place(Tensor.create(values, t.shape())));
        }
    }

    /**
     * The bytes of a tensor where they are those of a file: float32, row-major, in this machine's memory; else null.
     */
    static ByteBuffer view(Tensor t) {
        boolean plain = t.is_cpu() && t.scalar_type() == ScalarType.Float && t.is_contiguous();
        return plain && ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN
                ? t.data_ptr_float().capacity(t.numel()).asByteBuffer()
                : null;
    }

    /** Changes tensors without recording gradients. */
    static void forEach(Stream<Tensor> tensors, Consumer<Tensor> change) {
        try (Scope scope = Scope.inference()) {
            tensors.forEach(change);
        }
    }

    /** Moves a tensor to the device in use, a convolution's weights channels-last as its kernels expect them. */
    static void layOut(Tensor t) {
        Tensor there = Device.place(t.detach());
        t.set_data(there.dim() == 4 ? there.contiguous(MemoryFormat.ChannelsLast) : there);
    }

    /** Converts a tensor to 64-bit floats and forgets its gradient. */
    static void widen(Tensor t) {
        t.set_data(t.to(ScalarType.Double));
        t.mutable_grad().reset();
    }

    static boolean isFinite(Tensor t) {
        return torch.isfinite(t).all().item_bool();
    }

    /** Euclidean norm in float64. */
    static double norm(Tensor t) {
        return t.detach().to(ScalarType.Double).norm().item_double();
    }

    /** Norm of a tensor's gradient; 0 where it has none. */
    static double gradientNorm(Tensor t) {
        Tensor g = t.grad();
        return g.defined() ? norm(g) : 0;
    }
}
