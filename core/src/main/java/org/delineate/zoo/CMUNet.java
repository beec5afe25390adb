package org.delineate.zoo;

import java.util.ArrayList;
import java.util.List;
import org.delineate.block.ConvMixer;
import org.delineate.block.ConvNormRelu;
import org.delineate.block.DoubleConv;
import org.delineate.block.MultiScaleGate;
import org.delineate.nn.Tensor;
import org.delineate.nn.layer.Conv2d;
import org.delineate.nn.layer.Sequential;

/**
 * CMU-Net: a U-Net whose deepest map passes seven ConvMixer blocks and whose skips pass multi-scale attention gates.
 *
 * <pre>
 * 64 ------- gate ------------------------ cat 64 - 1x1
 *   128 ------ gate ---------------- cat 128
 *     256 ------ gate -------- cat 256       DoubleConv at every level,
 *        512 ----- gate - cat 512            max pooling down, nearest x2 and 3x3 convolution up
 *           1024 - mixer x7
 * </pre>
 *
 * Tang, Wang, Ning, Xian, Ding: CMU-Net, ISBI 2023, arXiv 2210.13012, figure 1. Height and width: multiples of 16.
 * 49,932,353 parameters.
 */
public final class CMUNet extends Network {
    private static final int DEPTH = 4;
    private static final int MIXERS = 7;
    private static final int MIXER_KERNEL = 7;

    private final List<DoubleConv> encoder = new ArrayList<>();
    private final Sequential mixer;
    private final List<MultiScaleGate> gate = new ArrayList<>();
    private final List<Sequential> up = new ArrayList<>();
    private final List<DoubleConv> decoder = new ArrayList<>();
    private final Conv2d head;

    public CMUNet(Spec s) {
        super(s, 1 << DEPTH);
        int width = s.baseOr(64);
        for (int i = 0; i <= DEPTH; i++) {
            encoder.add(new DoubleConv(i == 0 ? s.inputChannels() : width << (i - 1), width << i));
        }
        mixer = Sequential.of(MIXERS, i -> ConvMixer.of(width << DEPTH, MIXER_KERNEL));
        for (int i = 0; i < DEPTH; i++) {
            int w = width << i;
            gate.add(new MultiScaleGate(w, MultiScaleGate.Weighted.INPUT));
            up.add(ConvNormRelu.ofUpsampled(2 * w, w));
            decoder.add(new DoubleConv(2 * w, w));
        }
        head = new Conv2d(width, s.classes(), 1);
    }

    @Override
    protected Tensor logits(Tensor x) { // [N, C, H, W]
        Tensor[] skip = new Tensor[DEPTH];
        for (int i = 0; i < DEPTH; i++) {
            x = encoder.get(i).apply(x); // [N, w 2^i, H/2^i, W/2^i]
            skip[i] = gate.get(i).apply(x);
            x = x.maxPool2d(2, 2, 0);
        }
        x = mixer.apply(encoder.get(DEPTH).apply(x)); // [N, 16 w, H/16, W/16]
        for (int i = DEPTH - 1; i >= 0; i--) {
            x = Tensor.cat(1, skip[i], up.get(i).apply(x)); // [N, 2 w 2^i, H/2^i, W/2^i]
            x = decoder.get(i).apply(x); // [N, w 2^i, H/2^i, W/2^i]
        }
        return head.apply(x); // [N, K, H, W]
    }

    @Override
    protected Renames renames() {
        return UNet.BENCHMARK_NAMES.then(
                "gate.{i} -> msag{i+1}",
                "mixer -> ConvMixer.block",
                ".point -> .pointwiseConv",
                ".ordinary -> .ordinaryConv",
                ".dilated -> .dilationConv",
                ".vote -> .voteConv");
    }
}
