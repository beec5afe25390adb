package org.delineate.nn.layer;

import java.util.Collection;
import org.bytedeco.pytorch.LongOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.delineate.nn.Scope;
import org.delineate.nn.engine.Device;
import org.delineate.nn.engine.NativeMemory;

/**
 * Moves many tensors into one array: each becomes a view of it and keeps its sizes and strides, and so its memory
 * format.
 */
final class FlatParameters implements AutoCloseable {
    private static final int ALIGNMENT = 16; // floats: every view starts on a cache line, as the kernels like it

    final Tensor values;
    /** null where the tensors are not trained. */
    final Tensor gradients;

    FlatParameters(Collection<Tensor> tensors, boolean trained) {
        long count = length(tensors);
        try (Scope scope = Scope.inference()) {
            values = NativeMemory.kept(Device.place(torch.zeros(count)));
            gradients = trained ? NativeMemory.kept(torch.zeros_like(values)) : null;
            long offset = 0;
            for (Tensor t : tensors) {
                Tensor view = view(values, t, offset);
                view.copy_(t);
                t.set_data(view);
                if (trained) {
                    t.mutable_grad().put(view(gradients, t, offset));
                }
                offset += aligned(t.numel());
            }
        }
    }

    /** Whether there was no tensor to move. */
    boolean isEmpty() {
        return values.numel() == 0;
    }

    /** Frees the arrays as soon as the tensors in them are. */
    @Override
    public void close() {
        values.releaseReference();
        if (gradients != null) {
            gradients.releaseReference();
        }
    }

    /** Floats that these tensors take. */
    static long length(Collection<Tensor> tensors) {
        return tensors.stream().mapToLong(t -> aligned(t.numel())).sum();
    }

    private static long aligned(long count) {
        return (count + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
    }

    private static Tensor view(Tensor flat, Tensor like, long offset) {
        long[] strides = new long[(int) like.dim()];
        for (int i = 0; i < strides.length; i++) {
            strides[i] = like.stride(i);
        }
        return flat.as_strided(like.shape(), strides, new LongOptional(offset)).detach();
    }
}
