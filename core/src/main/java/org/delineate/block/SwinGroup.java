package org.delineate.block;

import org.delineate.nn.Tensor;
import org.delineate.nn.layer.Layer;
import org.delineate.nn.layer.Sequential;

/**
 * Inter-layer spatial attention: six Swin blocks, every second one shifted, a 3x3 convolution, and the map added to
 * that; on maps [N, C, H, W] (BSANet, ISAM; the residual group of SwinIR, arXiv 2108.10257, figure 2).
 */
public final class SwinGroup extends Layer {
    private static final int DEPTH = 6;
    private static final int WINDOW = 8;

    private final Sequential stb;
    private final Sequential conv;

    public SwinGroup(int channels, int heads) {
        stb = Sequential.of(DEPTH, j -> TransformerBlock.windowed(channels, heads, WINDOW, j % 2 * WINDOW / 2, 0));
        conv = ConvNormRelu.withoutBias(channels, channels, 3);
    }

    @Override
    public Tensor apply(Tensor x) {
        Tensor t = stb.apply(x.permute(0, 2, 3, 1)); // [N, H, W, C]
        return conv.apply(t.permute(0, 3, 1, 2)).add(x);
    }
}
