package org.delineate.nn.layer;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import org.bytedeco.javacpp.PointerScope;
import org.delineate.file.UnknownName;
import org.delineate.nn.Eager;
import org.delineate.nn.Tensor;
import org.delineate.nn.engine.ProcessGroup;

/**
 * Trains a module's parameters with Adam, AdamW or SGD.
 *
 * <p>All parameters and all gradients become views of two arrays, so that a step, an average of the weights and a
 * checkpoint are each one operation, whatever the number of layers. Parameters of another rate lie side by side and
 * take one operation more; frozen ones ({@link Module#freeze}) stay where they are.
 */
public final class Optimizer implements AutoCloseable {
    /** The rule by which a step changes the parameters. */
    public enum Rule {
        /** Weight decay is added to the gradient. */
        ADAM("_fused_adam_"),
        /** Weight decay is apart from the gradient (Loshchilov and Hutter, arXiv 1711.05101). */
        ADAMW("_fused_adamw_"),
        /** Stochastic gradient descent with momentum; weight decay is added to the gradient. */
        SGD("_fused_sgd_");

        private final String operator;

        Rule(String operator) {
            this.operator = operator;
        }

        /** @throws IllegalArgumentException naming the rules */
        public static Rule of(String name) {
            return Arrays.stream(values())
                    .filter(r -> r.id().equals(name))
                    .findFirst()
                    .orElseThrow(() -> UnknownName.of("optimizer", name, ids()));
        }

        /** Lists the names of all rules. */
        public static List<String> ids() {
            return Arrays.stream(values()).map(Rule::id).toList();
        }

        /** The engine's fused kernel. */
        String operator() {
            return operator;
        }

        /** The name that {@link #of} takes. */
        String id() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    private final FusedStep step;
    private final FlatParameters buffers;

    /** Trains all parameters at one rate. */
    public Optimizer(Module module, Rule rule, double momentum, double weightDecay) {
        this(module, rule, momentum, weightDecay, name -> 1);
    }

    /**
     * Takes over the storage of the module's tensors; a module has one optimizer, created after its weights are laid
     * out and what is to be frozen is.
     *
     * @param momentum beta1 of Adam, momentum of SGD
     * @param rates factor of the learning rate by a parameter's name
     * @throws IllegalArgumentException when every parameter is frozen
     */
    public Optimizer(Module module, Rule rule, double momentum, double weightDecay, ToDoubleFunction<String> rates) {
        Map<Double, List<org.bytedeco.pytorch.Tensor>> byRate = new LinkedHashMap<>();
        module.parameters().forEach((name, t) -> {
            if (Eager.raw(t).requires_grad()) {
                byRate.computeIfAbsent(rates.applyAsDouble(name), r -> new ArrayList<>())
                        .add(Eager.raw(t));
            }
        });
        if (byRate.isEmpty()) {
            throw new IllegalArgumentException("there is nothing to train: every parameter is frozen");
        }
        step = new FusedStep(byRate, rule, momentum, weightDecay);
        buffers = new FlatParameters(
                module.buffers().values().stream().map(Eager::raw).toList(), false);
    }

    /** Sets all gradients to zero; to be called before each backward. */
    public void zeroGradients() {
        step.zeroGradients();
    }

    /**
     * Prepares the exchange of gradients with the copies of this module in other processes.
     *
     * @param bf16 whether gradients travel in bf16
     */
    public GradientExchange exchange(ProcessGroup group, boolean bf16) {
        return new GradientExchange(group, step, buffers.values, bf16);
    }

    /** Moves the parameters along the gradients that were added up since {@link #zeroGradients}. */
    public void step(double learningRate) {
        step.apply(learningRate);
    }

    /** What a checkpoint holds beside the weights; filled in place to restore it. */
    public Map<String, Tensor> state() {
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        step.state().forEach((name, t) -> tensors.put(name, new Eager(t)));
        return tensors;
    }

    /** Whether all parameters and buffers are finite, found in one pass. */
    public boolean isFinite() {
        try (PointerScope scope = new PointerScope()) {
            return Storage.isFinite(step.values()) && Storage.isFinite(buffers.values);
        }
    }

    /** Frees gradients and state at once; the parameters stay with the module. */
    @Override
    public void close() {
        step.close();
        buffers.close();
    }

    /** A running average of parameters and buffers that starts equal to them (Polyak averaging, "EMA"). */
    public final class Average implements AutoCloseable {
        private final Map<String, RunningAverage> averages = new LinkedHashMap<>();

        /**
         * Copies the values of now; a module without buffers, such as one without batch norms, has no average of any.
         */
        public Average() {
            averages.put("average", new RunningAverage(step.values()));
            if (!buffers.isEmpty()) {
                averages.put("averageBuffers", new RunningAverage(buffers.values));
            }
        }

        /** average = decay * average + (1 - decay) * now. */
        public void update(double decay) {
            averages.values().forEach(a -> a.update(decay));
        }

        /** Exchanges the module's values with the average; a second call undoes the first. */
        public void swap() {
            averages.values().forEach(RunningAverage::swap);
        }

        @Override
        public void close() {
            averages.values().forEach(RunningAverage::close);
        }

        /** What a checkpoint holds of it; filled in place to restore it. */
        public Map<String, Tensor> state() {
            Map<String, Tensor> tensors = new LinkedHashMap<>();
            averages.forEach((name, a) -> tensors.put(name, new Eager(a.mean())));
            return tensors;
        }
    }
}
