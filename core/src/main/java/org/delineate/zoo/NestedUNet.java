package org.delineate.zoo;

import java.util.ArrayList;
import java.util.List;
import org.delineate.block.DoubleConv;
import org.delineate.nn.Output;
import org.delineate.nn.Tensor;
import org.delineate.nn.layer.Conv2d;

/**
 * UNet++: each node sees all earlier nodes of its level and the earlier one of the level below.
 *
 * <pre>
 * x00 - x01 - x02 - x03 - x04 - 1x1    32    x_ij = DoubleConv of x_i0 .. x_i(j-1) and the upsampled x_(i+1)(j-1);
 *    x10 - x11 - x12 - x13             64    x_i0 = DoubleConv of the pooled x_(i-1)0
 *       x20 - x21 - x22               128
 *          x30 - x31                  256    max pooling down, bilinear x2 (corners on corners) up
 *             x40                     512
 * </pre>
 *
 * Zhou et al.: UNet++, DLMIA 2018, arXiv 1807.10165, figure 1 and eq. 1. Unlike the paper: batch norms, bilinear
 * instead of learned up-sampling. Height and width: multiples of 16. 9,163,329 parameters; 9,163,428 supervised,
 * 7,852,545 plain.
 */
public final class NestedUNet extends Network {
    private static final int DEPTH = 4;

    /** Which nodes there are, and which have a head. */
    public enum Form {
        /** All nodes; a head on x04. */
        NESTED,
        /** A head on x01 to x04 each (section 3.2); the logits are those of x04, the other maps are auxiliary. */
        SUPERVISED,
        /** Only the outer nodes: a U-Net of half width, the yardstick of the same code. */
        PLAIN
    }

    /** Node j of level i; null where the form has none. */
    private final List<List<DoubleConv>> node = new ArrayList<>();

    private final List<Conv2d> head = new ArrayList<>();

    public NestedUNet(Spec s, Form form) {
        super(s, 1 << DEPTH);
        encoder("node\\.\\d\\.0\\.");
        int width = s.baseOr(32);
        for (int i = 0; i <= DEPTH; i++) {
            List<DoubleConv> level = new ArrayList<>();
            int w = width << i;
            int in = i == 0 ? s.inputChannels() : w / 2;
            for (int j = 0; i + j <= DEPTH; j++) {
                boolean made = j == 0 || i + j == DEPTH || form != Form.PLAIN;
                level.add(made ? new DoubleConv(in, w) : null);
                in = j == 0 ? w + 2 * w : in + (made ? w : 0); // earlier nodes and the one below
            }
            node.add(level);
        }
        for (int i = 0; i < (form == Form.SUPERVISED ? DEPTH : 1); i++) {
            head.add(new Conv2d(width, s.classes(), 1));
        }
    }

    @Override
    protected Output output(Tensor x) {
        List<Tensor> maps = reference(x);
        int last = maps.size() - 1;
        return new Output(maps.get(last), maps.subList(0, last));
    }

    /** From the coarsest to the finest, which has the logits. */
    @Override
    public List<Tensor> reference(Tensor x) { // [N, C, H, W]
        Tensor[][] t = new Tensor[DEPTH + 1][DEPTH + 1];
        for (int j = 0; j <= DEPTH; j++) {
            for (int i = 0; i + j <= DEPTH; i++) {
                if (node.get(i).get(j) != null) {
                    Tensor in = j > 0 ? joined(t, i, j) : i > 0 ? t[i - 1][0].maxPool2d(2, 2, 0) : x;
                    t[i][j] = node.get(i).get(j).apply(in); // [N, w 2^i, H/2^i, W/2^i]
                }
            }
        }
        List<Tensor> maps = new ArrayList<>();
        for (int k = 0; k < head.size(); k++) {
            maps.add(head.get(k).apply(t[0][DEPTH + 1 - head.size() + k])); // [N, K, H, W]
        }
        return maps;
    }

    private static Tensor joined(Tensor[][] t, int i, int j) {
        List<Tensor> parts = new ArrayList<>();
        for (int k = 0; k < j; k++) {
            if (t[i][k] != null) {
                parts.add(t[i][k]);
            }
        }
        parts.add(t[i + 1][j - 1].resizeBilinear(t[i][0].size(2), t[i][0].size(3), true));
        return Tensor.cat(1, parts.toArray(Tensor[]::new));
    }

    @Override
    protected Renames renames() {
        return Renames.of(
                        "node.{i}.{j} -> conv{i}_{j}",
                        ".conv.0 -> .conv1",
                        ".conv.1 -> .bn1",
                        ".conv.3 -> .conv2",
                        ".conv.4 -> .bn2")
                .then(head.size() == 1 ? "head.0 -> final" : "head.{k} -> final{k+1}");
    }
}
