package org.delineate.block;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.delineate.nn.Tensor;
import org.delineate.nn.layer.BatchNorm2d;
import org.delineate.nn.layer.Conv2d;
import org.delineate.nn.layer.Init;
import org.delineate.nn.layer.Module;

/** DenseNet-121 (Huang et al. 2017, arXiv 1608.06993, table 1). */
public final class DenseNet121 extends Encoder {
    private static final int[] DEPTHS = {6, 12, 24, 16};

    /** Which maps a decoder sees. */
    public enum Maps {
        /** What the transitions compress, and the last map, all normed. */
        WIDE,
        /** The compressed maps of the transitions, before their pooling, and the last map as it is. */
        COMPRESSED
    }

    /** Norm, ReLU and 1x1 convolution; the pooling that follows is the encoder's. */
    private static final class Transition extends Module {
        private final BatchNorm2d norm;
        private final Conv2d conv;

        private Transition(int channels) {
            norm = new BatchNorm2d(channels);
            conv = new Conv2d(channels, channels / 2, 1).withoutBias();
        }
    }

    private final Maps which;
    private final boolean shrinksFirst;
    private final Conv2d conv0;
    private final BatchNorm2d norm0 = new BatchNorm2d(64);
    private final List<DenseBlock> blocks = new ArrayList<>();
    private final List<Transition> transitions = new ArrayList<>();
    private final BatchNorm2d norm5;

    /** @param shrinksFirst to a quarter of the size, as published; without, all maps are four times as high and wide */
    public DenseNet121(int inputChannels, Maps which, boolean shrinksFirst) {
        init(Init.HE_FAN_IN);
        this.which = which;
        this.shrinksFirst = shrinksFirst;
        conv0 = new Conv2d(inputChannels, 64, 7).stride(shrinksFirst ? 2 : 1).withoutBias();
        int c = 64;
        for (int depth : DEPTHS) {
            if (!blocks.isEmpty()) {
                transitions.add(new Transition(c));
                c /= 2;
            }
            blocks.add(new DenseBlock(c, depth));
            c += depth * DenseBlock.GROWTH;
        }
        norm5 = which == Maps.WIDE ? new BatchNorm2d(c) : null;
    }

    @Override
    public List<Integer> channels() {
        return which == Maps.WIDE ? List.of(64, 256, 512, 1024, 1024) : List.of(64, 128, 256, 512, 1024);
    }

    @Override
    public List<Tensor> maps(Tensor x) {
        List<Tensor> maps = new ArrayList<>();
        x = norm0.apply(conv0.apply(x)).relu();
        maps.add(x);
        x = blocks.get(0).apply(shrinksFirst ? x.maxPool2d(3, 2, 1) : x);
        for (int i = 0; i < transitions.size(); i++) {
            Transition t = transitions.get(i);
            Tensor wide = t.norm.apply(x).relu();
            Tensor compressed = t.conv.apply(wide);
            maps.add(which == Maps.WIDE ? wide : compressed);
            x = blocks.get(i + 1).apply(compressed.avgPool2d(2, 2, 0));
        }
        maps.add(norm5 == null ? x : norm5.apply(x));
        return maps;
    }

    /** Blocks and transitions counted from 1, as published. */
    @Override
    protected Map<String, Module> children() {
        Map<String, Module> named = new LinkedHashMap<>();
        named.put("features.conv0", conv0);
        named.put("features.norm0", norm0);
        for (int i = 0; i < blocks.size(); i++) {
            named.put("features.denseblock" + (i + 1), blocks.get(i));
            if (i < transitions.size()) {
                named.put("features.transition" + (i + 1), transitions.get(i));
            }
        }
        if (norm5 != null) {
            named.put("features.norm5", norm5);
        }
        return named;
    }
}
