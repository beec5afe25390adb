package org.delineate.infer;

import org.delineate.nn.Tensor;
import org.delineate.sample.Geometry;
import org.delineate.sample.Sample;
import org.delineate.zoo.Network;

/** What of one picture goes through the network, and how the answers make one again. Answers come from several threads, in any order. */
interface Crops {
    int count();

    /** The piece as the network sees it. */
    Sample sample(int piece);

    /** @param lesion the network's answer to this piece, its logits [height, width] */
    void take(int piece, float[] lesion);

    /** The lesion's probability at the picture's own size [height, width], once every answer is there. */
    Tensor probability(Network network);

    int originalHeight();

    int originalWidth();

    /** The picture as one piece, scaled to the network's size. */
    final class Whole implements Crops {
        private final Sample sample;
        private float[] lesion;

        Whole(Sample sample) {
            this.sample = sample;
        }

        @Override
        public int count() {
            return 1;
        }

        @Override
        public Sample sample(int piece) {
            return sample;
        }

        @Override
        public void take(int piece, float[] answer) {
            lesion = answer;
        }

        @Override
        public Tensor probability(Network network) {
            Geometry g = sample.geometry();
            return network.probability(
                    Tensor.of(lesion, 1, 1, g.height(), g.width()),
                    map -> Tensor.of(g.invert(map.toFloats()), 1, 1, g.originalHeight(), g.originalWidth()));
        }

        @Override
        public int originalHeight() {
            return sample.geometry().originalHeight();
        }

        @Override
        public int originalWidth() {
            return sample.geometry().originalWidth();
        }
    }
}
