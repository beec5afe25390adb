package org.delineate.zoo;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.delineate.nn.Tensor;
import org.delineate.nn.layer.Conv2d;
import org.delineate.nn.layer.GroupNorm;
import org.delineate.nn.layer.Init;
import org.delineate.nn.layer.Layer;
import org.delineate.nn.layer.Linear;
import org.delineate.nn.layer.Sequential;
import org.delineate.nn.op.Convolution;

/**
 * MALUNet: a very small U-Net of dilated gated attention and external attention; a bridge gates all skips together.
 *
 * <pre>
 * conv 8 ------- b ------------ + conv 8 - 1x1 - x2    encoder: norm, max pool 2, GELU
 *   conv 16 ---- r --------- + conv 16                 decoder: norm, bilinear x2, GELU, then the sum
 *     conv 24 -- i ------ + DGA IEA 24                 bridge: by place, one convolution for all levels;
 *       IEA DGA 32 d -- + DGA IEA 32                           by channel, from the means of all levels
 *         IEA DGA 48 g + DGA IEA 48
 *           IEA DGA 64 e
 * </pre>
 *
 * Ruan, Xiang, Xie, Liu, Fu: MALUNet, BIBM 2022, arXiv 2211.01784, figures 2-6. The logit is the value before the
 * paper's sigmoid. Height and width: multiples of 32. 177,943 parameters.
 */
public final class MALUNet extends Network {
    private static final int[] WIDTHS = {8, 16, 24, 32, 48, 64};
    private static final int SKIPS = 5;

    private final List<Sequential> encoder = new ArrayList<>();
    private final List<GroupNorm> ebn = new ArrayList<>();
    private final List<Sequential> decoder = new ArrayList<>();
    private final List<GroupNorm> dbn = new ArrayList<>();
    private final Conv2d sharedConv2d = new Conv2d(2, 1, 7).dilation(3);
    private final Conv1d getAllAtt = new Conv1d(1, 1, 3);
    private final List<Linear> att = new ArrayList<>();
    private final Conv2d final_;

    public MALUNet(Spec s) {
        super(s, 1 << SKIPS);
        init(Init.TOKEN_BLOCK);
        encoder("(encoder|ebn)\\.");
        int last = s.inputChannels();
        for (int i = 0; i <= SKIPS; i++) {
            int w = WIDTHS[i];
            encoder.add(
                    i < 3 ? new Sequential(new Conv2d(last, w, 3)) : new Sequential(new Iea(last), new Dga(last, w)));
            last = w;
        }
        for (int i = SKIPS - 1; i >= 0; i--) {
            int w = WIDTHS[i];
            decoder.add(i < 2 ? new Sequential(new Conv2d(last, w, 3)) : new Sequential(new Dga(last, w), new Iea(w)));
            dbn.add(norm(w));
            last = w;
        }
        for (int i = 0; i < SKIPS; i++) {
            ebn.add(norm(WIDTHS[i]));
            att.add(new Linear(8 + 16 + 24 + 32 + 48, WIDTHS[i]));
        }
        final_ = new Conv2d(last, s.classes(), 1);
    }

    private static GroupNorm norm(int channels) {
        return new GroupNorm(4, channels);
    }

    @Override
    protected Tensor logits(Tensor x) { // [N, C, H, W]
        Tensor[] maps = new Tensor[SKIPS];
        for (int i = 0; i < SKIPS; i++) {
            x = ebn.get(i).apply(encoder.get(i).apply(x)).maxPool2d(2, 2, 0).gelu();
            maps[i] = x; // [N, w_i, H/2^(i+1), W/2^(i+1)]
        }
        Tensor[] skips = bridge(maps);
        x = encoder.get(SKIPS).apply(x).gelu(); // [N, 64, H/32, W/32]
        for (int i = 0; i < SKIPS; i++) {
            x = dbn.get(i).apply(decoder.get(i).apply(x));
            x = (i == 0 ? x : x.upsampleAligned(2)).gelu().add(skips[SKIPS - 1 - i]);
        }
        return final_.apply(x).upsampleAligned(2); // [N, K, H, W]
    }

    /** SAB, then CAB; each adds what it has weighted. */
    private Tensor[] bridge(Tensor[] maps) {
        Tensor[] seen = new Tensor[SKIPS];
        Tensor[] both = new Tensor[SKIPS];
        Tensor[] means = new Tensor[SKIPS];
        for (int i = 0; i < SKIPS; i++) {
            Tensor view = Tensor.cat(1, maps[i].mean(1), maps[i].max(1)); // [N, 2, h, w]
            seen[i] = maps[i].mul(sharedConv2d.apply(view).sigmoid());
            both[i] = seen[i].add(maps[i]);
            means[i] = both[i].mean(2, 3).permute(0, 2, 3, 1); // [N, 1, 1, w_i]
        }
        Tensor row = getAllAtt.apply(Tensor.cat(3, means)); // [N, 1, 1, 128]
        for (int i = 0; i < SKIPS; i++) {
            Tensor weight = att.get(i).apply(row).sigmoid().permute(0, 3, 1, 2); // [N, w_i, 1, 1]
            both[i] = both[i].mul(weight).add(seen[i]);
        }
        return both;
    }

