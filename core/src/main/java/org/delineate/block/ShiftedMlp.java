package org.delineate.block;

import org.delineate.nn.Tensor;
import org.delineate.nn.layer.Conv2d;
import org.delineate.nn.layer.Init;
import org.delineate.nn.layer.Layer;
import org.delineate.nn.layer.LayerNorm;
import org.delineate.nn.layer.Linear;
import org.delineate.nn.op.Shaping.ChannelShift;

/**
 * Tokenized shifted MLP: x + fc2(shiftW(gelu(dw(fc1(shiftH(norm(x))))))) on maps [N, C, H, W].
 *
 * <p>Valanarasu and Patel, UNeXt, MICCAI 2022, arXiv 2203.04967, eq. 1-8.
 */
public final class ShiftedMlp extends Layer {
    private static final int FARTHEST = 2; // pixels that the outer two of five groups of channels move

    private final LayerNorm norm;
    private final Linear fc1;
    private final Conv2d dw;
    private final Linear fc2;

    public ShiftedMlp(int channels) {
        init(Init.TOKEN_BLOCK);
        norm = new LayerNorm(channels);
        fc1 = new Linear(channels, channels);
        dw = Conv2d.depthwise(channels, 3);
        fc2 = new Linear(channels, channels);
    }

    @Override
    public Tensor apply(Tensor x) {
        Tensor t = perPixel(fc1, norm.applyToMap(x).apply(new ChannelShift(2, FARTHEST)));
        t = dw.apply(t).gelu();
        return x.add(perPixel(fc2, t.apply(new ChannelShift(3, FARTHEST))));
    }

    private static Tensor perPixel(Linear fc, Tensor map) {
        return fc.apply(map.permute(0, 2, 3, 1)).permute(0, 3, 1, 2);
    }
}
