package org.delineate.infer;

import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.delineate.image.Image;
import org.delineate.image.Mask;
import org.delineate.model.Manifest;
import org.delineate.model.Model;
import org.delineate.model.PostProcess;
import org.delineate.nn.Precision;
import org.delineate.sample.Preprocess;
import org.delineate.sample.Sample;
import org.delineate.zoo.Network;

/**
 * Segments pictures at their original size: the one way that validation, evaluation and every front end use.
 *
 * <p>The network is made ready for the first picture, with its weights of that moment, and always runs with the same
 * number of pictures: the engine chooses its kernels by the size of the batch, and an answer must not depend, not even
 * in its last bits, on the pictures beside it. {@link Pipeline} runs it in several threads, and beside them what else
 * there is to do.
 */
public final class Segmenter implements AutoCloseable {
    private final Network network;
    private final Preprocess preprocess;
    private final double threshold;
    private final PostProcess postProcess;
    private final Function<long[], PreparedNetwork> preparation;
    private final int batch;
    private final Tiles tiles;
    private FixedBatch fixedBatch;
    private boolean closed;

    /** One picture at a time, whole, with the engine that also trains. */
    public Segmenter(
            Network network, Preprocess preprocess, double threshold, PostProcess postProcess, Precision precision) {
        this(network, preprocess, threshold, postProcess, new Libtorch(precision).preparation(network), 1, null);
    }

    /** Prepares the network as told, with batch and tiles as in {@link #of(Model, Backend, int, Tiles)}. */
    Segmenter(
            Network network,
            Preprocess preprocess,
            double threshold,
            PostProcess postProcess,
            Function<long[], PreparedNetwork> preparation,
            int batch,
            Tiles tiles) {
        network.requireSize(preprocess.height(), preprocess.width());
        if (batch < 1) {
            throw new IllegalArgumentException("batch must be at least 1, got " + batch);
        }
        this.network = network;
        this.preprocess = preprocess;
        this.threshold = threshold;
        this.postProcess = postProcess;
        this.preparation = preparation;
        this.batch = batch;
        this.tiles = tiles;
    }

    /** Returns the sample of 16 bits that is white. */
    int white() {
        return preprocess.white();
    }

    /**
     * Takes preprocessing, threshold and post-processing from the model itself.
     *
     * @param batch pictures that go through the network at once; one, where the network's answers would depend on their
     *     place among them (see {@link #together})
     * @param tiles how larger pictures are cut; null where they are scaled to the network's size as a whole
     * @throws IllegalArgumentException when the network cannot take the size that the preprocessing makes
     */
    public static Segmenter of(Model model, Backend backend, int batch, Tiles tiles) {
        Manifest m = model.manifest();
        model.network().train(false);
        return new Segmenter(
                model.network(),
                m.preprocess(),
                m.masks().threshold(),
                m.masks().postProcess(),
                shape -> backend.prepare(model, shape),
                batch,
                tiles);
    }

    /** One picture at a time, whole, with the engine that also trains. */
    public static Segmenter of(Model model, Precision precision) {
        return of(model, new Libtorch(precision), 1, null);
    }

    /**
     * Segments one picture on the calling thread; many go through a {@link Pipeline}.
     *
     * @throws IllegalStateException when the network is in training mode
     * @throws ArithmeticException when the network answers NaN
     */
    public Prediction segment(Image image) {
        Crops crops = crop(image);
        answer(IntStream.range(0, crops.count())
                .mapToObj(i -> new Crop(crops, i))
                .toList());
        return join(crops);
    }

    /** One of a picture's crops. */
    record Crop(Crops of, int number) {}

    /**
     * What of a picture goes through the network: tiles where it is larger and they are asked for, else the whole; on
     * any thread.
     */
    public Crops crop(Image image) {
        boolean larger = image.height() > preprocess.height() || image.width() > preprocess.width();
        return tiles != null && larger
                ? new TileCrops(image, preprocess, tiles)
                : new Crops.Whole(preprocess.apply("", image));
    }

    /** Gives each crop its answer. */
    void answer(List<Crop> crops) {
        FixedBatch fixedBatch = fixedBatch();
        int batch = fixedBatch.count();
        for (int i = 0; i < crops.size(); i += batch) {
            List<Crop> together = crops.subList(i, Math.min(i + batch, crops.size()));
            List<Sample> samples =
                    together.stream().map(c -> c.of().sample(c.number())).toList();
            List<float[]> answers = fixedBatch.answers(samples);
            for (int k = 0; k < together.size(); k++) {
                requireNumbers(answers.get(k), samples.get(k).name());
                together.get(k).of().take(together.get(k).number(), answers.get(k));
            }
        }
    }

    /** The picture's prediction, once each crop has its answer; on any thread. */
    Prediction join(Crops crops) {
        float[] probability = crops.probability(network, needsLogits());
        Mask mask = Mask.above((float) threshold, crops.originalHeight, crops.originalWidth, probability);
        return new Prediction(probability, postProcess.apply(mask));
    }

    /**
     * Whether maps come out of the engine as logits: what sees more than one pixel of them comes before the sigmoid or
     * in its place.
     */
    boolean needsLogits() {
        return tiles != null || network.seesWholePicture();
    }

    /** Crops that go through the network at once, as asked for; see {@link #together}. */
    int batch() {
        return batch;
    }

    /**
     * Pictures that went through the network at once: as many as asked for, or 1 where a trial showed that the place
     * among them would change the last bits of an answer; 0 before the first.
     */
    public int together() {
        return fixedBatch == null ? 0 : fixedBatch.count();
    }

    /** Time inside the network so far, of all threads. */
    public double networkSeconds() {
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
            fixedBatch = fixedBatch(batch);
            if (batch > 1 && !fixedBatch.areAlike()) {
                fixedBatch.close();
                fixedBatch = fixedBatch(1);
            }
        }
        return fixedBatch;
    }

    private FixedBatch fixedBatch(int count) {
        return new FixedBatch(
                preparation,
                needsLogits() ? PreparedNetwork::logits : PreparedNetwork::probabilities,
                preprocess,
                count);
    }

    /** Frees what was made ready; it cannot segment any more. The network stays as it is. */
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
