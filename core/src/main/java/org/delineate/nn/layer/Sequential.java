package org.delineate.nn.layer;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.delineate.nn.Tensor;

/**
 * Applies layers one after the other; they are named by their numbers, activations included, as in published
 * checkpoints.
 */
public final class Sequential extends Layer {
    /** A ReLU between other layers. */
    public static final class Relu extends Layer {
        @Override
        public Tensor apply(Tensor x) {
            return x.relu();
        }
    }

    /** A GELU between other layers. */
    public static final class Gelu extends Layer {
        @Override
        public Tensor apply(Tensor x) {
            return x.gelu();
        }
    }

    /** Upsamples by a whole factor, nearest neighbour. */
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
