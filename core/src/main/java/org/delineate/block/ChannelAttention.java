package org.delineate.block;

import org.delineate.nn.Layer;
import org.delineate.nn.Linear;
import org.delineate.nn.Tensor;

/** Weighs channels by what they hold on average over the area (ARU-Net); shapes are kept. */
public final class ChannelAttention extends Layer {
    private static final int REDUCTION = 16;

    /** What enters the second linear layer. */
    public enum Form {
        /** The product of the first layer's answers to the means and to the maxima: ARU-Net's paper. */
        PRODUCT,
        /** The ReLU of its answer to the means: squeeze and excitation (Hu et al., arXiv 1709.01507), ARU-Net's code. */
        SQUEEZE
    }

    private final Form form;
    private final Linear fc1;
    private final Linear fc2;

    public ChannelAttention(int channels, Form form) {
        this.form = form;
        fc1 = Linear.withoutBias(channels, channels / REDUCTION);
        fc2 = Linear.withoutBias(channels / REDUCTION, channels);
    }

    @Override
    public Tensor apply(Tensor x) { // [N, C, H, W]
        Tensor a = fc1.apply(x.mean(2, 3).flatten(1)); // [N, C/16]
        Tensor hidden =
                form == Form.SQUEEZE ? a.relu() : a.mul(fc1.apply(x.amax(2, 3).flatten(1)));
        return x.mul(fc2.apply(hidden).sigmoid().reshape(x.size(0), x.size(1), 1, 1));
    }
}
