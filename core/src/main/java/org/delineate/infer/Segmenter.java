package org.delineate.infer;

import java.util.List;
import java.util.function.Function;
import org.delineate.data.Geometry;
import org.delineate.data.Preprocess;
import org.delineate.data.Sample;
import org.delineate.image.Image;
import org.delineate.image.Mask;
import org.delineate.nn.Computation;
import org.delineate.nn.Precision;
import org.delineate.nn.Scope;
import org.delineate.nn.Tensor;
import org.delineate.zoo.Network;

/**
 * Pictures to masks at their original size: the one way that validation, evaluation and every front end use.
 *
 * <p>The network is made ready for the first picture, with its weights of that moment. Not for several threads at once.
 */
public final class Segmenter implements AutoCloseable {
    private final Network network;
    private final Preprocess preprocess;
    private final double threshold;
    private final PostProcess postProcess;
    private final Function<long[], Computation> preparation;
    private Computation ready;

    /** @throws IllegalArgumentException when the network cannot take the size that the preprocessing makes */
    public Segmenter(
            Network network, Preprocess preprocess, double threshold, PostProcess postProcess, Precision precision) {
        this(network, preprocess, threshold, postProcess, shape -> new Libtorch(precision).prepare(network, shape));
    }

    private Segmenter(
            Network network,
            Preprocess preprocess,
            double threshold,
            PostProcess postProcess,
            Function<long[], Computation> preparation) {
        network.requireSize(preprocess.height(), preprocess.width());
        this.network = network;
        this.preprocess = preprocess;
        this.threshold = threshold;
        this.postProcess = postProcess;
        this.preparation = preparation;
    }

    /** Takes preprocessing, threshold and post-processing from the model itself. */
    public static Segmenter of(Model model, Backend backend) {
        Manifest m = model.manifest();
        model.network().train(false);
        return new Segmenter(
                model.network(),
                m.preprocess(),
                m.threshold(),
                m.postProcess(),
                shape -> backend.prepare(model, shape));
    }

    /** The same with the engine that also trains. */
    public static Segmenter of(Model model, Precision precision) {
        return of(model, new Libtorch(precision));
    }

    /** As many predictions as pictures, in order. */
    public List<Prediction> segment(List<Image> images) {
        return images.stream().map(this::segment).toList();
    }

    public Prediction segment(Image image) {
        return predict(preprocess.apply("", image));
    }

    /**
     * The same from a preprocessed picture.
     *
     * <p>Pictures are never stacked here: the engine chooses its kernels by the size of the batch, and an answer must not depend,
     * not even in its last bits, on the pictures beside it.
     *
     * @throws IllegalStateException when the network is in training mode
     * @throws ArithmeticException when the network answers NaN
     */
    public Prediction predict(Sample sample) {
        if (network.isTraining()) {
            throw new IllegalStateException("the network is in training mode; its answer would depend on the batch");
        }
        Geometry g = sample.geometry();
        float[] probability;
        try (Scope scope = Scope.inference()) {
            Tensor x = Tensor.pictures(sample.x(), 1, sample.channels(), sample.height(), sample.width());
            Tensor lesion = ready(x).run(x).get(0);
            requireNumbers(lesion.toFloats(), sample.name());
            probability = network.probability(lesion, map -> original(map, g)).toFloats();
        }
        Mask mask = Mask.above((float) threshold, g.originalHeight(), g.originalWidth(), probability);
        return new Prediction(probability, postProcess.apply(mask));
    }

    private Computation ready(Tensor x) {
        if (ready == null) {
            ready = preparation.apply(x.shape());
        }
        return ready;
    }

    /** Frees what was made ready. */
    @Override
    public void close() {
        if (ready != null) {
            ready.close();
            ready = null;
        }
    }

    private static Tensor original(Tensor map, Geometry g) {
        return Tensor.of(g.invert(map.toFloats()), 1, 1, g.originalHeight(), g.originalWidth());
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
