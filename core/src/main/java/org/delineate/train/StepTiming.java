package org.delineate.train;

import java.util.Collections;
import org.delineate.nn.engine.Device;
import org.delineate.nn.engine.Engine;
import org.delineate.random.SplitMix64;
import org.delineate.sample.Batch;
import org.delineate.zoo.Network;
import org.delineate.zoo.Zoo;

/** Measures how long training takes here, by a few steps with images of noise. */
public final class StepTiming {
    private static final int IMAGES = 2; // one alone has no variance for a norm over a single pixel
    private static final int SIDE = 256;
    private static final double ENOUGH_SECONDS = 2;
    private static final int MOST_STEPS = 6;

    private StepTiming() {}

    /**
     * Measures the seconds that a step takes for each image of its batch, loading apart. Of a network for images larger
     * than {@value #SIDE} pixels it measures smaller ones, and takes the time to grow with the area.
     */
    public static double secondsPerImage(TrainConfig config) {
        Device.of(config.resources().device()).use();
        Engine.threads(config.resources().threads());
        Network.Spec whole = config.spec();
        Network.Spec spec = smaller(config, whole);
        try (Network network = Zoo.of(config.network()).create(spec)) {
            network.initialise(config.loop().seed());
            network.train(true);
            try (Learner learner = new Learner(network, config)) {
                double area = (double) whole.height() * whole.width() / spec.height() / spec.width();
                return seconds(learner, noise(spec), config.rate().learningRate()) / IMAGES * area;
            }
        }
    }

    private static Network.Spec smaller(TrainConfig config, Network.Spec spec) {
        if (spec.height() <= SIDE) {
            return spec;
        }
        Network.Spec small = new Network.Spec(spec.inputChannels(), spec.classes(), SIDE, SIDE, spec.base());
        try {
            Zoo.of(config.network()).outline(small).requireSize(SIDE, SIDE);
            return small;
        } catch (IllegalArgumentException e) {
            return spec; // a network of one size
        }
    }

    /** The fastest step after the first, which builds the graph: others are disturbed by what else runs here. */
    private static double seconds(Learner learner, Batch batch, double rate) {
        learner.step(batch, rate, 0);
        double fastest = Double.POSITIVE_INFINITY;
        double sum = 0;
        for (int step = 1; step <= MOST_STEPS && sum < ENOUGH_SECONDS; step++) {
            long begin = System.nanoTime();
            learner.step(batch, rate, step);
            double seconds = (System.nanoTime() - begin) / 1e9;
            fastest = Math.min(fastest, seconds);
            sum += seconds;
        }
        return fastest;
    }

    private static Batch noise(Network.Spec spec) {
        int area = spec.height() * spec.width();
        SplitMix64 random = SplitMix64.seeded(1);
        float[] x = new float[IMAGES * spec.inputChannels() * area];
        float[] y = new float[IMAGES * area];
        for (int i = 0; i < x.length; i++) {
            x[i] = (random.bits() >>> 40) / (float) (1 << 24);
        }
        for (int i = 0; i < y.length; i++) {
            y[i] = i % area < area / 8 ? 1 : 0;
        }
        return new Batch(
                IMAGES,
                spec.inputChannels(),
                spec.height(),
                spec.width(),
                x,
                y,
                null,
                Collections.nCopies(IMAGES, "noise"));
    }
}