    /**
     * Inverted external attention: a memory of four times the channels; shares over the pixels, then over the memory.
     */
    private static final class Iea extends Layer {
        private final Conv2d conv1;
        private final Conv1d linear0;
        private final Conv1d linear1;
        private final Conv2d conv2;
        private final GroupNorm normLayer;

        Iea(int channels) {
            conv1 = new Conv2d(channels, channels, 1);
            linear0 = new Conv1d(channels, 4 * channels, 1);
            linear1 = new Conv1d(4 * channels, channels, 1);
            conv2 = new Conv2d(channels, channels, 1).withoutBias();
            normLayer = norm(channels);
        }

        @Override
        public Tensor apply(Tensor x) {
            Tensor pixels = conv1.apply(x).reshape(x.size(0), x.size(1), 1, x.size(2) * x.size(3));
            Tensor share = linear0.apply(pixels).softmax(3); // [N, 4C, 1, HW]
            Tensor y = linear1.apply(share.div(share.sum(1).add(1e-9))).reshape(x.shape());
            return x.add(normLayer.apply(conv2.apply(y))).gelu();
        }
    }

    /** Dilated gated attention: each quarter of the channels at a dilation of its own; 3x3 gates 5x5. */
    private static final class Dga extends Layer {
        private static final int[] DILATIONS = {7, 5, 2, 1};

        private final List<Conv2d> mda = new ArrayList<>();
        private final GroupNorm normLayer;
        private final Conv2d conv;
        private final Sequential w1;
        private final Sequential w2;
        private final Sequential wo;
        private final Conv2d cw;

        Dga(int in, int out) {
            for (int d : DILATIONS) {
                mda.add(Conv2d.depthwise(in / 4, 3).dilation(d));
            }
            normLayer = norm(in);
            conv = new Conv2d(in, in, 1);
            w1 = separable(in, in, 3);
            w2 = separable(in, in, 5);
            wo = separable(in, out, 3);
            cw = new Conv2d(in, out, 1);
        }

        private static Sequential separable(int in, int out, int kernel) {
            return new Sequential(Conv2d.depthwise(in, kernel), norm(in), new Conv2d(in, out, 1));
        }

        @Override
        public Tensor apply(Tensor x) { // [N, in, H, W]
            long quarter = x.size(1) / 4;
            Tensor[] parts = new Tensor[4];
            for (int i = 0; i < 4; i++) {
                parts[i] = mda.get(i).apply(x.narrow(1, i * quarter, quarter));
            }
            x = conv.apply(normLayer.apply(Tensor.cat(1, parts))).gelu();
            Tensor gated = w1.apply(x).sigmoid().mul(w2.apply(x).gelu());
            return wo.apply(gated).gelu().add(cw.apply(x)); // [N, out, H, W]
        }
    }

    /** Along rows [N, in, 1, T]; without bias. */
    private static final class Conv1d extends Layer {
        private final Tensor weight;

        Conv1d(int in, int out, int kernel) {
            weight = parameter("weight", out, in, kernel);
        }

        @Override
        public Tensor apply(Tensor x) {
            int k = (int) weight.size(2);
            return x.conv2d(weight.reshape(weight.size(0), weight.size(1), 1, k), null, Convolution.padded(0, k / 2));
        }

        @Override
        protected float[] initialValues(String name, long[] shape, Random random) {
            return Init.truncatedNormal(shape, Math.sqrt(2.0 / (shape[0] * shape[2])), random);
        }
    }

    @Override
    protected Renames renames() {
        return Renames.of(
                "encoder.{i} -> encoder{i+1}",
                "decoder.{i} -> decoder{i+1}",
                "ebn.{i} -> ebn{i+1}",
                "dbn.{i} -> dbn{i+1}",
                "att.{i} -> scab.catt.att{i+1}",
                "get_all_att -> scab.catt.get_all_att",
                "shared_conv2d -> scab.satt.shared_conv2d.0",
                ".linear{i} -> .linear_{i}",
                ".mda.{i} -> .mda{i}",
                ".w1 -> .gau.w1.0",
                ".w2 -> .gau.w2.0",
                ".wo -> .gau.wo.0",
                ".gau.{gate}.0.0 -> .gau.{gate}.0.conv1",
                ".gau.{gate}.0.1 -> .gau.{gate}.0.norm_layer",
                ".gau.{gate}.0.2 -> .gau.{gate}.0.conv2",
                ".cw -> .gau.cw");
    }
}
