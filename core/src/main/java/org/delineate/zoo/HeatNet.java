package org.delineate.zoo;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.delineate.block.CoordinateResidual;
import org.delineate.block.DoubleConv;
import org.delineate.block.DualAttention;
import org.delineate.block.EnhancedAttention;
import org.delineate.nn.Tensor;
import org.delineate.nn.layer.Conv2d;
import org.delineate.nn.layer.Init;
import org.delineate.nn.layer.Sequential;

/**
 * HEAT-Net: a U of convolutions that know where they are, around a transformer; dual attention on the skips.
 *
 * <pre>
 * CdRB 64 ---- CDAM ------------------------ cat 64 - 1x1
 *    CdRB 128 --- CDAM ----------------- cat 128        max pooling down, bilinear x2 up,
 *       CdRB 256 --- CDAM ---------- cat 256            DoubleConv in the decoder
 *          CdRB 512 --- CDAM --- cat 512
 *             1x1 - positions - 4 x ECAT
 * </pre>
 *
 * Jiang, Xing, Yu, Ta: HEAT-Net, Biomedical Signal Processing and Control 86, 105329, 2023, doi
 * 10.1016/j.bspc.2023.105329. There is no public code, and its weights cannot be loaded. <b>Stated</b> by the authors:
 * the U-shaped hybrid of convolutions and a transformer; a coordinate residual block (CdRB) that encodes absolute
 * positions; self-attention enhanced by channel (ECAT); a dual attention (CDAM) on the skips. <b>Ours</b>: everything
 * else: widths and depth; coordinates as two channels before the block's first convolution; the gate on the result of
 * the attention and its ratio of 8; four layers of 8 heads; learned positions on 16x16 places, resized to the image;
 * what the dual attention computes; the decoder. Height and width: multiples of 16. 31,898,489 parameters.
 */
public final class HeatNet extends Network {
    private static final int[] WIDTHS = {64, 128, 256, 512};
    private static final int TOKEN = 512;
    private static final int LAYERS = 4;
    private static final int GRID = 16;

    private final List<CoordinateResidual> encoder = new ArrayList<>();
    private final Conv2d embed;
    private final Tensor positions;
    private final Sequential transformer = Sequential.of(LAYERS, i -> new EnhancedAttention(TOKEN));
    private final List<DualAttention> skip = new ArrayList<>();
    private final List<DoubleConv> decoder = new ArrayList<>();
    private final Conv2d head;

    public HeatNet(Spec s) {
        super(s, 1 << WIDTHS.length);
        for (int i = 0; i < WIDTHS.length; i++) {
            encoder.add(new CoordinateResidual(i == 0 ? s.inputChannels() : WIDTHS[i - 1], WIDTHS[i]));
            skip.add(new DualAttention(WIDTHS[i]));
            decoder.add(new DoubleConv(WIDTHS[i] + (i == WIDTHS.length - 1 ? TOKEN : WIDTHS[i + 1]), WIDTHS[i]));
        }
        embed = new Conv2d(WIDTHS[WIDTHS.length - 1], TOKEN, 1);
        positions = parameter("positions", 1, TOKEN, GRID, GRID);
        head = new Conv2d(WIDTHS[0], s.classes(), 1);
    }

    @Override
    protected Tensor logits(Tensor x) { // [N, C, H, W]
        Tensor[] maps = new Tensor[WIDTHS.length];
        for (int i = 0; i < maps.length; i++) {
            maps[i] = encoder.get(i).apply(x); // [N, 64 2^i, H/2^i, W/2^i]
            x = maps[i].maxPool2d(2, 2, 0);
        }
        x = embed.apply(x); // [N, 512, H/16, W/16]
        x = x.add(positions.resizeBilinear(x.size(2), x.size(3), false));
        Tensor tokens = transformer.apply(x.flatten(2).permute(0, 2, 1)); // [N, HW/256, 512]
        x = tokens.permute(0, 2, 1).reshape(x.shape());
        for (int i = maps.length - 1; i >= 0; i--) {
            x = Tensor.cat(1, skip.get(i).apply(maps[i]), x.upsampleBilinear(2));
            x = decoder.get(i).apply(x); // [N, 64 2^i, H/2^i, W/2^i]
        }
        return head.apply(x); // [N, K, H, W]
    }

    @Override
    protected float[] initialValues(String name, long[] shape, Random random) {
        return Init.truncatedNormal(shape, 0.02, random);
    }
}
