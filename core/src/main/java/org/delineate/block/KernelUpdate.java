package org.delineate.block;

import org.delineate.nn.Tensor;
import org.delineate.nn.layer.Layer;
import org.delineate.nn.layer.LayerNorm;
import org.delineate.nn.layer.Linear;
import org.delineate.nn.layer.Module;

/**
 * Renews the 1x1 kernels [N, K, C] that a network makes for each image and class, by the features that they have found.
 *
 * <p>Zhang et al., K-Net, NeurIPS 2021, arXiv 2106.14855; in the form of LDNet, MICCAI 2022.
 */
public final class KernelUpdate extends Module {
    private final int width;
    private final Linear predTransformLayer;
    private final Linear headTransformLayer;
    private final Linear predGate;
    private final Linear headGate;
    private final LayerNorm predNormIn;
    private final LayerNorm headNormIn;
    private final LayerNorm predNormOut;
    private final LayerNorm headNormOut;
    private final Linear fcLayer;
    private final LayerNorm fcNorm;

    public KernelUpdate(int width) {
        this.width = width;
        predTransformLayer = new Linear(width, 2 * width);
        headTransformLayer = new Linear(width, 2 * width);
        predGate = new Linear(width, width);
        headGate = new Linear(width, width);
        predNormIn = new LayerNorm(width);
        headNormIn = new LayerNorm(width);
        predNormOut = new LayerNorm(width);
        headNormOut = new LayerNorm(width);
        fcLayer = new Linear(width, width);
        fcNorm = new LayerNorm(width);
    }

    /** @param map [N, C, H, W], @param logits that the kernels gave on the coarser map: [N, K, H/2, W/2] */
    public Tensor apply(Tensor map, Tensor kernels, Tensor logits) {
        Tensor share = logits.upsampleBilinear(2).sigmoid().flatten(2); // [N, K, HW]
        Tensor found = share.matmul(map.flatten(2).permute(0, 2, 1)); // [N, K, C]
        Tensor p = predTransformLayer.apply(found); // [N, K, 2 C]: to the gates, to the sum
        Tensor h = headTransformLayer.apply(kernels);
        Tensor both = h.narrow(2, 0, width).mul(p.narrow(2, 0, width));
        Tensor sum = gated(predGate, predNormIn, both, predNormOut.apply(p.narrow(2, width, width)))
                .add(gated(headGate, headNormIn, both, headNormOut.apply(h.narrow(2, width, width))));
        return fcNorm.apply(fcLayer.apply(sum)).relu();
    }

    private static Tensor gated(Layer gate, Layer norm, Tensor both, Tensor value) {
        return norm.apply(gate.apply(both)).sigmoid().mul(value);
    }
}
