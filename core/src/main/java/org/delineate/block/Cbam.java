package org.delineate.block;

import org.delineate.nn.Tensor;
import org.delineate.nn.layer.Conv2d;
import org.delineate.nn.layer.Layer;

/** Convolutional block attention: channels first, then places (Woo et al., ECCV 2018, arXiv 1807.06521, eq. 2-3). */
public final class Cbam extends Layer {
    private final Conv2d fc1;
    private final Conv2d fc2;
    private final Conv2d conv;

    /**
     * What the paper leaves open.
     *
     * @param reduction channels per hidden unit of the perceptron
     * @param kernel of the convolution over the places
     * @param bias in the perceptron
     */
    public record Options(int reduction, int kernel, boolean bias) {
        /** The paper's reduction and kernel, no bias. */
        public static final Options PAPER = new Options(16, 7, false);

        public Options withReduction(int channels) {
            return new Options(channels, kernel, bias);
        }

        public Options withKernel(int side) {
            return new Options(reduction, side, bias);
        }

        public Options withBias() {
            return new Options(reduction, kernel, true);
        }
    }

    public Cbam(int channels) {
        this(channels, Options.PAPER);
    }

    public Cbam(int channels, Options o) {
        int hidden = Math.max(1, channels / o.reduction);
        fc1 = dense(channels, hidden, o.bias);
        fc2 = dense(hidden, channels, o.bias);
        conv = new Conv2d(2, 1, o.kernel).withoutBias();
    }

    private static Conv2d dense(int in, int out, boolean bias) {
        Conv2d conv = new Conv2d(in, out, 1);
        return bias ? conv : conv.withoutBias();
    }

    @Override
    public Tensor apply(Tensor x) { // [N, C, H, W]
        x = x.mul(mlp(x.mean(2, 3)).add(mlp(x.amax(2, 3))).sigmoid()); // weights [N, C, 1, 1]
        return SpatialAttention.weigh(x, conv);
    }

    private Tensor mlp(Tensor v) {
        return fc2.apply(fc1.apply(v).relu());
    }
}
