package org.delineate.zoo;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import org.delineate.block.Encoder;
import org.delineate.block.Head;
import org.delineate.block.UpBlock;
import org.delineate.nn.Tensor;
import org.delineate.nn.layer.Init;

/**
 * UNet++ whose encoder is a classification network: a decoder of every depth, each sees all those of less depth.
 *
 * <pre>
 * 1/2  e1 --- x33 --- x23 --- x13 --- x03 - 16 - 3x3
 * 1/4  e2 --- x22 --- x12 --- x02                     x_dl: UpBlock of the map left below it,
 * 1/8  e3 --- x11 --- x01                             beside all maps left of it in its row;
 * 1/16 e4 --- x00                                     x_0l are 256, 128, 64 and 32 wide, the others as e
 * 1/32 e5
 * </pre>
 *
 * Zhou et al.: UNet++, DLMIA 2018, arXiv 1807.10165, figure 1; in the form and with the names of the public library for
 * PyTorch that most papers take such networks from. Height and width: multiples of 32. 48,985,745 parameters with
 * ResNet-50.
 */
public final class EncoderUNetPlusPlus extends Network {
    private static final int[] W = {256, 128, 64, 32};
    private static final int LAST = 16;

    private final Encoder encoder;
    private final List<List<UpBlock>> blocks = new ArrayList<>();
    private final Head head;

    /** @param encoder by the number of input channels */
    public EncoderUNetPlusPlus(Spec s, IntFunction<Encoder> encoder) {
        super(s, 32);
        init(Init.HE_UNIFORM);
        this.encoder = encoder.apply(s.inputChannels());
        List<Integer> e = this.encoder.channels();
        for (int l = 0; l < W.length; l++) {
            blocks.add(new ArrayList<>());
            int skip = e.get(3 - l);
            for (int d = 0; d <= l; d++) {
                int in = d == 0 && l > 0 ? W[l - 1] : e.get(4 - l);
                blocks.get(l).add(new UpBlock(in, skip * (l + 1 - d), d == 0 ? W[l] : skip));
            }
        }
        blocks.add(List.of(new UpBlock(W[W.length - 1], 0, LAST)));
        head = new Head(LAST, s.classes());
    }

    @Override
    protected Tensor logits(Tensor x) { // [N, C, H, W]
        List<Tensor> e = encoder.maps(x); // [N, ., H/2^(i+1), W/2^(i+1)]
        List<Tensor> below = List.of(e.get(4)); // x_0 .. of the row below, at its end the encoder's map
        for (int l = 0; l < W.length; l++) {
            List<Tensor> row = new ArrayList<>(List.of(e.get(3 - l)));
            for (int d = l; d >= 0; d--) {
                row.add(0, blocks.get(l).get(d).apply(below.get(d), List.copyOf(row))); // [N, ., H/2^(4-l), ..]
            }
            below = row;
        }
        return head.apply(blocks.get(W.length).get(0).apply(below.get(0), List.of())); // [N, K, H, W]
    }

    @Override
    protected Renames renames() {
        return Renames.of("blocks.{i}.{j} -> decoder.blocks.x_{j}_{i}", "head.conv -> segmentation_head.0");
    }
}
