package org.delineate.block;

import java.util.List;
import java.util.stream.IntStream;
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

    private final List<TransformerBlock> stb;
    private final Sequential conv;

    public SwinGroup(int channels, int heads) {
        stb = IntStream.range(0, DEPTH)
                .mapToObj(j -> TransformerBlock.windowed(channels, heads, WINDOW, j % 2 * WINDOW / 2, 0))
                .toList();
        conv = ConvNormRelu.withoutBias(channels, channels, 3);
    }

    @Override
    public Tensor apply(Tensor x) {
        Tensor t = x.permute(0, 2, 3, 1); // [N, H, W, C]
        for (TransformerBlock b : stb) {
            t = b.apply(t);
        }
        return conv.apply(t.permute(0, 3, 1, 2)).add(x);
    }
}
