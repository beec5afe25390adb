package org.delineate.infer;

import org.delineate.nn.Tensor;
import org.delineate.sample.Geometry;
import org.delineate.sample.Sample;
import org.delineate.zoo.Network;

/**
 * What of one picture goes through the network, and how the answers make one map again. Answers come from several threads, in any
 * order.
 */
public abstract class Crops {
    Crops() {}

    abstract int count();

    /** The crop as the network sees it. */
    abstract Sample sample(int crop);

    /** @param lesion the network's answer to this crop, its logits [height, width] */
    abstract void take(int crop, float[] lesion);

    /** The lesion's probability at the picture's own size [height, width], once every answer is there. */
    abstract Tensor probability(Network network);

    abstract int originalHeight();

    abstract int originalWidth();

    /** The picture as one crop, scaled to the network's size. */
    static final class Whole extends Crops {
        private final Sample sample;
        private float[] lesion;

        Whole(Sample sample) {
            this.sample = sample;
        }

        @Override
        int count() {
            return 1;
        }

        @Override
        Sample sample(int crop) {
            return sample;
        }

        @Override
        void take(int crop, float[] answer) {
            lesion = answer;
        }

        @Override
        Tensor probability(Network network) {
            Geometry g = sample.geometry();
            return network.probability(
                    Tensor.of(lesion, 1, 1, g.height(), g.width()),
                    map -> Tensor.of(g.invert(map.toFloats()), 1, 1, g.originalHeight(), g.originalWidth()));
        }

        @Override
        int originalHeight() {
            return sample.geometry().originalHeight();
        }

        @Override
        int originalWidth() {
            return sample.geometry().originalWidth();
        }
    }
}
