package org.delineate.block;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.delineate.nn.Tensor;
import org.delineate.nn.layer.BatchNorm2d;
import org.delineate.nn.layer.Conv2d;
import org.delineate.nn.layer.Layer;
import org.delineate.nn.layer.Module;

/**
 * Layers that each see all maps before them: [N, in, H, W] to [N, in + 32 depth, H, W] (Huang et al. 2017, arXiv
 * 1608.06993, figure 1).
 */
public final class DenseBlock extends Layer {
    /** Channels that a layer adds. */
    public static final int GROWTH = 32;

    /** Norm, ReLU, 1x1 convolution; norm, ReLU, 3x3 convolution. */
    private static final class DenseLayer extends Layer {
        private final BatchNorm2d norm1;
        private final Conv2d conv1;
        private final BatchNorm2d norm2 = new BatchNorm2d(4 * GROWTH);
        private final Conv2d conv2 = new Conv2d(4 * GROWTH, GROWTH, 3).withoutBias();

        private DenseLayer(int in) {
            norm1 = new BatchNorm2d(in);
            conv1 = new Conv2d(in, 4 * GROWTH, 1).withoutBias();
        }

        @Override
        public Tensor apply(Tensor x) {
            x = conv1.apply(norm1.apply(x).relu());
            return conv2.apply(norm2.apply(x).relu());
        }
    }

    private final List<DenseLayer> layers = new ArrayList<>();

    public DenseBlock(int in, int depth) {
        for (int i = 0; i < depth; i++) {
            layers.add(new DenseLayer(in + i * GROWTH));
        }
    }

    /** Counted from 1, as published. */
    @Override
    protected Map<String, Module> children() {
        Map<String, Module> named = new LinkedHashMap<>();
        layers.forEach(l -> named.put("denselayer" + (named.size() + 1), l));
        return named;
    }

    @Override
    public Tensor apply(Tensor x) {
        for (DenseLayer l : layers) {
            x = Tensor.cat(1, x, l.apply(x));
        }
        return x;
    }
}
