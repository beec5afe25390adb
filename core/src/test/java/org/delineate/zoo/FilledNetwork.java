package org.delineate.zoo;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.delineate.nn.Tensor;
import org.delineate.nn.layer.Weights;
import org.delineate.parity.GoldenCase;

/** A network of the registry whose weights follow from their names, for images of any size that it takes. */
final class FilledNetwork {
    /** The values of the network in hand: drawing them takes as long as a test does. */
    private static final Map<String, float[]> FILLINGS = new HashMap<>();

    private static Zoo filled;

    private final Zoo zoo;
    private final int multiple;

    FilledNetwork(Zoo zoo) {
        this.zoo = zoo;
        if (filled != zoo) {
            FILLINGS.clear();
            filled = zoo;
        }
        multiple = zoo.outline(3, 1).multiple();
    }

    int multiple() {
        return multiple;
    }

    /** The next size that the network takes. */
    int upTo(int side) {
        return (side + multiple - 1) / multiple * multiple;
    }

    /** Filled, for pictures of this size or the next that it takes. */
    Network of(int height, int width) {
        Network network = zoo.create(new Network.Spec(3, 1, upTo(height), upTo(width), 0));
        network.state().forEach((name, t) -> Weights.fill(t, filling(name, t)));
        network.train(false);
        return network;
    }

    /** The shape may depend on the size of the picture. */
    static float[] filling(String name, Tensor t) {
        return FILLINGS.computeIfAbsent(name + Arrays.toString(t.shape()), key -> Filled.filling(name, t.shape(), 1));
    }

    static float[] images(int count, int height, int width) {
        return GoldenCase.uniform("pictures", new long[] {count, 3, height, width}, -2, 2, 1);
    }

    /** The Euclidean distance; NaN where a value is. */
    static double distance(float[] a, float[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            if (a[i] != b[i]) { // NaN as well
                double difference = (double) a[i] - b[i];
                sum += difference * difference;
            }
        }
        return Math.sqrt(sum);
    }
}
