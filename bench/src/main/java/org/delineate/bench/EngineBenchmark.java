package org.delineate.bench;

import java.util.concurrent.TimeUnit;
import org.delineate.loss.Loss;
import org.delineate.nn.Tensor;
import org.delineate.nn.engine.Engine;
import org.delineate.nn.layer.Optimizer;
import org.delineate.zoo.Network;
import org.delineate.zoo.Zoo;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** Times what a training step does beside the network, and a single call of the engine, in one thread. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class EngineBenchmark {
    /** Holds the maps of a batch of eight. */
    @State(Scope.Thread)
    public static class Maps {
        @Param({"unext", "structure", "edge"})
        private String loss;

        private Loss chosen;
        private float[] logits;
        private float[] masks;

        @Setup
        public void make() {
            Engine.threads(1);
            chosen = Loss.of(loss);
            logits = new float[8 * Task.SIDE * Task.SIDE];
            masks = new float[logits.length];
            for (int i = 0; i < logits.length; i++) {
                logits[i] = (float) Math.sin(i * 0.37);
                masks[i] = i % Task.SIDE < 100 ? 1 : 0;
            }
        }
    }

    @Benchmark
    public double loss(Maps m) {
        try (org.delineate.nn.Scope scope = org.delineate.nn.Scope.inference()) {
            Tensor x = Tensor.of(m.logits, 8, 1, Task.SIDE, Task.SIDE);
            return m.chosen
                    .of(x, Tensor.of(m.masks, 8, 1, Task.SIDE, Task.SIDE))
                    .item();
        }
    }

    /** Holds the optimizer of a network. */
    @State(Scope.Thread)
    public static class Weights {
        @Param({"sc-unext", "unet"})
        private String network;

        private Optimizer optimizer;

        @Setup
        public void make() {
            Engine.threads(1);
            Network created = Zoo.of(network).create(Task.CHANNELS, 1);
            created.initialise(1);
            optimizer = new Optimizer(created, Optimizer.Rule.ADAMW, 0.9, 1e-2);
        }
    }

    @Benchmark
    public void optimizerStep(Weights w) {
        try (org.delineate.nn.Scope scope = org.delineate.nn.Scope.training()) {
            w.optimizer.step(1e-9);
        }
    }

    /** Holds a tensor of one number. */
    @State(Scope.Thread)
    public static class Number {
        private final float[] one = {1};
        private Tensor tensor;

        @Setup
        public void make() {
            Engine.threads(1);
            tensor = Tensor.of(one, 1);
        }
    }

    /** Adds one number a hundred times: this is what the call, its handle and its scope cost. */
    @Benchmark
    public void hundredCalls(Number n) {
        try (org.delineate.nn.Scope scope = org.delineate.nn.Scope.inference()) {
            for (int i = 0; i < 100; i++) {
                n.tensor.add(n.tensor);
            }
        }
    }
}
