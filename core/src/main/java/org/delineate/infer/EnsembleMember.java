package org.delineate.infer;

import java.util.List;
import java.util.function.Function;
import org.delineate.image.Image;
import org.delineate.model.Model;
import org.delineate.sample.Preprocess;
import org.delineate.sample.Sample;
import org.delineate.zoo.Network;

/**
 * One of the networks whose probabilities are averaged, mostly the only one.
 *
 * <p>It is made ready for the first picture, with its weights of that moment, and always runs with the same number of
 * crops: the engine chooses its kernels by the size of the batch, and an answer must not depend, not even in its last
 * bits, on the pictures beside it.
 */
final class EnsembleMember implements AutoCloseable {
    private final Network network;
    private final Preprocess preprocess;
    private final Function<long[], PreparedNetwork> preparation;
    private final int batch;
    private final Tiles tiles;
    private FixedBatch fixedBatch;
    private boolean closed;

    /**
     * @param batch crops that go through the network at once; one, where its answers would depend on their place
     * @param tiles how larger pictures are cut; null where they are scaled to the network's size as a whole
     * @throws IllegalArgumentException when the network cannot take the size that the preprocessing makes
     */
    EnsembleMember(
            Network network,
            Preprocess preprocess,
            Function<long[], PreparedNetwork> preparation,
            int batch,
            Tiles tiles) {
        network.requireSize(preprocess.height(), preprocess.width());
        if (batch < 1) {
            throw new IllegalArgumentException("batch must be at least 1, got " + batch);
        }
        this.network = network;
        this.preprocess = preprocess;
        this.preparation = preparation;
        this.batch = batch;
        this.tiles = tiles;
    }

    static EnsembleMember of(Model model, Backend backend, int batch, Tiles tiles) {
        model.network().train(false);
        return new EnsembleMember(
                model.network(), model.manifest().preprocess(), shape -> backend.prepare(model, shape), batch, tiles);
    }

    Preprocess preprocess() {
        return preprocess;
    }

    /** Tiles where the picture is larger than the network's size and they are asked for, else the whole. */
    Crops crop(Image image) {
        boolean larger = image.height() > preprocess.height() || image.width() > preprocess.width();
        return tiles != null && larger
                ? new TileCrops(image, preprocess, tiles)
                : new Crops.Whole(preprocess.apply("", image));
    }

    /** Gives each crop its answer. */
    void answer(List<Crop> crops) {
        FixedBatch ready = fixedBatch();
        for (int i = 0; i < crops.size(); i += ready.count()) {
            List<Crop> together = crops.subList(i, Math.min(i + ready.count(), crops.size()));
            List<Sample> samples = together.stream().map(Crop::sample).toList();
            List<float[]> answers = ready.answers(samples);
            for (int k = 0; k < together.size(); k++) {
                requireNumbers(answers.get(k), samples.get(k).name());
                together.get(k).of().take(together.get(k).number(), answers.get(k));
            }
        }
    }

    /** The lesion's probability at the picture's own size, once each crop has its answer. */
    float[] probability(Crops crops) {
        return crops.probability(network, needsLogits());
    }

    /**
     * Whether maps come out of the engine as logits: what sees more than one pixel of them comes before the sigmoid or
     * in its place.
     */
    boolean needsLogits() {
        return tiles != null || network.seesWholePicture();
    }

    /** Crops that go through the network at once, 0 before the first. */
    int together() {
        return fixedBatch == null ? 0 : fixedBatch.count();
    }

    /** Time inside the network so far, of all threads. */
    double networkSeconds() {
        return fixedBatch == null ? 0 : fixedBatch.nanos() / 1e9;
    }

    private synchronized FixedBatch fixedBatch() {
        if (closed) {
            throw new IllegalStateException("this segmenter is closed; make another one");
        }
        if (network.isTraining()) {
            throw new IllegalStateException("the network is in training mode; its answer would depend on the batch");
        }
        if (fixedBatch == null) {
            fixedBatch = FixedBatch.alike(
                    preparation,
                    needsLogits() ? PreparedNetwork::logits : PreparedNetwork::probabilities,
                    preprocess,
                    batch);
        }
        return fixedBatch;
    }

    /** Frees what was made ready; the network stays as it is. */
    @Override
    public synchronized void close() {
        closed = true;
        if (fixedBatch != null) {
            fixedBatch.close();
            fixedBatch = null;
        }
    }

    /** Fails closed: no mask rather than a wrong one. */
    private static void requireNumbers(float[] map, String name) {
        for (float v : map) {
            if (Float.isNaN(v)) {
                throw new ArithmeticException("the network answers NaN" + (name.isEmpty() ? "" : " for " + name)
                        + "; the weights are broken: train again from the last good checkpoint");
            }
        }
    }
}
