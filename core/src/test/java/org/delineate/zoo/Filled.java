package org.delineate.zoo;

import java.util.Arrays;
import org.delineate.nn.layer.Weights;
import org.delineate.parity.GoldenCase;

/**
 * A network in evaluation with drawn weights and statistics: not as training begins, where some parts have no effect
 * yet; everything takes part, and nothing explodes.
 */
record Filled(Network network, int height, int width) {
    /** For pictures of this size, or the next that it takes. */
    static Filled of(Zoo zoo, int height, int width) {
        int multiple = zoo.outline(3, 1).multiple();
        int h = (height + multiple - 1) / multiple * multiple;
        int w = (width + multiple - 1) / multiple * multiple;
        Network network = zoo.create(new Network.Spec(3, 1, h, w, 0));
        network.state().forEach((name, t) -> Weights.fill(t, filling(name, t.shape(), 1)));
        network.train(false);
        return new Filled(network, h, w);
    }

    static float[] filling(String name, long[] shape, int seed) {
        double bound =
                shape.length > 1 ? Math.sqrt(3.0 / Arrays.stream(shape).skip(1).reduce(1, (a, b) -> a * b)) : 0.1;
        boolean scale = shape.length == 1 && name.matches(".*(weight|running_var)");
        return GoldenCase.uniform(name, shape, scale ? 0.5 : -bound, scale ? 1.5 : bound, seed);
    }

    /** Length of the difference over the length of what is expected. */
    static double difference(float[] found, float[] expected) {
        double difference = 0;
        double length = 0;
        for (int i = 0; i < expected.length; i++) {
            difference = Math.hypot(difference, found[i] - expected[i]);
            length = Math.hypot(length, expected[i]);
        }
        return difference / length;
    }
}
