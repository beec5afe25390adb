package org.delineate.nn.op;

import org.bytedeco.javacpp.BoolPointer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.T_TensorTensorTensor_T;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.MemoryFormat;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.delineate.nn.engine.Processor;

/**
 * Computes the gradients of a channels-last convolution, that of the weights on channels-first copies of the maps.
 *
 * <p>Without AVX-512 the engine's kernel for that gradient goes through the maps once for every eight input times eight
 * output channels. Channels-last it finds eight channels of a pixel far from those of the next one, and wide maps have
 * left the cache before they are read again: 64 channels of 256x256 take five times as long as channels-first, where
 * the copies cost a quarter of the gain.
 */
public record ChannelsFirstGradient(Convolution op) implements OwnGradient {
    private static final long CACHED = 300_000; // floats of an image that the cache holds
    private static final long WORTH = 140; // multiplications for each float to copy

    /** Whether the copies pay for maps x and y of these shapes [N, C, H, W] and weights w, on this processor. */
    public static boolean pays(Convolution op, long[] x, long[] w, long[] y) {
        if (Processor.hasAvx512() || w[2] * w[3] == 1) {
            return false;
        }
        long floats = Op.count(x) + Op.count(y);
        return floats / x[0] >= CACHED && op.macs(y, x, w) / floats >= WORTH;
    }

    /** Whether these are leaves in float32 with weights to be trained. */
    @Override
    public boolean fits(Tensor... in) {
        Tensor x = in[0];
        Tensor w = in[1];
        return x.is_cpu()
                && x.is_leaf()
                && w.is_leaf()
                && w.requires_grad()
                && x.scalar_type().intern() == ScalarType.Float
                && x.is_contiguous(MemoryFormat.ChannelsLast);
    }

    @Override
    public Computed run(Kernel kernel, Tensor... in) {
        try (NoGradGuard guard = new NoGradGuard()) {
            return new Computed(op.runScoped(in).set_requires_grad(true), gradient -> backward(gradient, in));
        }
    }

    private void backward(Tensor gradient, Tensor... in) {
        Tensor x = in[0];
        Tensor w = in[1];
        boolean biased = in[2] != null && in[2].requires_grad();
        try (NoGradGuard guard = new NoGradGuard()) {
            try (PointerScope scope = new PointerScope()) {
                Tensor first = x.contiguous();
                T_TensorTensorTensor_T changes =
                        gradients(gradient.contiguous(), first, w.contiguous(), false, true, biased);
                w.grad().add_(changes.get1());
                if (biased) {
                    in[2].grad().add_(changes.get2());
                }
            }
            if (x.requires_grad()) {
                try (PointerScope scope = new PointerScope()) {
                    Tensor last = gradient.contiguous(MemoryFormat.ChannelsLast);
                    Tensor change = gradients(last, x, w, true, false, false).get0();
                    OwnGradient.collect(x, change);
                }
            }
        }
    }

    private T_TensorTensorTensor_T gradients(Tensor gradient, Tensor x, Tensor w, boolean... wanted) {
        BoolPointer mask = new BoolPointer(wanted.length);
        for (int i = 0; i < wanted.length; i++) {
            mask.put(i, wanted[i]);
        }
        return torch.convolution_backward(
                gradient,
                x,
                w,
                Op.longs((int) w.size(0)),
                Op.pair(op.stride()),
                Op.longs(op.paddingHeight(), op.paddingWidth()),
                Op.pair(op.dilation()),
                false,
                Op.pair(0),
                op.groups(),
                mask);
    }
}
