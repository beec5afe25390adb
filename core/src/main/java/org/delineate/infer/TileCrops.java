package org.delineate.infer;

import org.delineate.image.Image;
import org.delineate.sample.Preprocess;
import org.delineate.sample.Sample;
import org.delineate.zoo.Network;

/**
 * Cuts a picture into tiles, row by row, and blends their logits: a network's own rule for probabilities sees the whole
 * picture.
 */
final class TileCrops extends Crops {
    private final Image image;
    private final Preprocess preprocess;
    private final int[] tops;
    private final int[] lefts;
    private final float[][] down;
    private final float[][] across;
    private final float[][] answers;

    TileCrops(Image image, Preprocess preprocess, Tiles tiles) {
        super(image.height(), image.width());
        this.image = image;
        this.preprocess = preprocess;
        tops = tiles.starts(image.height(), preprocess.height());
        lefts = tiles.starts(image.width(), preprocess.width());
        down = Tiles.weights(tops, image.height(), preprocess.height());
        across = Tiles.weights(lefts, image.width(), preprocess.width());
        answers = new float[count()][];
    }

    @Override
    int count() {
        return tops.length * lefts.length;
    }

    @Override
    Sample sample(int crop) {
        int top = tops[crop / lefts.length];
        int left = lefts[crop % lefts.length];
        return preprocess.apply("", image.window(top, left, preprocess.height(), preprocess.width()));
    }

    @Override
    void take(int crop, float[] lesion) {
        answers[crop] = lesion;
    }

    /** In the order of the tiles, whatever the order of the answers: sums of floats depend on it. */
    private float[] blend() {
        float[] blend = new float[image.height() * image.width()];
        for (int crop = 0; crop < answers.length; crop++) {
            add(blend, crop);
            answers[crop] = null;
        }
        return blend;
    }

    private void add(float[] blend, int crop) {
        int row = crop / lefts.length;
        int column = crop % lefts.length;
        int top = tops[row];
        int left = lefts[column];
        int from = Math.max(0, -left);
        int to = Math.min(preprocess.width(), image.width() - left);
        for (int y = Math.max(0, -top); y < preprocess.height() && top + y < image.height(); y++) {
            add(
                    blend,
                    answers[crop],
                    y * preprocess.width(),
                    down[row][y],
                    across[column],
                    from,
                    to,
                    (top + y) * image.width() + left);
        }
    }

    private static void add(
            float[] blend, float[] lesion, int line, float weight, float[] weights, int from, int to, int at) {
        for (int x = from; x < to; x++) {
            blend[at + x] += weight * weights[x] * lesion[line + x];
        }
    }

    @Override
    float[] probability(Network network, boolean logits) {
        return probability(network, blend(), image.height(), image.width());
    }
}
