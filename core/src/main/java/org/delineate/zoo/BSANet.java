package org.delineate.zoo;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.delineate.block.AttentionRendering;
import org.delineate.block.ConvNormRelu;
import org.delineate.block.FeatureSpatialAttention;
import org.delineate.block.ResidualBlock;
import org.delineate.block.SwinGroup;
import org.delineate.nn.Output;
import org.delineate.nn.Tensor;
import org.delineate.nn.layer.Conv2d;
import org.delineate.nn.layer.Sequential;

/**
 * BSANet: ResNeXt levels, each followed by attention within windows and by attention over channels; the coarse mask is
 * rendered again at full size where it is unsure.
 *
 * <pre>
 * picture --------------------------------------------- rendering - mask
 *   conv 24, stride 2                                   |   |
 *   3 ResNeXt 24 - ISAM - FSAM ---------- cat - 2 conv 24 - 1x1 - coarse mask
 *      4 ResNeXt 48 - ISAM - FSAM ----- cat - 2 conv 48
 *         6 ResNeXt 96 - ISAM - FSAM -- cat - 2 conv 96
 *            3 ResNeXt 192 - ISAM - FSAM |               up: bilinear
 * </pre>
 *
 * Bilateral spatial attention network: the paper fixes ISAM, FSAM, their order, the ResNeXt encoder and 6.36 M
 * parameters; widths, places and the rendering are ours, chosen to meet that number. The coarse mask is supervised too.
 * Height and width: multiples of 16; multiples of 128 need no padding to whole windows. 6,355,455 parameters.
 */
public final class BSANet extends Network {
    /** What the ablation takes away. */
    public enum Part {
        /** Inter-layer spatial attention. */
        ISAM,
        /** Feature spatial attention. */
        FSAM,
        /** Attention rendering. */
        ARM,
        /** ResNeXt blocks instead of two convolutions. */
        RESNEXT
    }

    private static final int LEVELS = 4;
    private static final int WIDTH = 24;
    private static final int GROUPS = 24;
    private static final int[] DEPTHS = {3, 4, 6, 3};
    private static final int[] HEADS = {1, 2, 3, 6};

    private final Sequential stem;
    private final List<Sequential> stage = new ArrayList<>();
    private final List<SwinGroup> isam = new ArrayList<>();
    private final List<FeatureSpatialAttention> fsam = new ArrayList<>();
    private final List<Sequential> dec = new ArrayList<>();
    private final Conv2d coarse;
    private final AttentionRendering arm;

    /** @param parts of the paper; it has all */
    public BSANet(Spec s, Part... parts) {
        super(s, 2 << (LEVELS - 1));
        encoder("(stem|stage|isam|fsam)\\.");
        Set<Part> has = Set.of(parts);
        stem = ConvNormRelu.of(new Conv2d(s.inputChannels(), WIDTH, 3).stride(2).withoutBias());
        for (int i = 0; i < LEVELS; i++) {
            int w = WIDTH << i;
            stage.add(stage(i == 0 ? w : w / 2, w, i == 0 ? 1 : 2, has.contains(Part.RESNEXT) ? DEPTHS[i] : 0));
            if (has.contains(Part.ISAM)) {
                isam.add(new SwinGroup(w, HEADS[i]));
            }
            if (has.contains(Part.FSAM)) {
                fsam.add(new FeatureSpatialAttention(w));
            }
            if (i < LEVELS - 1) {
                dec.add(twice(3 * w, w, 1));
            }
        }
        coarse = new Conv2d(WIDTH, s.classes(), 1);
        arm = has.contains(Part.ARM) ? new AttentionRendering(s.inputChannels(), WIDTH, s.classes()) : null;
    }

    /** @param depth ResNeXt blocks; 0 = two convolutions instead */
    private static Sequential stage(int in, int out, int stride, int depth) {
        if (depth == 0) {
            return twice(in, out, stride);
        }
        return Sequential.of(depth, i -> i == 0 ? resNeXt(in, out, stride) : resNeXt(out, out, 1));
    }

    private static ResidualBlock resNeXt(int in, int out, int stride) {
        Conv2d middle = Conv2d.grouped(2 * out, 2 * out, 3, GROUPS).stride(stride);
        Conv2d shortcut = in != out || stride > 1 ? new Conv2d(in, out, 1).stride(stride) : null;
        return ResidualBlock.bottleneck(in, middle, out, shortcut);
    }

    private static Sequential twice(int in, int out, int stride) {
        return new Sequential(
                ConvNormRelu.of(new Conv2d(in, out, 3).stride(stride).withoutBias()),
                ConvNormRelu.withoutBias(out, out, 3));
    }

    @Override
    protected Output output(Tensor image) { // [N, C, H, W]
        Tensor[] skip = new Tensor[LEVELS];
        Tensor x = stem.apply(image); // [N, 24, H/2, W/2]
        for (int i = 0; i < LEVELS; i++) {
            x = stage.get(i).apply(x); // [N, 24 2^i, H/2/2^i, W/2/2^i]
            x = isam.isEmpty() ? x : isam.get(i).apply(x);
            x = fsam.isEmpty() ? x : fsam.get(i).apply(x);
            skip[i] = x;
        }
        for (int i = LEVELS - 2; i >= 0; i--) {
            x = dec.get(i).apply(Tensor.cat(1, x.upsampleBilinear(2), skip[i])); // as the skip
        }
        Tensor mask = coarse.apply(x).upsampleBilinear(2); // [N, K, H, W]
        if (arm == null) {
            return new Output(mask, List.of());
        }
        return new Output(arm.apply(image, x.upsampleBilinear(2), mask), List.of(mask));
    }

    /** The final mask alone. */
    @Override
    public List<Tensor> reference(Tensor x) {
        return List.of(logits(x));
    }

    @Override
    protected Renames renames() {
        return Renames.of(
                "stage.{i}.{j}.conv{k} -> stage.{i}.{j}.c{k}",
                "stage.{i}.{j}.bn{k} -> stage.{i}.{j}.b{k}",
                ".downsample -> .short",
                ".attn.relative_position_bias_table -> .rel",
                ".attn -> ",
                ".mlp -> ");
    }

    /**
     * Blocks of a Swin transformer's first two stages, which have the shapes of levels 3 and 4: each of the two fills
     * three here.
     */
    @Override
    public List<Renames> pretrained() {
        return SwinNames.then(
                "layers.0.blocks.0.* -> isam.2.stb.0.*&isam.2.stb.2.*&isam.2.stb.4.*",
                "layers.0.blocks.1.* -> isam.2.stb.1.*&isam.2.stb.3.*&isam.2.stb.5.*",
                "layers.1.blocks.0.* -> isam.3.stb.0.*&isam.3.stb.2.*&isam.3.stb.4.*",
                "layers.1.blocks.1.* -> isam.3.stb.1.*&isam.3.stb.3.*&isam.3.stb.5.*");
    }
}
