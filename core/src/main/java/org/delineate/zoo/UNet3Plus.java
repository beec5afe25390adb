package org.delineate.zoo;

import java.util.ArrayList;
import java.util.List;
import org.delineate.block.ConvNormRelu;
import org.delineate.block.DoubleConv;
import org.delineate.nn.Tensor;
import org.delineate.nn.layer.Conv2d;
import org.delineate.nn.layer.Sequential;

/**
 * UNet 3+: each decoder level sees all five levels: encoder maps of its own and of finer levels, decoder maps of
 * coarser ones.
 *
 * <pre>
 * h1 64 ------------------------ d1 320 - 3x3
 *   h2 128 ----------------- d2 320          d_l = 3x3 of the joined five: 3x3 to 64 channels of
 *     h3 256 ----------- d3 320                 h_j for j &lt; l, max pooled to l
 *       h4 512 ----- d4 320                     h_l
 *         h5 1024 ---                           d_j for j &gt; l (h5 for 5), bilinear to l
 * </pre>
 *
 * Huang et al.: UNet 3+, ICASSP 2020, arXiv 2004.08790, eq. 1. The form of the public benchmarks: without the paper's
 * deep supervision and its classification branch. Height and width: multiples of 16. 26,971,777 parameters.
 */
public final class UNet3Plus extends Network {
    private static final int LEVELS = 5;

    private final List<DoubleConv> encoder = new ArrayList<>();
    /** To level l from level j. */
    private final List<List<Sequential>> branch = new ArrayList<>();

    private final List<Sequential> decoder = new ArrayList<>();
    private final Conv2d head;

    public UNet3Plus(Spec s) {
        super(s, 1 << (LEVELS - 1));
        int width = s.baseOr(64);
        for (int l = 0; l < LEVELS; l++) {
            encoder.add(new DoubleConv(l == 0 ? s.inputChannels() : width << (l - 1), width << l));
        }
        int joined = LEVELS * width;
        for (int l = 0; l < LEVELS - 1; l++) {
            List<Sequential> level = new ArrayList<>();
            for (int j = 0; j < LEVELS; j++) {
                level.add(ConvNormRelu.of(j <= l || j == LEVELS - 1 ? width << j : joined, width));
            }
            branch.add(level);
            decoder.add(ConvNormRelu.of(joined, joined));
        }
        head = new Conv2d(joined, s.classes(), 3);
    }

    @Override
    protected Tensor logits(Tensor x) { // [N, C, H, W]
        Tensor[] map = new Tensor[LEVELS];
        for (int l = 0; l < LEVELS; l++) {
            map[l] = encoder.get(l).apply(l == 0 ? x : map[l - 1].maxPool2d(2, 2, 0)); // [N, w 2^l, H/2^l, W/2^l]
        }
        for (int l = LEVELS - 2; l >= 0; l--) { // from below, decoder maps take the places of encoder maps
            Tensor[] part = new Tensor[LEVELS];
            for (int j = 0; j < LEVELS; j++) {
                part[j] = branch.get(l).get(j).apply(toLevel(l, map[j], j)); // [N, w, H/2^l, W/2^l]
            }
            map[l] = decoder.get(l).apply(Tensor.cat(1, part)); // [N, 5 w, H/2^l, W/2^l]
        }
        return head.apply(map[0]); // [N, K, H, W]
    }

    private static Tensor toLevel(int l, Tensor x, int j) {
        if (j < l) {
            return x.maxPool2d(1 << (l - j), 1 << (l - j), 0);
        }
        return j == l ? x : x.upsampleBilinear(1 << (j - l));
    }

    @Override
    protected Renames renames() {
        List<String> branches = new ArrayList<>();
        for (int l = 0; l < LEVELS - 1; l++) {
            for (int j = 0; j < LEVELS; j++) {
                String source = j < l ? "h%d_PT_hd%d" : j == l ? "h%d_Cat_hd%d" : "hd%d_UT_hd%d";
                String name = String.format(source, j + 1, l + 1);
                branches.add("branch." + l + "." + j + ".0 -> " + name + "_conv");
                branches.add("branch." + l + "." + j + ".1 -> " + name + "_bn");
            }
        }
        return Renames.of(branches.toArray(String[]::new))
                .then(
                        "decoder.{l}.0 -> conv{l+1}d_1",
                        "decoder.{l}.1 -> bn{l+1}d_1",
                        "encoder.{l}.conv.0 -> conv{l+1}.conv1.0",
                        "encoder.{l}.conv.1 -> conv{l+1}.conv1.1",
                        "encoder.{l}.conv.3 -> conv{l+1}.conv2.0",
                        "encoder.{l}.conv.4 -> conv{l+1}.conv2.1",
                        "head -> outconv1");
    }
}
