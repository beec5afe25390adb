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
import org.delineate.nn.engine.ProcessGroup;
import org.delineate.nn.layer.GradientExchange;
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
    private final ProcessGroup norms;
    private final ProcessGroup group;
    private final GradientExchange exchange; // null where there is no other process
    private final Teachers teachers; // null where it learns from the masks alone
    private long[] shape;
    private TrainingGraph graph; // of batches of this shape

    /**
     * Takes over the storage of the network's tensors, which become channels-last. It learns from the masks alone, whatever
     * teachers the configuration names.
     */
    public Learner(Network network, TrainConfig config) {
        this(network, config, DataParallel.ALONE, null);
    }

    /** The same where other processes learn beside this one. */
    public Learner(Network network, TrainConfig config, DataParallel parallel) {
        this(network, config, parallel, null);
    }

    /** @param teachers null where it learns from the masks alone; the caller closes them */
    Learner(Network network, TrainConfig config, DataParallel parallel, Teachers teachers) {
        this.network = network;
        this.teachers = teachers;
        group = parallel.group();
        norms = parallel.norms();
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
        // every process drops out something else
        seed = (config.loop().seed() + ((long) group.rank() << 32)) * 0x9E3779B97F4A7C15L;
        exchange = group.isAlone() ? null : optimizer.exchange(group, parallel.bf16Gradients());
    }

    /**
     * Takes one step; the network must be in training mode.
     *
     * @param steps taken before
     * @return the loss before the step
     * @throws ArithmeticException when loss or weights are no longer finite
     */
    public double step(Batch batch, double learningRate, long steps) {
        return step(batch, learningRate, steps, new double[0]);
    }

    /**
     * Takes one step together with the other processes.
     *
     * @param batch the own share of it
     * @param votes that are added up over the processes on this occasion, in place
     * @return the loss of the whole batch
     */
    double step(Batch batch, double learningRate, long steps, double... votes) {
        float[] taught = teachers == null ? null : teachers.probabilities(batch);
        try (Scope scope = Scope.training()) {
            Tensor x = Tensor.images(batch.x(), batch.size(), batch.channels(), batch.height(), batch.width());
            Tensor y = Tensor.of(batch.y(), batch.size(), 1, batch.height(), batch.width());
            Tensor ignored = batch.ignored() == null
                    ? null
                    : Tensor.of(batch.ignored(), batch.size(), 1, batch.height(), batch.width());
            optimizer.zeroGradients();
            if (exchange != null) {
                exchange.begin();
            }
            TrainingGraph graph = graph(x);
            // what is dropped out depends on the step alone, so that a resumed run repeats it
            Output output = Output.of(graph.forward(seed + steps, x));
            Tensor l = loss.of(output, y, ignored);
            if (taught != null) {
                l = Teachers.join(l, output, Tensor.of(taught, y.shape()), ignored);
            }
            graph.backward(exchange == null ? l : l.mul(batch.size()));
            double value = exchange == null ? l.item() : exchanged(batch.size(), l.item(), votes);
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

    /** Exchanges what the processes have found. @return the mean loss */
    private double exchanged(int images, double loss, double... votes) {
        double[] numbers = new double[2 + votes.length];
        numbers[0] = images;
        numbers[1] = images * loss;
        System.arraycopy(votes, 0, numbers, 2, votes.length);
        exchange.run(numbers);
        System.arraycopy(numbers, 2, votes, 0, votes.length);
        return numbers[1] / numbers[0];
    }

    /** Takes over the state of process 0. */
    void broadcast() {
        state().values().forEach(tensors -> GradientExchange.broadcast(group, tensors.values()));
    }

    /** Whether the copies of the network in other processes have drifted apart. */
    boolean hasDrifted() {
        return exchange != null && exchange.hasDrifted();
    }

    /** The bytes that this process gives to the others in a step. */
    public long bytesPerStep() {
        return exchange == null ? 0 : exchange.bytesPerStep();
    }

    private TrainingGraph graph(Tensor x) {
        if (graph == null || !Arrays.equals(shape, x.shape())) {
            forgetGraph();
            shape = x.shape();
            graph = NetworkGraph.training(network, precision, segments, norms, shape);
        }
        return graph;
    }

    /** Frees what training took; the network keeps its weights. */
    @Override
    public void close() {
        forgetGraph();
        if (exchange != null) {
            exchange.close();
        }
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
        Map<String, Map<String, Tensor>> all = new LinkedHashMap<>(); // every process broadcasts in this order
        all.put("weights", network.state());
        all.put("optimizer", others);
        return all;
    }
}
