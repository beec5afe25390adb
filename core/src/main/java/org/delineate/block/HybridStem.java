package org.delineate.block;

import java.util.ArrayList;
import java.util.List;
import org.delineate.nn.Tensor;
import org.delineate.nn.layer.GroupNorm;
import org.delineate.nn.layer.Layer;
import org.delineate.nn.layer.Module;
import org.delineate.nn.layer.Sequential;

/**
 * ResNet-50 without its last stage, with group norms and standardised filters, before a vision transformer.
 *
 * <p>Dosovitskiy et al., ICLR 2021, arXiv 2010.11929 (the hybrid); Kolesnikov et al., arXiv 1912.11370 (the ResNet).
 */
public final class HybridStem extends Module {
    /** Channels of the maps of 1/2, 1/4, 1/8 and 1/16 of the size. */
    public static final List<Integer> CHANNELS = List.of(64, 256, 512, 1024);

    private static final int[] DEPTHS = {3, 4, 9};
    private static final int GROUPS = 32;
    private static final double EPS = 1e-6;

    private final StandardisedConv2d root;
    private final GroupNorm rootNorm = norm(CHANNELS.get(0));
    private final List<Sequential> body = new ArrayList<>();

    public HybridStem(int inputChannels) {
        root = new StandardisedConv2d(inputChannels, CHANNELS.get(0), 7, 2);
        for (int b = 0; b < DEPTHS.length; b++) {
            int in = CHANNELS.get(b);
            int out = CHANNELS.get(b + 1);
            int stride = b == 0 ? 1 : 2;
            body.add(Sequential.of(
                    DEPTHS[b], i -> i == 0 ? new Unit(in, out, stride, true) : new Unit(out, out, 1, false)));
        }
    }

    private static GroupNorm norm(int channels) {
        return new GroupNorm(GROUPS, channels, EPS);
    }

    /** [N, C, H, W] to four maps of {@link #CHANNELS}; height and width are multiples of 16. */
    public List<Tensor> maps(Tensor x) {
        List<Tensor> maps = new ArrayList<>();
        maps.add(rootNorm.apply(root.apply(x)).relu());
        Tensor t = maps.get(0).maxPool2d(3, 2, 0); // one less than a quarter of the size, both ways
        for (Sequential units : body) {
            t = units.apply(t);
            maps.add(t);
        }
        maps.set(1, maps.get(1).pad(0, 1, 0, 1, 0)); // only the decoder's copy is filled up
        return maps;
    }

    /** Bottleneck with a projected shortcut in the first of a stage. */
    private static final class Unit extends Layer {
        private final StandardisedConv2d conv1;
        private final GroupNorm gn1;
        private final StandardisedConv2d conv2;
        private final GroupNorm gn2;
        private final StandardisedConv2d conv3;
        private final GroupNorm gn3;
        private final StandardisedConv2d downsample;
        private final GroupNorm gnProj;

        Unit(int in, int out, int stride, boolean projects) {
            int mid = out / 4;
            conv1 = new StandardisedConv2d(in, mid, 1, 1);
            gn1 = norm(mid);
            conv2 = new StandardisedConv2d(mid, mid, 3, stride);
            gn2 = norm(mid);
            conv3 = new StandardisedConv2d(mid, out, 1, 1);
            gn3 = norm(out);
            downsample = projects ? new StandardisedConv2d(in, out, 1, stride) : null;
            gnProj = projects ? new GroupNorm(out, out) : null;
        }

        @Override
        public Tensor apply(Tensor x) {
            Tensor y = gn1.apply(conv1.apply(x)).relu();
            y = gn2.apply(conv2.apply(y)).relu();
            y = gn3.apply(conv3.apply(y));
            return y.add(downsample == null ? x : gnProj.apply(downsample.apply(x)))
                    .relu();
        }
    }
}
