package org.delineate.nn.layer;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.delineate.nn.Tensor;

/** Layers one after the other; the children are numbered, activations included, as in published checkpoints. */
public final class Sequential extends Layer {
    /** Layers without parameters that stand between others. */
    public static final class Relu extends Layer {
        @Override
        public Tensor apply(Tensor x) {
            return x.relu();
        }
    }

    public static final class Gelu extends Layer {
        @Override
        public Tensor apply(Tensor x) {
            return x.gelu();
        }
    }

    /** Nearest neighbour, by a whole factor. */
    public static final class Upsample extends Layer {
        private final int factor;

        public Upsample(int factor) {
            this.factor = factor;
        }

        @Override
        public Tensor apply(Tensor x) {
            return x.upsampleNearest(factor);
        }
    }

    private final List<Layer> layers;

    public Sequential(Layer... layers) {
        this.layers = List.of(layers);
    }

    @Override
    protected Map<String, Module> children() {
        Map<String, Module> numbered = new LinkedHashMap<>();
        for (int i = 0; i < layers.size(); i++) {
            numbered.put(Integer.toString(i), layers.get(i));
        }
        return numbered;
    }

    @Override
    public Tensor apply(Tensor x) {
        for (Layer l : layers) {
            x = l.apply(x);
        }
        return x;
    }
}
