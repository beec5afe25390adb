package org.delineate.zoo;

import java.util.ArrayList;
import java.util.List;
import org.delineate.block.DoubleConv;
import org.delineate.block.SpatialChannelRegulation;
import org.delineate.block.SpatialChannelRegulation.Join;
import org.delineate.nn.Tensor;
import org.delineate.nn.layer.Conv2d;
import org.delineate.nn.layer.ConvTranspose2d;

/**
 * SCRNet: a U-Net whose encoder levels end in a module that gates places and lets two views of the channels attend to
 * each other.
 *
 * <pre>
 * 64 - SCRM --------------------------------- cat 64 - 1x1
 *   128 - SCRM ------------------------ cat 128
 *     256 - SCRM ---------------- cat 256         DoubleConv at every level, max pooling down,
 *        512 - SCRM ------- cat 512               transposed 3x3 convolution up;
 *           1024 - SCRM                           skips and pooling see what SCRM returns
 * </pre>
 *
 * SCRNet, arXiv 2508.13899, figures 1-2. No code is published: kernels, heads, widths and the reach of the attention
 * are our reading. Height and width: multiples of 16. 63,208,909 parameters; without SCRM 34,525,121.
 */
public final class SCRNet extends Network {
    private static final int DEPTH = 4;

    private final List<DoubleConv> enc = new ArrayList<>();
    private final List<SpatialChannelRegulation> scrm = new ArrayList<>();
    private final List<ConvTranspose2d> up = new ArrayList<>();
    private final List<DoubleConv> dec = new ArrayList<>();
    private final Conv2d head;

    /** @param join how SCRM joins its views; null leaves SCRM out */
    public SCRNet(Spec s, Join join) {
        super(s, 1 << DEPTH);
        int width = s.baseOr(64);
        for (int i = 0; i <= DEPTH; i++) {
            enc.add(new DoubleConv(i == 0 ? s.inputChannels() : width << (i - 1), width << i));
            if (join != null) {
                scrm.add(new SpatialChannelRegulation(width << i, join));
            }
        }
        for (int w = width << (DEPTH - 1); w >= width; w /= 2) {
            up.add(new ConvTranspose2d(2 * w, w, 3).stride(2).padding(1).outputPadding(1));
            dec.add(new DoubleConv(2 * w, w));
        }
        head = new Conv2d(width, s.classes(), 1);
    }

    /** The first row of the ablation: a U-Net. */
    public static SCRNet withoutRegulation(Spec s) {
        return new SCRNet(s, null);
    }

    @Override
    protected Tensor logits(Tensor x) { // [N, C, H, W]
        Tensor[] skip = new Tensor[DEPTH + 1];
        for (int i = 0; i <= DEPTH; i++) {
            x = enc.get(i).apply(i == 0 ? x : x.maxPool2d(2, 2, 0)); // [N, w 2^i, H/2^i, W/2^i]
            x = scrm.isEmpty() ? x : scrm.get(i).apply(x);
            skip[i] = x;
        }
        for (int i = 0; i < DEPTH; i++) {
            x = Tensor.cat(1, skip[DEPTH - 1 - i], up.get(i).apply(x)); // [N, 2 w 2^(3-i), H/2^(3-i), ..]
            x = dec.get(i).apply(x); // [N, w 2^(3-i), ..]
        }
        return head.apply(x); // [N, K, H, W]
    }

    @Override
    protected Renames renames() {
        return partsWithin("").then("enc.{i}.conv -> enc.{i}", "dec.{i}.conv -> dec.{i}");
    }

    /** How the parts are called in the reference, which names its layers and does not number them. */
    public static Renames partsWithin(String prefix) {
        return Renames.of(
                ".fi.{i}.0 -> .fi.{i}.proj",
                ".fi.{i}.1.0.fn.0 -> .fi.{i}.dw",
                ".fi.{i}.1.0.fn.2 -> .fi.{i}.bn1",
                ".fi.{i}.1.1 -> .fi.{i}.pw",
                ".fi.{i}.1.3 -> .fi.{i}.bn2",
                ".k -> .k_",
                "* -> " + prefix + "*");
    }
}
