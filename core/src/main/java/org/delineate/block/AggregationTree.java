package org.delineate.block;

import java.util.ArrayList;
import java.util.List;
import org.delineate.nn.Tensor;
import org.delineate.nn.layer.Conv2d;
import org.delineate.nn.layer.Module;
import org.delineate.nn.layer.Sequential;

/**
 * Hierarchical deep aggregation: a tree of residual blocks, whose every pair of leaves ends in a root that sees both,
 * and all that the trees before it in the same stage made. [N, in, H, W] to [N, out, H/stride, W/stride].
 *
 * <p>Yu et al. 2018, arXiv 1707.06484, figure 2f.
 */
public final class AggregationTree extends Module {
    private final int stride;
    private final boolean rootSeesInput;
    private final AggregationTree tree1;
    private final AggregationTree tree2;
    private final ResidualBlock block1;
    private final ResidualBlock block2;
    private final Sequential project;
    /** Of the maps side by side. */
    private final ConvNorm root;

    /**
     * @param levels 1 for two blocks, each more doubles their number
     * @param squeeze of the {@link ResidualBlock}
     * @param rootSeesInput the last root sees the pooled input too
     */
    public AggregationTree(int levels, int in, int out, int squeeze, int stride, boolean rootSeesInput) {
        this(levels, in, out, squeeze, stride, rootSeesInput, 0);
    }

    /** @param seen channels of what earlier trees hand to the last root */
    private AggregationTree(int levels, int in, int out, int squeeze, int stride, boolean rootSeesInput, int seen) {
        this.stride = stride;
        this.rootSeesInput = rootSeesInput;
        int all = seen + (rootSeesInput ? in : 0);
        boolean leaf = levels == 1;
        tree1 = leaf ? null : new AggregationTree(levels - 1, in, out, squeeze, stride, false, 0);
        tree2 = leaf ? null : new AggregationTree(levels - 1, out, out, squeeze, 1, false, all + out);
        block1 = leaf ? ResidualBlock.of(in, out, squeeze, stride, false) : null;
        block2 = leaf ? ResidualBlock.of(out, out, squeeze, 1, false) : null;
        project = leaf && in != out ? ConvNormRelu.withoutRelu(new Conv2d(in, out, 1).withoutBias()) : null;
        root = leaf ? new ConvNorm(2 * out + all, out, 1) : null;
    }

    public Tensor apply(Tensor x) {
        return apply(x, List.of());
    }

    private Tensor apply(Tensor x, List<Tensor> before) {
        Tensor pooled = stride > 1 ? x.maxPool2d(stride, stride, 0) : x; // [N, in, H/stride, W/stride]
        List<Tensor> seen = new ArrayList<>(before);
        if (rootSeesInput) {
            seen.add(pooled);
        }
        if (root == null) {
            Tensor first = tree1.apply(x);
            seen.add(first);
            return tree2.apply(first, seen);
        }
        Tensor first = block1.apply(x, project == null ? pooled : project.apply(pooled));
        seen.addAll(0, List.of(block2.apply(first), first));
        return root.apply(Tensor.cat(1, seen.toArray(Tensor[]::new))).relu(); // [N, out, H/stride, W/stride]
    }
}
