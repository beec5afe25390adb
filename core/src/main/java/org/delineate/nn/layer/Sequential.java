package org.delineate.nn.layer;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.delineate.nn.Tensor;

/**
 * Applies layers one after the other; they are named by their numbers, activations included, as in published
 * checkpoints.
 */
public final class Sequential extends Layer {
    private final List<Layer> layers;

    public Sequential(List<Layer> layers) {
        this.layers = layers;
    }

    public Sequential(Layer... layers) {
        this(List.of(layers));
    }

    /** As many layers, made by their numbers. */
    public static Sequential of(int count, IntFunction<Layer> layer) {
        return new Sequential(IntStream.range(0, count).mapToObj(layer).toList());
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
