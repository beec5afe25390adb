package org.delineate.zoo;

import java.util.List;
import org.delineate.block.PatchEmbed;
import org.delineate.block.ShiftedMlp;
import org.delineate.nn.Tensor;
import org.delineate.nn.layer.BatchNorm2d;
import org.delineate.nn.layer.Conv2d;
import org.delineate.nn.layer.LayerNorm;

/**
 * UNeXt: convolutions at three shallow levels, shifted MLPs on tokens at two deep ones, skips by addition.
 *
 * <pre>
 * conv 16 ------------------------------ + 16 - conv 16 - 1x1
 *    conv 32 ------------------------ + 32           conv: 3x3, norm, max pool 2, ReLU
 *       conv 128 ----------------- + mlp 128         up:   3x3, norm, bilinear x2, ReLU
 *          patch + mlp 160 ---- + mlp 160
 *             patch + mlp 256 ---
 * </pre>
 *
 * Valanarasu, Patel: UNeXt, MICCAI 2022, arXiv 2203.04967, figure 1. Height and width: multiples of 32. 1,471,921
 * parameters; UNeXt-S 253,561.
 */
public final class UNeXt extends Network {
    /** Channels of the five levels. */
    public enum Width {
        BASE(16, 32, 128, 160, 256),
        SMALL(8, 16, 32, 64, 128);

        private final List<Integer> channels;

        Width(Integer... channels) {
            this.channels = List.of(channels);
        }
    }

    private final Conv2d encoder1;
    private final BatchNorm2d ebn1;
    private final Conv2d encoder2;
    private final BatchNorm2d ebn2;
    private final Conv2d encoder3;
    private final BatchNorm2d ebn3;
    private final PatchEmbed patchEmbed3;
    private final ShiftedMlp block1;
    private final LayerNorm norm3;
    private final PatchEmbed patchEmbed4;
    private final ShiftedMlp block2;
    private final LayerNorm norm4;
    private final Conv2d decoder1;
    private final BatchNorm2d dbn1;
    private final ShiftedMlp dblock1;
    private final LayerNorm dnorm3;
    private final Conv2d decoder2;
    private final BatchNorm2d dbn2;
    private final ShiftedMlp dblock2;
    private final LayerNorm dnorm4;
    private final Conv2d decoder3;
    private final BatchNorm2d dbn3;
    private final Conv2d decoder4;
    private final BatchNorm2d dbn4;
    private final Conv2d decoder5;
    private final Conv2d final_;

    public UNeXt(Spec s, Width width) {
        super(s, 32);
        encoder("(encoder|ebn|patchEmbed|block|norm)\\d\\.");
        List<Integer> w = width.channels;
        encoder1 = new Conv2d(s.inputChannels(), w.get(0), 3);
        ebn1 = new BatchNorm2d(w.get(0));
        encoder2 = new Conv2d(w.get(0), w.get(1), 3);
        ebn2 = new BatchNorm2d(w.get(1));
        encoder3 = new Conv2d(w.get(1), w.get(2), 3);
        ebn3 = new BatchNorm2d(w.get(2));
        patchEmbed3 = new PatchEmbed(w.get(2), w.get(3));
        block1 = new ShiftedMlp(w.get(3));
        norm3 = new LayerNorm(w.get(3));
        patchEmbed4 = new PatchEmbed(w.get(3), w.get(4));
        block2 = new ShiftedMlp(w.get(4));
        norm4 = new LayerNorm(w.get(4));
        decoder1 = new Conv2d(w.get(4), w.get(3), 3);
        dbn1 = new BatchNorm2d(w.get(3));
        dblock1 = new ShiftedMlp(w.get(3));
        dnorm3 = new LayerNorm(w.get(3));
        decoder2 = new Conv2d(w.get(3), w.get(2), 3);
        dbn2 = new BatchNorm2d(w.get(2));
        dblock2 = new ShiftedMlp(w.get(2));
        dnorm4 = new LayerNorm(w.get(2));
        decoder3 = new Conv2d(w.get(2), w.get(1), 3);
        dbn3 = new BatchNorm2d(w.get(1));
        decoder4 = new Conv2d(w.get(1), w.get(0), 3);
        dbn4 = new BatchNorm2d(w.get(0));
        decoder5 = new Conv2d(w.get(0), w.get(0), 3);
        final_ = new Conv2d(w.get(0), s.classes(), 1);
    }

    @Override
    protected Tensor logits(Tensor x) { // [N, C, H, W]
        Tensor t1 = down(encoder1, ebn1, x); // [N, w0, H/2, W/2]
        Tensor t2 = down(encoder2, ebn2, t1); // [N, w1, H/4, W/4]
        Tensor t3 = down(encoder3, ebn3, t2); // [N, w2, H/8, W/8]
        Tensor t4 = norm3.applyToMap(block1.apply(patchEmbed3.apply(t3))); // [N, w3, H/16, W/16]
        Tensor z = norm4.applyToMap(block2.apply(patchEmbed4.apply(t4))); // [N, w4, H/32, W/32]
        z = up(decoder1, dbn1, z).add(t4); // [N, w3, H/16, W/16]
        z = dnorm3.applyToMap(dblock1.apply(z));
        z = up(decoder2, dbn2, z).add(t3); // [N, w2, H/8, W/8]
        z = dnorm4.applyToMap(dblock2.apply(z));
        z = up(decoder3, dbn3, z).add(t2); // [N, w1, H/4, W/4]
        z = up(decoder4, dbn4, z).add(t1); // [N, w0, H/2, W/2]
        z = decoder5.apply(z).upsampleBilinear(2).relu(); // [N, w0, H, W]
        return final_.apply(z); // [N, K, H, W]
    }

    /** Pooling before the activation, as in the published code. */
    private static Tensor down(Conv2d conv, BatchNorm2d norm, Tensor x) {
        return norm.apply(conv.apply(x)).maxPool2d(2, 2, 0).relu();
    }

    private static Tensor up(Conv2d conv, BatchNorm2d norm, Tensor x) {
        return norm.apply(conv.apply(x)).upsampleBilinear(2).relu();
    }

    @Override
    protected Renames renames() {
        return Renames.of(
                "block{i}.norm -> block{i}.0.norm2",
                "dblock{i}.norm -> dblock{i}.0.norm2",
                "block{i}.dw -> block{i}.0.mlp.dwconv.dwconv",
                "dblock{i}.dw -> dblock{i}.0.mlp.dwconv.dwconv",
                "block{i}.fc{j} -> block{i}.0.mlp.fc{j}",
                "dblock{i}.fc{j} -> dblock{i}.0.mlp.fc{j}");
    }
}
