package org.delineate.block;

import java.util.ArrayList;
import java.util.List;
import org.delineate.nn.Tensor;
import org.delineate.nn.layer.BatchNorm2d;
import org.delineate.nn.layer.Layer;

/**
 * RIC block: two inception layers plus a normalised 1x1 shortcut, no activation after the sum (RCA-IUnet, figure 3).
 */
public final class ResidualInception extends Layer {
    private final Inception inc1;
    private final Inception inc2;
    private final SeparableConv short_;
    private final BatchNorm2d shortBn;

    /** @param second kernels of the second inception layer */
    public ResidualInception(int in, int out, List<Integer> second, SpectralPool.Axes axes) {
        inc1 = new Inception(in, out, List.of(3, 1, 5), axes);
        inc2 = new Inception(out, out, second, axes);
        short_ = new SeparableConv(in, out, 1);
        shortBn = BatchNorm2d.withKerasDefaults(out);
    }

    @Override
    public Tensor apply(Tensor x) {
        return shortBn.apply(short_.apply(x)).add(inc2.apply(inc1.apply(x)));
    }

    /** Three separable convolutions and a hybrid pooling side by side, merged by a separable 1x1 convolution. */
    private static final class Inception extends Layer {
        private final List<SeparableConv> branch = new ArrayList<>();
        private final List<BatchNorm2d> bns = new ArrayList<>();
        private final HybridPool pool;
        private final BatchNorm2d poolBn;
        private final SeparableConv merge;

        Inception(int in, int out, List<Integer> kernels, SpectralPool.Axes axes) {
            for (int k : kernels) {
                branch.add(new SeparableConv(in, out, k));
                bns.add(BatchNorm2d.withKerasDefaults(out));
            }
            pool = new HybridPool(in, false, axes);
            poolBn = BatchNorm2d.withKerasDefaults(in);
            merge = new SeparableConv(kernels.size() * out + in, out, 1);
        }

        @Override
        public Tensor apply(Tensor x) {
            Tensor[] parts = new Tensor[branch.size() + 1];
            for (int i = 0; i < branch.size(); i++) {
                parts[i] = bns.get(i).apply(branch.get(i).apply(x)).relu(); // [N, out, H, W]
            }
            parts[branch.size()] = poolBn.apply(pool.apply(x)).relu(); // [N, in, H, W]
            return merge.apply(Tensor.cat(1, parts));
        }
    }
}
