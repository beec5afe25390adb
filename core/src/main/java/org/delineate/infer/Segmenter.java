package org.delineate.infer;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.delineate.data.Batch;
import org.delineate.data.Geometry;
import org.delineate.data.Preprocess;
import org.delineate.data.Sample;
import org.delineate.image.Image;
import org.delineate.image.Mask;
import org.delineate.nn.Precision;
import org.delineate.nn.Scope;
import org.delineate.nn.Tensor;
import org.delineate.nn.Weights;
import org.delineate.zoo.Network;

/** Pictures to masks at their original size: the one way that validation, evaluation and every front end use. */
public final class Segmenter {
    private final Network network;
    private final Preprocess preprocess;
    private final double threshold;
    private final PostProcess postProcess;
    private final Precision precision;

    /** @throws IllegalArgumentException when the network cannot take the size that the preprocessing makes */
    public Segmenter(
            Network network, Preprocess preprocess, double threshold, PostProcess postProcess, Precision precision) {
        network.requireSize(preprocess.height(), preprocess.width());
        this.network = network;
        this.preprocess = preprocess;
        this.threshold = threshold;
        this.postProcess = postProcess;
        this.precision = precision;
    }

    /** Takes preprocessing, threshold and post-processing from the model itself. */
    public static Segmenter of(Model model, Precision precision) {
        Manifest m = model.manifest();
        Weights.channelsLast(model.network());
        model.network().train(false);
        return new Segmenter(model.network(), m.preprocess(), m.threshold(), m.postProcess(), precision);
    }

    public Prediction segment(Image image) {
        return segment(List.of(image)).get(0);
    }

    /** One batch: as many predictions as pictures, in order. @throws ArithmeticException where the network answers NaN */
    public List<Prediction> segment(List<Image> images) {
        List<Sample> samples = new ArrayList<>();
        for (Image image : images) {
            samples.add(preprocess.apply("", image));
        }
        return predict(Batch.of(samples));
    }

    /** The same from preprocessed pictures. The network must not be in training mode. */
    public List<Prediction> predict(Batch batch) {
        if (network.isTraining()) {
            throw new IllegalStateException("the network is in training mode; its answer would depend on the batch");
        }
        float[] probabilities;
        try (Scope scope = Scope.inference()) {
            Tensor x = Tensor.pictures(batch.x(), batch.size(), batch.channels(), batch.height(), batch.width());
            Tensor lesion;
            try (Precision.Region region = precision.region()) {
                lesion = network.forward(x).lesion();
            }
            probabilities = lesion.sigmoid().toFloats();
        }
        int plane = batch.height() * batch.width();
        List<Prediction> out = new ArrayList<>();
        for (int i = 0; i < batch.size(); i++) {
            Geometry g = batch.geometries().get(i);
            out.add(prediction(
                    g,
                    Arrays.copyOfRange(probabilities, i * plane, (i + 1) * plane),
                    batch.names().get(i)));
        }
        return out;
    }

    private Prediction prediction(Geometry g, float[] map, String name) {
        for (float v : map) {
            if (Float.isNaN(v)) { // fail closed: no mask rather than a wrong one
                throw new ArithmeticException("the network answers NaN" + (name.isEmpty() ? "" : " for " + name)
                        + "; the weights are broken: train again from the last good checkpoint");
            }
        }
        float[] probability = g.invert(map);
        Mask mask = Mask.above((float) threshold, g.originalHeight(), g.originalWidth(), probability);
        return new Prediction(probability, postProcess.apply(mask));
    }
}
