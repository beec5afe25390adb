package org.delineate.block;

import java.util.ArrayList;
import java.util.List;
import org.delineate.nn.Tensor;
import org.delineate.nn.layer.BatchNorm2d;
import org.delineate.nn.layer.Conv2d;
import org.delineate.nn.layer.Layer;
import org.delineate.nn.layer.Sequential;

/**
 * Dilated 3x3 convolutions side by side and a 1x1 convolution: atrous spatial pyramid pooling (DeepLab, Chen et al.
 * 2017, arXiv 1606.00915, figure 7), in the two forms of ResUNet++.
 */
public final class DilatedPyramid extends Layer {
    private final List<Sequential> branch = new ArrayList<>();
    private final boolean summed;
    private final Conv2d mix;

    private DilatedPyramid(boolean summed, Conv2d mix) {
        this.summed = summed;
        this.mix = mix;
    }

    /** The sum of four branches, dilated 1, 6, 12 and 18 pixels, each with a batch norm. */
    public static DilatedPyramid summed(int in, int out) {
        DilatedPyramid p = new DilatedPyramid(true, new Conv2d(out, out, 1));
        for (int dilation : new int[] {1, 6, 12, 18}) {
            p.branch.add(new Sequential(new Conv2d(in, out, 3).dilation(dilation), new BatchNorm2d(out)));
        }
        return p;
    }

    /** Three branches joined, dilated 6, 12 and 18 pixels, each with ReLU and a batch norm after it. */
    public static DilatedPyramid joined(int in, int out) {
        DilatedPyramid p = new DilatedPyramid(false, new Conv2d(3 * out, out, 1));
        for (int dilation : new int[] {6, 12, 18}) {
            p.branch.add(new Sequential(
                    new Conv2d(in, out, 3).dilation(dilation), Layer.of(Tensor::relu), new BatchNorm2d(out)));
        }
        return p;
    }

    @Override
    public Tensor apply(Tensor x) {
        Tensor[] maps = branch.stream().map(b -> b.apply(x)).toArray(Tensor[]::new);
        Tensor all = summed ? List.of(maps).stream().reduce(Tensor::add).orElseThrow() : Tensor.cat(1, maps);
        return mix.apply(all);
    }
}
