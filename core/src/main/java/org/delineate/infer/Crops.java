package org.delineate.infer;

import org.delineate.nn.Scope;
import org.delineate.nn.Tensor;
import org.delineate.sample.Geometry;
import org.delineate.sample.Sample;
import org.delineate.zoo.Network;

/**
 * What of one picture goes through a network, and how the answers make one map again. Answers come from several
 * threads, in any order.
 */
abstract class Crops {
    /** Height of the picture itself. */
    final int originalHeight;

    /** Width of the picture itself. */
    final int originalWidth;

    Crops(int originalHeight, int originalWidth) {
        this.originalHeight = originalHeight;
        this.originalWidth = originalWidth;
    }

    abstract int count();

    /** The crop as the network sees it. */
    abstract Sample sample(int crop);

    /**
     * @param map the network's answer to this crop [height, width]: logits or probabilities of the lesion, as it was
     *     asked for
     */
    abstract void take(int crop, float[] map);

    /**
     * The lesion's probability at the picture's own size [height, width], once every answer is there.
     *
     * @param logits whether the answers are logits
     */
    abstract float[] probability(Network network, boolean logits);

    /** A second way into the engine, for logits that stand for a whole picture. */
    static float[] probability(Network network, float[] logits, int height, int width) {
        try (Scope scope = Scope.inference()) {
            return network.probability(Tensor.of(logits, 1, 1, height, width)).toFloats();
        }
    }

    /** The picture as one crop, scaled to the network's size. */
    static final class Whole extends Crops {
        private static final int CERTAIN = 16;

        private final Sample sample;
        private float[] map;

        Whole(Sample sample) {
            super(sample.geometry().originalHeight(), sample.geometry().originalWidth());
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
            map = answer;
        }

        /**
         * The lesion's logits [height, width] at the network's size. Probabilities tell them up to ±{@value #CERTAIN}
         * only: beyond, a float is 0 or 1.
         *
         * @param logits whether the answer is logits
         */
        float[] logits(boolean logits) {
            if (logits) {
                return map;
            }
            float[] out = new float[map.length];
            for (int i = 0; i < out.length; i++) {
                double logit = Math.log(map[i]) - Math.log1p(-map[i]);
                out[i] = (float) Math.max(-CERTAIN, Math.min(CERTAIN, logit));
            }
            return out;
        }

        @Override
        float[] probability(Network network, boolean logits) {
            Geometry g = sample.geometry();
            if (network.seesWholePicture()) {
                return probability(network, g.invert(map), originalHeight, originalWidth);
            }
            return g.invert(logits ? probability(network, map, g.height(), g.width()) : map);
        }
    }
}
