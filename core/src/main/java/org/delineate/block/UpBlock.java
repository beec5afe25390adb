package org.delineate.block;

import java.util.ArrayList;
import java.util.List;
import org.delineate.nn.Tensor;
import org.delineate.nn.layer.Module;
import org.delineate.nn.layer.Sequential;

/** Nearest x2, the skips beside it, two 3x3 convolutions with norms: [N, in, H, W] to [N, out, 2H, 2W]. */
public final class UpBlock extends Module {
    private final Sequential conv1;
    private final Sequential conv2;

    /** @param skip channels of all skips together */
    public UpBlock(int in, int skip, int out) {
        conv1 = ConvNormRelu.withoutBias(in + skip, out, 3);
        conv2 = ConvNormRelu.withoutBias(out, out, 3);
    }

    /** @param skips [N, ., 2H, 2W] */
    public Tensor apply(Tensor x, List<Tensor> skips) {
        return join(x.upsampleNearest(2), skips);
    }

    /** @param upsampled [N, in, 2H, 2W], by another rule than nearest */
    public Tensor join(Tensor upsampled, List<Tensor> skips) {
        List<Tensor> all = new ArrayList<>(List.of(upsampled));
        all.addAll(skips);
        return conv2.apply(conv1.apply(Tensor.cat(1, all.toArray(Tensor[]::new))));
    }
}
