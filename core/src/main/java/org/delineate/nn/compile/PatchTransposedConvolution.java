package org.delineate.nn.compile;

import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.MemoryFormat;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.delineate.nn.Graph.Leaf;
import org.delineate.nn.Graph.Node;
import org.delineate.nn.op.Convolution;
import org.delineate.nn.op.PackedKernel;
import org.delineate.nn.op.Products.TransposedConvolution;
import org.delineate.nn.op.Shaping;

/**
 * A transposed convolution whose kernel is as wide as its stride, so that every pixel becomes a patch of its own: a 1x1
 * convolution computes all values of a patch, and the patches are put side by side; groups become zeros in its weights.
 *
 * <p>The engine's own kernel, above all that of groups, takes two to five times as long.
 */
public record PatchTransposedConvolution(FusedConvolution patches, int factor, long channels) implements PackedKernel {
    private static final Convolution POINTWISE = new Convolution(1, 0, 0, 1, 1);

    /** Whether a node is such a convolution, and a packed kernel can compute it. */
    static boolean fits(Node n) {
        return isOfPatches(n) && FusionPlan.hasKernel(n);
    }

    /** Whether a node is such a convolution, with weights of the module's own. */
    public static boolean isOfPatches(Node n) {
        return n.op() instanceof TransposedConvolution op
                && op.padding() == 0
                && op.outputPadding() == 0
                && n.inputs().stream().skip(1).allMatch(w -> w == null || w.leaf() == Leaf.PARAMETER)
                && n.inputs().get(1).shape()[2] == op.stride()
                && n.inputs().get(1).shape()[3] == op.stride();
    }

    /** @param type number format of the packed weights */
    static PatchTransposedConvolution of(Node n, ScalarType type) {
        Tensor bias = bias(n);
        return new PatchTransposedConvolution(
                new FusedConvolution(
                        POINTWISE,
                        weight(n).to(type).contiguous(MemoryFormat.ChannelsLast),
                        bias == null ? null : bias.to(type),
                        null,
                        n.inputs().get(0).shape()),
                ((TransposedConvolution) n.op()).stride(),
                n.shape()[1]);
    }

    /** Weights of the 1x1 convolution [factor * factor * out, in, 1, 1]. */
    public static Tensor weight(Node n) {
        int factor = ((TransposedConvolution) n.op()).stride();
        int groups = ((TransposedConvolution) n.op()).groups();
        Tensor weight = FoldedConvolution.parameter(n.inputs().get(1)); // [in, out / groups, factor, factor]
        long in = weight.size(0);
        long out = n.shape()[1];
        Tensor perGroup = weight.view(groups, in / groups, out / groups, factor, factor);
        Tensor[] rows = new Tensor[groups];
        for (int g = 0; g < groups; g++) { // [factor, factor, out / groups, in]
            long before = g * in / groups;
            long after = in - before - in / groups;
            rows[g] = torch.constant_pad_nd(perGroup.select(0, g).permute(2, 3, 1, 0), new long[] {before, after});
        }
        return new Shaping.Cat(2).run(rows).reshape((long) factor * factor * out, in, 1, 1);
    }

    /** Bias of the 1x1 convolution, or null. */
    public static Tensor bias(Node n) {
        int factor = ((TransposedConvolution) n.op()).stride();
        Node bias = n.inputs().get(2);
        return bias == null ? null : FoldedConvolution.parameter(bias).repeat((long) factor * factor);
    }

    @Override
    public Tensor run(Tensor... maps) {
        Tensor values = patches.run(maps[0]).permute(0, 2, 3, 1);
        long n = values.size(0);
        long height = values.size(1);
        long width = values.size(2);
        return values.reshape(n, height, width, factor, factor, channels)
                .permute(0, 1, 3, 2, 4, 5)
                .reshape(n, height * factor, width * factor, channels)
                .permute(0, 3, 1, 2);
    }

    @Override
    public long bytes() {
        return patches.bytes();
    }

    @Override
    public void close() {
        patches.close();
    }
}
