package org.delineate.block;

import java.util.ArrayList;
import java.util.List;
import org.delineate.nn.Tensor;
import org.delineate.nn.layer.BatchNorm2d;
import org.delineate.nn.layer.Conv2d;
import org.delineate.nn.layer.Layer;
import org.delineate.nn.layer.Sequential;

/**
 * A bottleneck whose 3x3 convolution sees its channels in four pieces, one after the other.
 *
 * <pre>
 * 1x1 - split | a - 3x3 ----- | join - 1x1 - + shortcut
 *             | b - + - 3x3 - |     each 3x3 sees the answer of the one before;
 *             | c - + - 3x3 - |     in the first block of a stage the pieces stay apart
 *             | d ----------- |     and d is average-pooled, as the shortcut is
 * </pre>
 *
 * Gao et al., Res2Net, TPAMI 2021, arXiv 1904.01169; width 26, scale 4, version 1b. [N, in, H, W] to [N, out, H/stride,
 * W/stride].
 */
final class Res2NetBlock extends Layer {
    private static final int SCALE = 4;

    private final Conv2d conv1;
    private final BatchNorm2d bn1;
    private final List<Conv2d> convs = new ArrayList<>();
    private final List<BatchNorm2d> bns = new ArrayList<>();
    private final Conv2d conv3;
    private final BatchNorm2d bn3;
    private final Sequential downsample;
    private final int width;
    private final int stride;

    /** @param first of a stage */
    Res2NetBlock(int in, int out, int stride, boolean first) {
        this.width = out / 4 * 26 / 64;
        this.stride = stride;
        conv1 = new Conv2d(in, SCALE * width, 1).withoutBias();
        bn1 = new BatchNorm2d(SCALE * width);
        for (int i = 0; i < SCALE - 1; i++) {
            convs.add(new Conv2d(width, width, 3).stride(stride).withoutBias());
            bns.add(new BatchNorm2d(width));
        }
        conv3 = new Conv2d(SCALE * width, out, 1).withoutBias();
        bn3 = new BatchNorm2d(out);
        Layer pool = Layer.of(x -> stride == 1 ? x : x.avgPool2d(stride, stride, 0));
        downsample = first ? new Sequential(pool, new Conv2d(in, out, 1).withoutBias(), new BatchNorm2d(out)) : null;
    }

    @Override
    public Tensor apply(Tensor x) {
        boolean first = downsample != null;
        Tensor wide = bn1.apply(conv1.apply(x)).relu(); // [N, 4 width, H, W]
        Tensor[] part = new Tensor[SCALE]; // [N, width, H/stride, W/stride] each
        for (int i = 0; i < SCALE - 1; i++) {
            Tensor piece = wide.narrow(1, i * width, width);
            Tensor seen = first || i == 0 ? piece : part[i - 1].add(piece);
            part[i] = bns.get(i).apply(convs.get(i).apply(seen)).relu();
        }
        Tensor last = wide.narrow(1, (SCALE - 1) * width, width);
        part[SCALE - 1] = first ? last.avgPool2d(3, stride, 1) : last;
        Tensor y = bn3.apply(conv3.apply(Tensor.cat(1, part))); // [N, out, H/stride, W/stride]
        return y.add(first ? downsample.apply(x) : x).relu();
    }
}
