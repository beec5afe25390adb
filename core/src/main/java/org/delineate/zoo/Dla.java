package org.delineate.zoo;

import java.util.ArrayList;
import java.util.List;
import org.delineate.block.AggregationTree;
import org.delineate.block.BilinearUp;
import org.delineate.block.ConvNormRelu;
import org.delineate.block.IterativeUp;
import org.delineate.nn.Tensor;
import org.delineate.nn.layer.Conv2d;
import org.delineate.nn.layer.Init;
import org.delineate.nn.layer.Sequential;

/**
 * DLA-34 and DLA-60: an encoder of aggregation trees, and a decoder that joins its maps from the deepest up, again and
 * again.
 *
 * <pre>
 * 1    7x7 16 - 3x3 16                            x2
 * 1/2     3x3 32 ------------------- o - o - o - o - 1x1
 * 1/4        tree 64 ---------- o - o - o
 * 1/8           tree 128 - o - o                    o: IterativeUp joins a map of the row below,
 * 1/16             tree 256 - o                        the encoder's first, then its o
 * 1/32                tree 512
 * </pre>
 *
 * Yu, Wang, Shelhamer, Darrell: Deep Layer Aggregation, CVPR 2018, arXiv 1707.06484, figures 3 and 4, table 1. Unlike
 * the paper's figure the full size is reached by a fixed interpolation, as in the authors' code. That code also makes
 * projections whose result it drops, and a classifier: 18,094,281 parameters and 7.130 GMACs with them, DLA-60
 * 31,302,345 and 14.374. They are not made here. Height and width: multiples of 32. 17,539,537 parameters; DLA-60
 * 29,979,857.
 */
public final class Dla extends Network {
    /** Published sizes. */
    public enum Size {
        DLA_34(1, 2, List.of("3", "4"), 16, 32, 64, 128, 256, 512),
        DLA_60(2, 3, List.of("3", "4", "4.tree1"), 16, 32, 128, 256, 512, 1024);

        private final int squeeze;
        private final int depth4;
        /** Trees of trees, in the authors' files: their leaves project by themselves. */
        private final List<String> trees;

        private final List<Integer> channels;

        Size(int squeeze, int depth4, List<String> trees, Integer... channels) {
            this.squeeze = squeeze;
            this.depth4 = depth4;
            this.trees = trees;
            this.channels = List.of(channels);
        }
    }

    private final Size size;
    private final Sequential baseLayer;
    private final Sequential level0;
    private final Sequential level1;
    private final AggregationTree level2;
    private final AggregationTree level3;
    private final AggregationTree level4;
    private final AggregationTree level5;
    private final List<IterativeUp> ida = new ArrayList<>();
    private final Sequential fc;
    private final BilinearUp up;

    public Dla(Spec s, Size size) {
        super(s, 32);
        init(Init.HE_FAN_OUT);
        encoder("(baseLayer|level\\d)\\.");
        this.size = size;
        List<Integer> w = size.channels;
        baseLayer = ConvNormRelu.withoutBias(s.inputChannels(), w.get(0), 7);
        level0 = ConvNormRelu.withoutBias(w.get(0), w.get(0), 3);
        level1 = ConvNormRelu.of(new Conv2d(w.get(0), w.get(1), 3).stride(2).withoutBias());
        level2 = new AggregationTree(1, w.get(1), w.get(2), size.squeeze, 2, false);
        level3 = new AggregationTree(2, w.get(2), w.get(3), size.squeeze, 2, true);
        level4 = new AggregationTree(size.depth4, w.get(3), w.get(4), size.squeeze, 2, true);
        level5 = new AggregationTree(1, w.get(4), w.get(5), size.squeeze, 2, true);
        for (int l = 4; l >= 1; l--) {
            ida.add(new IterativeUp(w.get(l), w.get(l + 1), 5 - l));
        }
        fc = new Sequential(new Conv2d(w.get(1), s.classes(), 1));
        up = new BilinearUp(s.classes(), false);
    }

    /** [N, C, H, W] to logits [N, K, H/2, W/2]. */
    private Tensor half(Tensor x) {
        x = level1.apply(level0.apply(baseLayer.apply(x)));
        List<Tensor> maps = new ArrayList<>(List.of(x)); // [N, ., H/2^(l+1), W/2^(l+1)]
        for (AggregationTree level : List.of(level2, level3, level4, level5)) {
            x = level.apply(x);
            maps.add(x);
        }
        List<Tensor> row = List.of(x);
        for (int i = 0; i < ida.size(); i++) {
            row = ida.get(i).apply(maps.get(ida.size() - 1 - i), row);
        }
        return fc.apply(row.get(ida.size()));
    }

    @Override
    protected Tensor logits(Tensor x) {
        return up.apply(half(x)); // [N, K, H, W]
    }

    /** Log-softmax of the classes, unless there is only one, and the logits of half the size. */
    @Override
    public List<Tensor> reference(Tensor x) {
        Tensor half = half(x);
        Tensor full = up.apply(half);
        Tensor shifted = full.sub(full.max(1));
        return List.of(
                spec().classes() == 1 ? full : shifted.sub(shifted.exp().sum(1).log()), half);
    }

    /** The authors' files of the classifier. */
    @Override
    public List<Renames> pretrained() {
        return List.of(Renames.of("base_layer -> base.base_layer", "level{i} -> base.level{i}"));
    }

    @Override
    protected Renames renames() {
        return Renames.of(
                "base_layer -> base.base_layer",
                "level{i} -> base.level{i}",
                ".block{i} -> .tree{i}",
                "ida.{i} -> dla_up.ida_{i}",
                ".proj.{k} -> .proj_{k+1}",
                ".up.{k} -> .up_{k+1}",
                ".node.{k} -> .node_{k+1}");
    }

    @Override
    protected List<String> unused() {
        List<String> unused = new ArrayList<>(List.of("base.fc"));
        size.trees.forEach(tree -> unused.add("base.level" + tree + ".project"));
        return unused;
    }
}
