package org.delineate.block;

import org.delineate.nn.Tensor;
import org.delineate.nn.layer.Conv2d;
import org.delineate.nn.layer.Init;
import org.delineate.nn.layer.Layer;
import org.delineate.nn.layer.LayerNorm;
import org.delineate.nn.layer.Linear;

/**
 * Tokenized shifted MLP: x + fc2(shiftW(gelu(dw(fc1(shiftH(norm(x))))))) on maps [N, C, H, W].
 *
 * <p>Valanarasu and Patel, UNeXt, MICCAI 2022, arXiv 2203.04967, eq. 1-8.
 */
public final class ShiftedMlp extends Layer {
    private static final int CHUNKS = 5;
    private static final int FARTHEST = CHUNKS / 2;

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
        Tensor t = perPixel(fc1, shift(norm.applyToMap(x), 2));
        t = dw.apply(t).gelu();
        return x.add(perPixel(fc2, shift(t, 3)));
    }

    private static Tensor perPixel(Linear fc, Tensor map) {
        return fc.apply(map.permute(0, 2, 3, 1)).permute(0, 3, 1, 2);
    }

    /** Five chunks of channels move by -2..2 along one axis (2 = height, 3 = width); zeros enter. */
    private static Tensor shift(Tensor x, int axis) {
        int channels = (int) x.size(1);
        int width = (channels + CHUNKS - 1) / CHUNKS;
        Tensor padded = axis == 2 ? x.pad(0, 0, FARTHEST, FARTHEST, 0) : x.pad(FARTHEST, FARTHEST, 0, 0, 0);
        Tensor[] parts = new Tensor[(channels + width - 1) / width];
        for (int i = 0; i < parts.length; i++) {
            int by = i - FARTHEST;
            parts[i] = padded.narrow(1, i * width, Math.min(width, channels - i * width))
                    .narrow(axis, FARTHEST - by, x.size(axis));
        }
        return Tensor.cat(1, parts);
    }
}
