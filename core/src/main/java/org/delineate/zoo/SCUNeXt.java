package org.delineate.zoo;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.delineate.block.Cbam;
import org.delineate.block.PatchEmbed;
import org.delineate.block.ShiftedMlp;
import org.delineate.nn.Tensor;
import org.delineate.nn.layer.BatchNorm2d;
import org.delineate.nn.layer.Conv2d;
import org.delineate.nn.layer.ConvTranspose2d;
import org.delineate.nn.layer.Layer;
import org.delineate.nn.layer.LayerNorm;

/**
 * SC-UNeXt: UNeXt-S whose skips multiply and add attended encoder maps, and whose decoder levels are summed before the
 * head.
 *
 * <pre>
 * conv 8 --- cbam -------------------------- * 8 ------- sum - x2 - conv 8 - 1x1
 *    conv 16 --- cbam ------------------- * 16 -- D 2x2 --|
 *       conv 32 --- cbam ------------- * 32 ----- D 4x4 --|
 *          patch + mlp 64 - cbam -- * mlp 64            u * x + u at every join (eq. 2)
 *             patch + mlp 128 ----
 * </pre>
 *
 * Smith: Advanced Medical Image Segmentation with Multi-Scale Feature Fusion and Attention Mechanisms (SC-UNeXt), eq.
 * 1-2. The paper gives names, one formula and counts; places of the parts are ours, chosen to meet its 243.63 x 1024
 * parameters. Height and width: multiples of 32. 249,473 parameters.
 */
public final class SCUNeXt extends Network {
    /** What the paper adds to UNeXt-S. */
    public enum Part {
        /** Joins that multiply and add instead of adding. */
        SKIP,
        /** Attention on the encoder maps before such joins. */
        CBAM,
        /** Transposed convolutions and the sum of three decoder levels. */
        FUSE,
        /** Keeps the second decoder token block, which the skip replaces. */
        TOKEN_Z3
    }

    private static final int[] W = {8, 16, 32, 64, 128};

    private final boolean skip;
    private final List<Conv2d> enc = new ArrayList<>();
    private final List<BatchNorm2d> ebn = new ArrayList<>();
    private final PatchEmbed patch3 = new PatchEmbed(W[2], W[3]);
    private final ShiftedMlp block1 = new ShiftedMlp(W[3]);
    private final LayerNorm norm3 = new LayerNorm(W[3]);
    private final PatchEmbed patch4 = new PatchEmbed(W[3], W[4]);
    private final ShiftedMlp block2 = new ShiftedMlp(W[4]);
    private final LayerNorm norm4 = new LayerNorm(W[4]);
    private final List<Cbam> cbam;
    private final Conv2d dec1 = new Conv2d(W[4], W[3], 3);
    private final BatchNorm2d dbn1 = new BatchNorm2d(W[3]);
    private final ShiftedMlp dblock1 = new ShiftedMlp(W[3]);
    private final LayerNorm dnorm3 = new LayerNorm(W[3]);
    private final Conv2d dec2 = new Conv2d(W[3], W[2], 3);
    private final BatchNorm2d dbn2 = new BatchNorm2d(W[2]);
    private final ShiftedMlp dblock2;
    private final LayerNorm dnorm4;
    private final Layer dec3;
    private final BatchNorm2d dbn3 = new BatchNorm2d(W[1]);
    private final Layer dec4;
    private final BatchNorm2d dbn4 = new BatchNorm2d(W[0]);
    private final ConvTranspose2d pfm3;
    private final ConvTranspose2d pfm2;
    private final Conv2d dec5 = new Conv2d(W[0], W[0], 3);
    private final Conv2d final_;

