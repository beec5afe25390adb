package org.delineate.train;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.delineate.checkpoint.SafeTensors;
import org.delineate.loss.Loss;
import org.delineate.nn.Output;
import org.delineate.nn.Precision;
import org.delineate.nn.Scope;
import org.delineate.nn.Tensor;
import org.delineate.nn.compile.TrainingGraph;
import org.delineate.nn.layer.Optimizer;
import org.delineate.nn.layer.Weights;
import org.delineate.sample.Batch;
import org.delineate.zoo.Network;
import org.delineate.zoo.NetworkGraph;

/**
 * Trains a network step by step: holds all that changes meanwhile, weights, the optimizer's state and the moving
 * average.
 */
public final class Learner implements AutoCloseable {
    private final Network network;
    private final Optimizer optimizer;
    private final Optimizer.Average average;
    private final Precision precision;
    private final Loss loss;
    private final double ema;
    private final long seed;
    private final int segments;
    private long[] shape;
    private TrainingGraph graph; // of batches of this shape

    /** Takes over the storage of the network's tensors, which become channels-last. */
    public Learner(Network network, TrainConfig config) {
        this.network = network;
        if (config.start().freezesEncoder()) {
            network.freeze(network::isEncoder);
        }
        Weights.channelsLast(network);
        optimizer = new Optimizer(
                network,
                Optimizer.Rule.of(config.descent().optimizer()),
                config.descent().momentum(),
                config.descent().weightDecay(),
                name -> network.isEncoder(name) ? config.start().encoderRate() : 1);
        average = config.descent().ema() > 0 ? optimizer.new Average() : null;
        precision = Precision.of(config.resources().precision());
        loss = Loss.of(config.descent().loss());
        ema = config.descent().ema();
        segments = config.resources().segments();
        seed = config.loop().seed() * 0x9E3779B97F4A7C15L;
    }

    /**
     * Takes one step; the network must be in training mode.
     *
     * @param steps taken before
     * @return the loss before the step
     * @throws ArithmeticException when loss or weights are no longer finite
     */
    public double step(Batch batch, double learningRate, long steps) {
        try (Scope scope = Scope.training()) {
            Tensor x = Tensor.images(batch.x(), batch.size(), batch.channels(), batch.height(), batch.width());
            Tensor y = Tensor.of(batch.y(), batch.size(), 1, batch.height(), batch.width());
            Tensor ignored = batch.ignored() == null
                    ? null
                    : Tensor.of(batch.ignored(), batch.size(), 1, batch.height(), batch.width());
            optimizer.zeroGradients();
            TrainingGraph graph = graph(x);
            // what is dropped out depends on the step alone, so that a resumed run repeats it
            Tensor l = loss.of(Output.of(graph.forward(seed + steps, x)), y, ignored);
            graph.backward(l);
            double value = l.item();
            if (!Double.isFinite(value)) {
                throw new ArithmeticException("the loss is " + value);
            }
            optimizer.step(learningRate);
            if (!optimizer.isFinite()) { // before anything is saved: a checkpoint holds finite weights only
                throw new ArithmeticException("the weights are no longer finite");
            }
            if (average != null) {
                average.update(Math.min(ema, (1.0 + steps) / (10 + steps)));
            }
            return value;
        }
    }

    private TrainingGraph graph(Tensor x) {
        if (graph == null || !Arrays.equals(shape, x.shape())) {
            forgetGraph();
            shape = x.shape();
            graph = NetworkGraph.training(network, precision, segments, shape);
        }
        return graph;
    }

    /** Frees what training took; the network keeps its weights. */
    @Override
    public void close() {
        forgetGraph();
        if (average != null) {
            average.close();
        }
        optimizer.close();
    }

    private void forgetGraph() {
        if (graph != null) {
            graph.close();
            graph = null;
        }
    }

    /** Measures the network out of training mode, with the averaged weights where there are any. */
    <T> T evaluate(Supplier<T> measure) {
        swapAverage();
        network.train(false);
        try {
            return measure.get();
        } finally {
            network.train(true);
            swapAverage();
        }
    }

    private void swapAverage() {
        if (average != null) {
            average.swap();
        }
    }

    /** Lists the tensors of a checkpoint by file, to be written before the next step. */
    Map<String, List<SafeTensors.Entry>> files() {
        Map<String, List<SafeTensors.Entry>> files = new LinkedHashMap<>();
        state().forEach((name, tensors) -> files.put(name, Weights.views(tensors)));
        return files;
    }

    /**
     * Restores what {@link #files} lists.
     *
     * @throws IllegalArgumentException where it is of another network or optimizer
     */
    void restore(Map<String, SafeTensors> files) {
        state().forEach((name, tensors) -> Weights.load(tensors, files.get(name).entries()));
    }

    private Map<String, Map<String, Tensor>> state() {
        Map<String, Tensor> others = new LinkedHashMap<>(optimizer.state());
        if (average != null) {
            others.putAll(average.state());
        }
        return Map.of("weights", network.state(), "optimizer", others);
    }
}
