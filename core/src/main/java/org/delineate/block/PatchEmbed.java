package org.delineate.block;

import org.delineate.nn.Tensor;
import org.delineate.nn.layer.Conv2d;
import org.delineate.nn.layer.Init;
import org.delineate.nn.layer.Layer;
import org.delineate.nn.layer.LayerNorm;

/** Overlapping patches: 3x3 convolution of stride 2, layer norm over the channels; halves height and width (UNeXt). */
public final class PatchEmbed extends Layer {
    private final Conv2d proj;
    private final LayerNorm norm;

    public PatchEmbed(int in, int out) {
        init(Init.TOKEN_BLOCK);
        proj = new Conv2d(in, out, 3).stride(2);
        norm = new LayerNorm(out);
    }

    @Override
    public Tensor apply(Tensor x) {
        return norm.applyToMap(proj.apply(x));
    }
}
