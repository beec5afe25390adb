package org.delineate.nn.layer;

import java.util.Collection;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.LongOptional;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.global.torch;
import org.delineate.nn.Eager;
import org.delineate.nn.Tensor;
import org.delineate.nn.engine.Device;
import org.delineate.nn.engine.NativeMemory;

/** Many tensors in one array: each becomes a view of it, with its sizes and strides (so its memory format) kept. */
public final class FlatParameters {
    private static final int ALIGNMENT = 16; // floats: every view begins on a cache line, as the kernels like it

    final org.bytedeco.pytorch.Tensor values;
    /** null where the tensors are not trained. */
    final org.bytedeco.pytorch.Tensor gradients;

    FlatParameters(Collection<Tensor> tensors, boolean trained) {
        long count = length(tensors);
        try (PointerScope scope = new PointerScope();
                NoGradGuard guard = new NoGradGuard()) {
            values = NativeMemory.kept(Device.place(torch.zeros(count)));
            gradients = trained ? NativeMemory.kept(torch.zeros_like(values)) : null;
            long at = 0;
            for (Tensor t : tensors) {
                org.bytedeco.pytorch.Tensor raw = Eager.raw(t);
                org.bytedeco.pytorch.Tensor view = view(values, raw, at);
                view.copy_(raw);
                raw.set_data(view);
                if (trained) {
                    raw.mutable_grad().put(view(gradients, raw, at));
                }
                at += aligned(t.count());
            }
        }
    }

    /** Floats that these tensors take. */
    static long length(Collection<Tensor> tensors) {
        return tensors.stream().mapToLong(t -> aligned(t.count())).sum();
    }

    private static long aligned(long count) {
        return (count + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
    }

    private static org.bytedeco.pytorch.Tensor view(
            org.bytedeco.pytorch.Tensor flat, org.bytedeco.pytorch.Tensor like, long at) {
        long[] strides = new long[(int) like.dim()];
        for (int i = 0; i < strides.length; i++) {
            strides[i] = like.stride(i);
        }
        return flat.as_strided(like.shape(), strides, new LongOptional(at)).detach();
    }
}