    /** @param parts of the paper's additions; the paper's own are all but TOKEN_Z3 */
    public SCUNeXt(Spec s, Part... parts) {
        super(s, 32);
        encoder("(enc|ebn)\\.|(patch|block|norm)\\d\\.");
        Set<Part> has = Set.of(parts);
        if (has.contains(Part.CBAM) && !has.contains(Part.SKIP)) {
            throw new IllegalArgumentException("CBAM attends the maps of SKIP; got " + has);
        }
        for (int i = 0; i < 3; i++) {
            enc.add(new Conv2d(i == 0 ? s.inputChannels() : W[i - 1], W[i], 3));
            ebn.add(new BatchNorm2d(W[i]));
        }
        skip = has.contains(Part.SKIP);
        cbam = has.contains(Part.CBAM) ? List.of(new Cbam(W[0]), new Cbam(W[1]), new Cbam(W[2]), new Cbam(W[3])) : null;
        boolean tokens = !skip || has.contains(Part.TOKEN_Z3);
        dblock2 = tokens ? new ShiftedMlp(W[2]) : null;
        dnorm4 = tokens ? new LayerNorm(W[2]) : null;
        boolean fuse = has.contains(Part.FUSE);
        dec3 = fuse ? new ConvTranspose2d(W[2], W[1], 2) : new Conv2d(W[2], W[1], 3);
        dec4 = fuse ? new ConvTranspose2d(W[1], W[0], 2) : new Conv2d(W[1], W[0], 3);
        pfm3 = fuse ? ConvTranspose2d.grouped(W[2], W[0], 4, W[0]) : null;
        pfm2 = fuse ? ConvTranspose2d.grouped(W[1], W[0], 2, W[0]) : null;
        final_ = new Conv2d(W[0], s.classes(), 1);
    }

    @Override
    protected Tensor logits(Tensor x) { // [N, C, H, W]
        Tensor[] t = new Tensor[4];
        for (int i = 0; i < 3; i++) {
            x = ebn.get(i).apply(enc.get(i).apply(x)).maxPool2d(2, 2, 0).relu();
            t[i] = x; // [N, 8 2^i, H/2^(i+1), ..]
        }
        t[3] = norm3.applyToMap(block1.apply(patch3.apply(x))); // [N, 64, H/16, ..]
        x = norm4.applyToMap(block2.apply(patch4.apply(t[3]))); // [N, 128, H/32, ..]
        x = join(up(dec1, dbn1, x), 3, t[3]); // [N, 64, H/16, ..]
        x = dnorm3.applyToMap(dblock1.apply(x));
        Tensor z3 = join(up(dec2, dbn2, x), 2, t[2]); // [N, 32, H/8, ..]
        z3 = dblock2 == null ? z3 : dnorm4.applyToMap(dblock2.apply(z3));
        Tensor z2 = join(up(dec3, dbn3, z3), 1, t[1]); // [N, 16, H/4, ..]
        Tensor z1 = join(up(dec4, dbn4, z2), 0, t[0]); // [N, 8, H/2, ..]
        if (pfm2 == null) {
            return final_.apply(dec5.apply(z1).upsampleBilinear(2).relu()); // [N, K, H, W]
        }
        Tensor s = z1.add(pfm2.apply(z2)).add(pfm3.apply(z3)); // [N, 8, H/2, ..]
        return final_.apply(dec5.apply(s.upsampleBilinear(2)).relu()); // [N, K, H, W]
    }

    /** Eq. 2: u * x + u. */
    private Tensor join(Tensor u, int level, Tensor x) {
        if (!skip) {
            return u.add(x);
        }
        return u.mul(cbam == null ? x : cbam.get(level).apply(x)).add(u);
    }

    /** A transposed convolution upsamples by itself. */
    private static Tensor up(Layer conv, BatchNorm2d norm, Tensor z) {
        Tensor y = norm.apply(conv.apply(z));
        return (conv instanceof ConvTranspose2d ? y : y.upsampleBilinear(2)).relu();
    }

    /** Files of UNeXt-S. */
    @Override
    public List<Renames> pretrained() {
        return List.of(Renames.of(
                "encoder{i} -> enc.{i-1}",
                "ebn{i} -> ebn.{i-1}",
                "patchEmbed{i} -> patch{i}",
                "patch_embed{i} -> patch{i}",
                "block{i}.0.norm2 -> block{i}.norm",
                "block{i}.0.mlp.dwconv.dwconv -> block{i}.dw",
                "block{i}.0.mlp.fc{j} -> block{i}.fc{j}"));
    }
}
