package org.delineate.zoo;

import java.util.ArrayList;
import java.util.List;
import org.delineate.block.ConvMixer;
import org.delineate.block.ConvNormRelu;
import org.delineate.nn.Tensor;
import org.delineate.nn.layer.Conv2d;
import org.delineate.nn.layer.Sequential;

/**
 * CMUNeXt: large depthwise kernels and inverted bottlenecks in the encoder, grouped fusion of skip and decoder map.
 *
 * <pre>
 * stem 16 - mix 3x3 16 ------------------------ fuse 16 - 1x1
 *    mix 3x3 32 --------------------------- fuse 32      mix:  depthwise k x k, 1x1 to 4 c, 1x1 to c;
 *       mix 7x7 128 ----------------- fuse 128                 then 3x3 to the next width
 *          mix 7x7 x3 160 ----- fuse 160                 fuse: 3x3 in 2 groups (skip, up), 1x1, 1x1
 *             mix 7x7 256 ---                            max pooling down, bilinear x2 and 3x3 up
 * </pre>
 *
 * Tang, Ding, Wang, Ning, Zhou: CMUNeXt, ISBI 2024, arXiv 2308.01239, figure 1. Height and width: multiples of 16.
 * 3,149,185 parameters; S 417,505, L 8,286,721.
 */
public final class CMUNeXt extends Network {
    private static final int LEVELS = 5;
    private static final int EXPANSION = 4;

    /** Channels, blocks and depthwise kernels of the five levels. */
    public enum Size {
        S(List.of(8, 16, 32, 64, 128), List.of(1, 1, 1, 1, 1), List.of(3, 3, 7, 7, 9)),
        BASE(List.of(16, 32, 128, 160, 256), List.of(1, 1, 1, 3, 1), List.of(3, 3, 7, 7, 7)),
        L(List.of(32, 64, 128, 256, 512), List.of(1, 1, 1, 6, 3), List.of(3, 3, 7, 7, 7));

        private final List<Integer> channels;
        private final List<Integer> blocks;
        private final List<Integer> kernels;

        Size(List<Integer> channels, List<Integer> blocks, List<Integer> kernels) {
            this.channels = channels;
            this.blocks = blocks;
            this.kernels = kernels;
        }
    }

    private final Sequential stem;
    private final List<Sequential> mix = new ArrayList<>();
    private final List<Sequential> widen = new ArrayList<>();
    private final List<Sequential> up = new ArrayList<>();
    private final List<Sequential> fuse = new ArrayList<>();
    private final Conv2d head;

    public CMUNeXt(Spec s, Size size) {
        super(s, 1 << (LEVELS - 1));
        encoder("(stem|mix|widen)\\.");
        List<Integer> w = size.channels;
        stem = ConvNormRelu.of(s.inputChannels(), w.get(0));
        for (int i = 0; i < LEVELS; i++) {
            int in = w.get(Math.max(0, i - 1));
            int kernel = size.kernels.get(i);
            mix.add(Sequential.of(size.blocks.get(i), j -> ConvMixer.of(in, kernel, EXPANSION * in)));
            widen.add(ConvNormRelu.of(in, w.get(i)));
        }
        for (int i = 0; i < LEVELS - 1; i++) {
            up.add(ConvNormRelu.of(w.get(i + 1), w.get(i)));
            fuse.add(fusion(w.get(i)));
        }
        head = new Conv2d(w.get(0), s.classes(), 1);
    }

    /** Skip and decoder map by themselves, then together. */
    private static Sequential fusion(int w) {
        return new Sequential(ConvMixer.activated(
                Conv2d.grouped(2 * w, 2 * w, 3, 2),
                new Conv2d(2 * w, EXPANSION * w, 1),
                new Conv2d(EXPANSION * w, w, 1)));
    }

    @Override
    protected Tensor logits(Tensor x) { // [N, C, H, W]
        Tensor[] skip = new Tensor[LEVELS];
        x = stem.apply(x); // [N, w0, H, W]
        for (int i = 0; i < LEVELS; i++) {
            x = i == 0 ? x : x.maxPool2d(2, 2, 0);
            x = widen.get(i).apply(mix.get(i).apply(x)); // [N, wi, H/2^i, W/2^i]
            skip[i] = x;
        }
        for (int i = LEVELS - 2; i >= 0; i--) {
            x = up.get(i).apply(x.upsampleBilinear(2)); // [N, wi, H/2^i, W/2^i]
            x = fuse.get(i).apply(Tensor.cat(1, skip[i], x));
        }
        return head.apply(x); // [N, K, H, W]
    }

    @Override
    protected Renames renames() {
        return Renames.of(
                "stem -> stem.conv",
                "mix.{i} -> encoder{i+1}.block",
                "widen.{i} -> encoder{i+1}.up.conv",
                "up.{i}.0 -> Up{i+2}.up.1",
                "up.{i}.1 -> Up{i+2}.up.2",
                "fuse.{i} -> Up_conv{i+2}.conv",
                "head -> Conv_1x1");
    }
}
