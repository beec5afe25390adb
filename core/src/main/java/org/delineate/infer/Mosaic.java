package org.delineate.infer;

import org.delineate.image.Image;
import org.delineate.nn.Tensor;
import org.delineate.sample.Preprocess;
import org.delineate.sample.Sample;
import org.delineate.zoo.Network;

/** A picture as tiles, row by row, and the blend of their logits: a rule of the network for probabilities sees the whole picture. */
final class Mosaic implements Crops {
    private final Image image;
    private final Preprocess preprocess;
    private final int[] tops;
    private final int[] lefts;
    private final float[][] down;
    private final float[][] across;
    private final float[][] answers;

    Mosaic(Image image, Preprocess preprocess, Tiles tiles) {
        this.image = image;
        this.preprocess = preprocess;
        tops = tiles.starts(image.height(), preprocess.height());
        lefts = tiles.starts(image.width(), preprocess.width());
        down = Tiles.weights(tops, image.height(), preprocess.height());
        across = Tiles.weights(lefts, image.width(), preprocess.width());
        answers = new float[count()][];
    }

    @Override
    public int count() {
        return tops.length * lefts.length;
    }

    @Override
    public Sample sample(int piece) {
        int top = tops[piece / lefts.length];
        int left = lefts[piece % lefts.length];
        return preprocess.apply("", image.window(top, left, preprocess.height(), preprocess.width()));
    }

    @Override
    public void take(int piece, float[] lesion) {
        answers[piece] = lesion;
    }

    /** In the order of the tiles, whatever the order of the answers: sums of floats depend on it. */
    private float[] blend() {
        float[] blend = new float[image.height() * image.width()];
        for (int piece = 0; piece < answers.length; piece++) {
            add(blend, piece);
            answers[piece] = null;
        }
        return blend;
    }

    private void add(float[] blend, int piece) {
        int row = piece / lefts.length;
        int column = piece % lefts.length;
        int top = tops[row];
        int left = lefts[column];
        int from = Math.max(0, -left);
        int to = Math.min(preprocess.width(), image.width() - left);
        for (int y = Math.max(0, -top); y < preprocess.height() && top + y < image.height(); y++) {
            add(
                    blend,
                    answers[piece],
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
    public Tensor probability(Network network) {
        return network.probability(Tensor.of(blend(), 1, 1, image.height(), image.width()), map -> map);
    }

    @Override
    public int originalHeight() {
        return image.height();
    }

    @Override
    public int originalWidth() {
        return image.width();
    }
}
