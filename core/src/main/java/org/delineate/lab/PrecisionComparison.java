package org.delineate.lab;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.IntConsumer;
import org.delineate.dataset.Case;
import org.delineate.dataset.Dataset;
import org.delineate.infer.MeanDice;
import org.delineate.infer.Segmenter;
import org.delineate.model.Manifest;
import org.delineate.model.Model;
import org.delineate.nn.Precision;
import org.delineate.nn.compile.InferenceGraph;
import org.delineate.zoo.NetworkGraph;

/**
 * Compares what precisions cost in Dice and what they save in time, on the same pictures.
 *
 * @param pictures with a lesion; others have no Dice and do not count
 * @param dice mean per picture at original size
 * @param milliseconds median of the compiled network for one picture, the precisions taking turns
 */
public record PrecisionComparison(int pictures, Map<Precision, Double> dice, Map<Precision, Double> milliseconds) {
    /** How many points of Dice, hundredths, int8 costs against float32. */
    public double points() {
        return 100 * (dice.get(Precision.FLOAT32) - dice.get(Precision.INT8));
    }

    /** Whether int8 takes less time than the best of the other precisions. */
    public boolean isFaster() {
        return milliseconds.get(Precision.INT8) < milliseconds.get(Precision.best());
    }

    /**
     * @param model quantized
     * @param scored is called with the number of cases scored in every precision
     * @throws IllegalArgumentException where no case has a lesion
     */
    public static PrecisionComparison of(Model model, Dataset dataset, List<Case> cases, IntConsumer scored) {
        Set<Precision> precisions = EnumSet.of(Precision.FLOAT32, Precision.best(), Precision.INT8);
        MeanDice meanDice = new MeanDice(dataset, cases);
        Map<Precision, Double> means = new EnumMap<>(Precision.class);
        long pictures = 0;
        for (Precision precision : precisions) {
            int before = means.size() * cases.size();
            try (Segmenter segmenter = Segmenter.of(model, precision)) {
                double[] dice = meanDice.ofEach(segmenter, done -> scored.accept((before + done) / precisions.size()));
                means.put(precision, MeanDice.of(Arrays.stream(dice)));
                pictures = Arrays.stream(dice).filter(d -> !Double.isNaN(d)).count();
            }
        }
        if (pictures == 0) {
            throw new IllegalArgumentException("none of the " + cases.size() + " cases has a lesion to score");
        }
        return new PrecisionComparison((int) pictures, means, milliseconds(model, List.copyOf(precisions)));
    }

    private static Map<Precision, Double> milliseconds(Model model, List<Precision> precisions) {
        Manifest m = model.manifest();
        long[] shape = {
            1, m.inputChannels(), m.preprocess().height(), m.preprocess().width()
        };
        Noise noise = Noise.of(shape);
        List<InferenceGraph> compiled = new ArrayList<>();
        try {
            precisions.forEach(
                    p -> compiled.add(NetworkGraph.of(model.network(), shape).compile(p, m.int8())));
            double[] medians = Stopwatch.milliseconds(
                    compiled.stream().map(c -> (Runnable) () -> noise.logits(c)).toList());
            Map<Precision, Double> milliseconds = new EnumMap<>(Precision.class);
            precisions.forEach(p -> milliseconds.put(p, medians[milliseconds.size()]));
            return milliseconds;
        } finally {
            compiled.forEach(InferenceGraph::close);
        }
    }
}
