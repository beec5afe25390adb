package org.delineate.denoise;

import java.util.Arrays;
import java.util.List;
import org.delineate.image.Image;
import org.delineate.nn.Graph;
import org.delineate.nn.Precision;
import org.delineate.nn.Scope;
import org.delineate.nn.Tensor;
import org.delineate.nn.compile.TrainingGraph;
import org.delineate.nn.layer.Optimizer;
import org.delineate.nn.layer.Weights;

/**
 * Trains the denoising network: mean absolute error of the picture that it leaves, Adam, a rate that falls along half a
 * cosine, and a running average of the weights. The same numbers, pictures and threads give the same weights.
 *
 * @param steps of the optimizer
 * @param batch patches in a step
 * @param side height and width of a patch, a multiple of 32
 * @param rate of learning at first
 * @param seed of weights, patches and noise
 */
public record DenoiserTraining(int steps, int batch, int side, double rate, long seed) {
    /** Takes as long as the shipped weights did. */
    public static final DenoiserTraining DEFAULT = new DenoiserTraining(2500, 16, 64, 1e-3, 1);

    private static final double MOMENTUM = 0.9;
    private static final double DECAY = 0.999; // of the running average
    private static final double LOWEST = 1e-3; // of the rate, at the end
    private static final int CHECKS = 10; // validations in a run
    private static final int CHECKED = 32; // patches of a validation

    /** Is called after each validation. */
    public interface Listener {
        /**
         * @param loss mean of the steps since the last call
         * @param before PSNR of noisy patches of the validation pictures, in dB
         * @param after the same without the noise that the network finds
         */
        void at(int step, double loss, double before, double after);
    }

    public DenoiserTraining {
        if (steps < 1 || batch < 1 || side < 1 || side % DenoisingNetwork.MULTIPLE != 0 || !(rate > 0)) {
            throw new IllegalArgumentException("steps, batch and rate are at least 1, 1 and above 0, and side is a"
                    + " multiple of " + DenoisingNetwork.MULTIPLE + "; got " + steps + ", " + batch + ", " + rate
                    + ", " + side);
        }
    }

    /**
     * Trains.
     *
     * @param pictures to learn from, without visible noise
     * @param validation other pictures, on which nothing is chosen: they show how far it is
     * @return PSNR of the validation patches before and after, as the listener gets them last
     */
    double[] train(DenoisingNetwork network, List<Image> pictures, List<Image> validation, Listener listener) {
        NoisyPatches patches = new NoisyPatches(pictures, side, seed);
        NoisyPatches others = new NoisyPatches(validation, side, seed + 1);
        network.initialise(seed);
        Weights.channelsLast(network);
        network.train(true);
        Graph graph = new Graph();
        double sum = 0;
        int every = Math.max(1, steps / CHECKS);
        double[] psnr = null;
        try (Optimizer optimizer = new Optimizer(network, Optimizer.Rule.ADAM, MOMENTUM, 0);
                Optimizer.Average average = optimizer.new Average();
                TrainingGraph training = graph(network, graph)) {
            for (int step = 0; step < steps; step++) {
                sum += step(training, optimizer, patches, step);
                average.update(Math.min(DECAY, (1.0 + step) / (10 + step)));
                if ((step + 1) % every == 0 || step + 1 == steps) {
                    average.swap();
                    psnr = validate(network, others);
                    listener.at(step + 1, sum / every, psnr[0], psnr[1]);
                    if (step + 1 < steps) {
                        average.swap();
                    }
                    sum = 0;
                }
            }
        }
        network.train(false);
        return psnr;
    }

    private TrainingGraph graph(DenoisingNetwork network, Graph graph) {
        try (Graph.Recording recording = graph.learning()) {
            Tensor noise = network.apply(graph.input(batch, 2, side, side));
            return new TrainingGraph(graph, List.of(noise), Precision.best(), 1);
        }
    }

    private double step(TrainingGraph training, Optimizer optimizer, NoisyPatches patches, int step) {
        Stack stack = new Stack(patches, (long) step * batch, batch, side);
        try (Scope scope = Scope.training()) {
            optimizer.zeroGradients();
            Tensor found = training.forward(seed + step, stack.input()).get(0).atLeastFloat32();
            Tensor loss = stack.noise().sub(found).abs().mean();
            training.backward(loss);
            double value = loss.item();
            if (!Double.isFinite(value)) {
                throw new ArithmeticException("the loss is " + value);
            }
            double progress = (double) step / steps;
            optimizer.step(rate * (LOWEST + (1 - LOWEST) / 2 * (1 + Math.cos(Math.PI * progress))));
            return value;
        }
    }

    private double[] validate(DenoisingNetwork network, NoisyPatches patches) {
        network.train(false);
        double before = 0;
        double after = 0;
        for (int from = 0; from < CHECKED; from += batch) {
            int count = Math.min(batch, CHECKED - from);
            Stack stack = new Stack(patches, from, count, side);
            try (Scope scope = Scope.inference()) {
                Tensor noise = stack.noise();
                Tensor left = noise.sub(network.apply(stack.input()));
                before += decibels(noise.toFloats(), count);
                after += decibels(left.toFloats(), count);
            }
        }
        network.train(true);
        return new double[] {before / CHECKED, after / CHECKED};
    }

    /** Sum of the patches' PSNR, whose white is 1. */
    private double decibels(float[] errors, int count) {
        double sum = 0;
        int pixels = side * side;
        for (int i = 0; i < count; i++) {
            double squares = 1e-10;
            for (int j = i * pixels; j < (i + 1) * pixels; j++) {
                squares += errors[j] * errors[j] / pixels;
            }
            sum -= 10 * Math.log10(squares);
        }
        return sum;
    }

    /** Patches of neighbouring numbers as tensors. */
    private record Stack(float[] inputs, float[] noises, int count, int side) {
        Stack(NoisyPatches patches, long first, int count, int side) {
            this(new float[2 * count * side * side], new float[count * side * side], count, side);
            int pixels = side * side;
            for (int i = 0; i < count; i++) {
                NoisyPatches.Patch patch = patches.patch(first + i);
                float[] noisy = patch.noisy().values();
                System.arraycopy(noisy, 0, inputs, 2 * i * pixels, pixels);
                if (patch.kind() == NoiseKind.SPECKLE) {
                    Arrays.fill(inputs, (2 * i + 1) * pixels, (2 * i + 2) * pixels, 1);
                }
                for (int j = 0; j < pixels; j++) {
                    noises[i * pixels + j] = noisy[j] - patch.clean().values()[j];
                }
            }
        }

        Tensor input() {
            return Tensor.images(inputs, count, 2, side, side);
        }

        Tensor noise() {
            return Tensor.of(noises, count, 1, side, side);
        }
    }
}
