package org.delineate.block;

import org.delineate.nn.Tensor;
import org.delineate.nn.layer.Conv2d;
import org.delineate.nn.layer.Module;
import org.delineate.nn.layer.Sequential;

/**
 * Weights the pixels of a skip by what the decoder has found (Oktay et al. 2018, arXiv 1804.03999, eq. 1-2).
 *
 * <p>Unlike the paper both maps have the same size, nothing is resampled, and every convolution has a batch norm: the
 * form of the public benchmarks.
 */
public final class AttentionGate extends Module {
    private final Sequential wG;
    private final Sequential wX;
    private final Sequential psi;

    /** @param channels of gate and skip */
    public AttentionGate(int channels) {
        int hidden = Math.max(1, channels / 2);
        wG = ConvNormRelu.withoutRelu(new Conv2d(channels, hidden, 1));
        wX = ConvNormRelu.withoutRelu(new Conv2d(channels, hidden, 1));
        psi = ConvNormRelu.withoutRelu(new Conv2d(hidden, 1, 1));
    }

    /** Gate and skip [N, C, H, W] to the weighted skip. */
    public Tensor apply(Tensor gate, Tensor skip) {
        Tensor a = wG.apply(gate).add(wX.apply(skip)).relu(); // [N, C/2, H, W]
        return skip.mul(psi.apply(a).sigmoid()); // weights [N, 1, H, W]
    }
}
