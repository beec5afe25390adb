package org.delineate.nn.layer;

import java.util.function.Supplier;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.DeviceOptional;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.MemoryFormat;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.delineate.nn.Eager;
import org.delineate.nn.Tensor;
import org.delineate.nn.engine.Device;

/** The long-lived tensors of modules: allocated outside every scope, filled in place. */
final class Storage {
    private static final ThreadLocal<Boolean> OUTLINE = ThreadLocal.withInitial(() -> false);

    private Storage() {}

    /** What the maker makes has shapes and no memory: the engine's device "meta". */
    static <T> T outline(Supplier<T> maker) {
        OUTLINE.set(true);
        try {
            return maker.get();
        } finally {
            OUTLINE.set(false);
        }
    }

    static Tensor zeros(boolean trained, long... shape) {
        org.bytedeco.pytorch.Tensor t = OUTLINE.get()
                ? torch.zeros(
                        shape, new TensorOptions().device(new DeviceOptional(new org.bytedeco.pytorch.Device("meta"))))
                : torch.zeros(shape);
        if (trained) {
            t.requires_grad_(true);
        }
        t.retainReference(); // survives the scope that may be open
        return new Eager(t);
    }

    static void fill(Tensor t, float[] values) {
        try (PointerScope scope = new PointerScope();
                NoGradGuard guard = new NoGradGuard()) {
            Eager.raw(t).copy_(Eager.raw(Tensor.of(values, t.shape())));
        }
    }

    /** From now on no gradient is recorded for it. */
    static void freeze(Tensor t) {
        Eager.raw(t).requires_grad_(false);
    }

    static boolean isTrained(Tensor t) {
        return Eager.raw(t).requires_grad();
    }

    /** On the device in use, convolution weights as its kernels want them; values and names stay. */
    static void channelsLast(Module module) {
        try (PointerScope scope = new PointerScope();
                NoGradGuard guard = new NoGradGuard()) {
            module.state().values().forEach(t -> {
                org.bytedeco.pytorch.Tensor raw = Eager.raw(t);
                org.bytedeco.pytorch.Tensor there = Device.place(raw.detach());
                raw.set_data(there.dim() == 4 ? there.contiguous(MemoryFormat.ChannelsLast) : there);
            });
        }
    }

    static void float64(Module module) {
        try (PointerScope scope = new PointerScope();
                NoGradGuard guard = new NoGradGuard()) {
            module.state().values().forEach(t -> {
                org.bytedeco.pytorch.Tensor raw = Eager.raw(t);
                raw.set_data(raw.to(ScalarType.Double));
                raw.mutable_grad().reset();
            });
        }
    }
}
