package org.delineate.block;

import java.util.List;
import java.util.stream.Stream;
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
    private final List<Sequential> branch;
    private final boolean summed;
    private final Conv2d mix;

    private DilatedPyramid(List<Sequential> branch, boolean summed, Conv2d mix) {
        this.branch = branch;
        this.summed = summed;
        this.mix = mix;
    }

    /** The sum of four branches, dilated 1, 6, 12 and 18 pixels, each with a batch norm. */
    public static DilatedPyramid summed(int in, int out) {
        List<Sequential> branch = Stream.of(1, 6, 12, 18)
                .map(dilation -> ConvNormRelu.withoutRelu(new Conv2d(in, out, 3).dilation(dilation)))
                .toList();
        return new DilatedPyramid(branch, true, new Conv2d(out, out, 1));
    }

    /** Three branches joined, dilated 6, 12 and 18 pixels, each with ReLU and a batch norm after it. */
    public static DilatedPyramid joined(int in, int out) {
        List<Sequential> branch = Stream.of(6, 12, 18)
                .map(dilation -> new Conv2d(in, out, 3).dilation(dilation))
                .map(conv -> new Sequential(conv, Layer.of(Tensor::relu), new BatchNorm2d(out)))
                .toList();
        return new DilatedPyramid(branch, false, new Conv2d(3 * out, out, 1));
    }

    @Override
    public Tensor apply(Tensor x) {
        Tensor[] maps = branch.stream().map(b -> b.apply(x)).toArray(Tensor[]::new);
        Tensor all = summed ? List.of(maps).stream().reduce(Tensor::add).orElseThrow() : Tensor.cat(1, maps);
        return mix.apply(all);
    }
}
