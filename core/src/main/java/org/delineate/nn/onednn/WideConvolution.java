package org.delineate.nn.onednn;

import static org.bytedeco.dnnl.global.dnnl.dnnl_aBcd16b;
import static org.bytedeco.dnnl.global.dnnl.dnnl_aBcd8b;

import org.bytedeco.pytorch.Tensor;
import org.delineate.nn.Eager;
import org.delineate.nn.Graph.Leaf;
import org.delineate.nn.Graph.Node;
import org.delineate.nn.compile.FoldedConvolution;
import org.delineate.nn.op.Convolution;

/**
 * A convolution with a wide kernel to one or two channels, as spatial attention has: neighbouring pixels of a row are
 * taken as channels, so that they fill a vector register that one channel alone leaves empty. A map [N, C, H, W]
 * row-major is the map [N, C * lanes, H, W / lanes] in blocks of so many channels.
 *
 * @param lanes pixels that become channels
 */
record WideConvolution(PlanBuilder plan, Node node, Node norm, int lanes) {
    private static final int MOST_CHANNELS = 2;
    private static final int LEAST_WIDTH = 5; // of the kernel: three blocks take as many steps as three columns

    /** Adds it where it fits and the library has a kernel; else returns null. */
    static Value added(PlanBuilder plan, Node n, Node norm, Value x) {
        if (n.op() instanceof Convolution op && fits(op, n)) {
            for (int lanes : new int[] {16, 8}) {
                if (n.shape()[3] % lanes == 0) {
                    Value result = new WideConvolution(plan, n, norm, lanes).added(op, x);
                    if (result != null) {
                        return result;
                    }
                }
            }
        }
        return null;
    }

    private static boolean fits(Convolution op, Node n) {
        long[] w = n.inputs().get(1).shape();
        return op.stride() == 1
                && op.groups() == 1
                && w[0] <= MOST_CHANNELS
                && w[1] <= MOST_CHANNELS
                && w[3] >= LEAST_WIDTH
                && 2L * op.paddingWidth() == op.dilation() * (w[3] - 1)
                && n.inputs().stream().skip(1).allMatch(i -> i == null || i.leaf() == Leaf.PARAMETER);
    }

    private Value added(Convolution op, Value x) {
        FoldedConvolution folded = new FoldedConvolution(node, norm);
        Tensor weight = folded.weight();
        long[] w = weight.shape(); // [out, in, kh, kw]
        int reach = (op.paddingWidth() + lanes - 1) / lanes; // blocks to either side
        Value blocks = plan.constant(
                blocks(new Eager(weight).toFloats(), w, op, reach), w[0] * lanes, w[1] * lanes, w[2], 2L * reach + 1);
        Value bias = folded.bias() == null
                ? null
                : plan.constant(repeated(new Eager(folded.bias()).toFloats()), w[0] * lanes);
        long[] s = x.dims();
        long[] from = {s[0], s[1] * lanes, s[2], s[3] / lanes};
        long[] to = {s[0], w[0] * lanes, node.shape()[2], s[3] / lanes};
        int tag = lanes == 16 ? dnnl_aBcd16b : dnnl_aBcd8b;
        Value rows = plan.inRowMajor(x);
        Layout out = plan.tagged(tag, to);
        Head head =
                new MapOperations(plan).convolution(op, reach, rows.seen(plan.tagged(tag, from)), blocks, bias, out);
        Primitive primitive = Primitive.of(plan.owner(), head.description(), plan.attributes());
        if (primitive == null) {
            return null;
        }
        Value result = plan.add(node.op().words() + " of rows", primitive, head.inputs(), node.macs());
        return result.seen(plan.rowMajor(node.shape()));
    }

    /** Weights [out * lanes, in * lanes, kh, blocks]: which pixel of which block reaches which pixel. */
    private float[] blocks(float[] weight, long[] w, Convolution op, int reach) {
        int out = (int) w[0];
        int in = (int) w[1];
        int kh = (int) w[2];
        int kw = (int) w[3];
        int width = 2 * reach + 1;
        float[] all = new float[out * lanes * in * lanes * kh * width];
        for (int o = 0; o < out; o++) {
            for (int i = 0; i < in; i++) {
                for (int y = 0; y < kh; y++) {
                    for (int x = 0; x < kw; x++) {
                        for (int pixel = 0; pixel < lanes; pixel++) {
                            int source = pixel + x * op.dilation() - op.paddingWidth();
                            int block = Math.floorDiv(source, lanes) + reach;
                            int row = (o * lanes + pixel) * in * lanes + i * lanes + Math.floorMod(source, lanes);
                            all[(row * kh + y) * width + block] = weight[((o * in + i) * kh + y) * kw + x];
                        }
                    }
                }
            }
        }
        return all;
    }

    private float[] repeated(float[] bias) {
        float[] all = new float[bias.length * lanes];
        for (int i = 0; i < all.length; i++) {
            all[i] = bias[i / lanes];
        }
        return all;
    }
}
