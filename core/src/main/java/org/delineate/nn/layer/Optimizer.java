package org.delineate.nn.layer;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.CompilationUnit;
import org.bytedeco.pytorch.Function;
import org.bytedeco.pytorch.IValue;
import org.bytedeco.pytorch.IValueVector;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.QualifiedName;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.global.torch;
import org.delineate.nn.Eager;
import org.delineate.nn.Tensor;
import org.delineate.nn.engine.NativeMemory;

/**
 * Adam, AdamW or SGD over one flat buffer: all parameters and all gradients of a module become views of two arrays, so
 * that a step, an average of the weights and a checkpoint are each one operation, whatever the number of layers.
 * Parameters of another rate lie side by side and make one operation more; frozen ones ({@link Module#freeze}) stay
 * where they are.
 */
public final class Optimizer {
    /** The rule of the step. */
    public enum Rule {
        /** Decay added to the gradient. */
        ADAM("_fused_adam_"),
        /** Decay apart from the gradient (Loshchilov and Hutter, arXiv 1711.05101). */
        ADAMW("_fused_adamw_"),
        /** Momentum, decay added to the gradient. */
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
                    .orElseThrow(() -> new IllegalArgumentException(
                            "unknown optimizer \"" + name + "\"; known: adam, adamw, sgd"));
        }

        public String id() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * Parameters that move at the same rate.
     *
     * @param rate factor of the learning rate
     * @param ranges of parameters, gradients and state, in the order of the step's arguments
     */
    private record Group(double rate, List<org.bytedeco.pytorch.Tensor> ranges) {}

    private static final String STEPS = "steps";

    private final CompilationUnit unit;
    private final Function step;
    private final FlatParameters parameters;
    private final FlatParameters buffers;
    private final Map<String, org.bytedeco.pytorch.Tensor> state = new LinkedHashMap<>();
    private final List<Group> groups = new ArrayList<>();

    /** All parameters at one rate. */
    public Optimizer(Module module, Rule rule, double momentum, double weightDecay) {
        this(module, rule, momentum, weightDecay, name -> 1);
    }

    /**
     * Takes over the storage of the module's tensors; make one optimizer per module, after its weights are laid out and
     * what is to be frozen is.
     *
     * @param momentum beta1 of Adam, momentum of SGD
     * @param rates factor of the learning rate by a parameter's name
     * @throws IllegalArgumentException when every parameter is frozen
     */
    public Optimizer(Module module, Rule rule, double momentum, double weightDecay, ToDoubleFunction<String> rates) {
        Map<Double, List<Tensor>> byRate = new LinkedHashMap<>();
        module.parameters().forEach((name, t) -> {
            if (Storage.isTrained(t)) {
                byRate.computeIfAbsent(rates.applyAsDouble(name), r -> new ArrayList<>())
                        .add(t);
            }
        });
        if (byRate.isEmpty()) {
            throw new IllegalArgumentException("there is nothing to train: every parameter is frozen");
        }
        parameters = new FlatParameters(
                byRate.values().stream().flatMap(Collection::stream).toList(), true);
        buffers = new FlatParameters(module.buffers().values(), false);
        try (PointerScope scope = new PointerScope()) {
            for (String name : moments(rule, momentum)) {
                state.put(name, NativeMemory.kept(torch.zeros_like(parameters.values)));
            }
            if (rule != Rule.SGD) {
                state.put(STEPS, NativeMemory.kept(parameters.values.new_zeros(byRate.size())));
            }
            long begin = 0;
            for (Map.Entry<Double, List<Tensor>> g : byRate.entrySet()) {
                groups.add(group(g.getKey(), begin, FlatParameters.length(g.getValue())));
                begin += FlatParameters.length(g.getValue());
            }
            unit = NativeMemory.kept(torch.compile(source(rule, momentum, weightDecay)));
            step = NativeMemory.kept(unit.get_function(new QualifiedName("step")));
        }
    }

    private Group group(double rate, long begin, long length) {
        List<org.bytedeco.pytorch.Tensor> ranges = new ArrayList<>();
        ranges.add(NativeMemory.kept(parameters.values.narrow(0, begin, length)));
        ranges.add(NativeMemory.kept(parameters.gradients.narrow(0, begin, length)));
        state.forEach((name, t) -> ranges.add(
                NativeMemory.kept(name.equals(STEPS) ? t.narrow(0, groups.size(), 1) : t.narrow(0, begin, length))));
        return new Group(rate, ranges);
    }

    private static List<String> moments(Rule rule, double momentum) {
        if (rule == Rule.SGD) {
            return momentum > 0 ? List.of("momentum") : List.of();
        }
        return List.of("mean", "variance");
    }

    /**
     * Lists as parameters: of lists made inside, the compiler believes that nobody sees the mutation, and drops the
     * step.
     */
    private String source(Rule rule, double momentum, double decay) {
        String lists = Stream.concat(Stream.of("p", "g"), state.keySet().stream())
                .map(name -> name + ": List[Tensor], ")
                .collect(Collectors.joining());
        String body = rule == Rule.SGD
                ? """
                      torch.%s(p, g, %s, weight_decay=%s, momentum=%s, lr=lr,
                          dampening=0.0, nesterov=False, maximize=False, is_first_step=False)
                  """.formatted(rule.operator, momentum > 0 ? "momentum" : "[]", decay, momentum)
                : """
                      steps[0].add_(1)
                      torch.%s(p, g, mean, variance, [], steps, weight_decay=%s, beta1=%s, lr=lr,
                          beta2=0.999, eps=1e-8, amsgrad=False, maximize=False)
                  """.formatted(rule.operator, decay, momentum);
        return "def step(" + lists + "lr: float):\n" + body + "def one(t: Tensor) -> List[Tensor]:\n    return [t]\n";
    }

    private IValue list(org.bytedeco.pytorch.Tensor t) {
        return unit.get_function(new QualifiedName("one")).apply(new IValueVector(new IValue(t)));
    }

    /** Forgets the gradients; before each backward. */
    public void zeroGradients() {
        parameters.gradients.zero_();
    }

    /** Moves the parameters; gradients are those since {@link #zeroGradients}. */
    public void step(double learningRate) {
        try (NoGradGuard guard = new NoGradGuard()) {
            for (Group g : groups) {
                IValueVector arguments = new IValueVector();
                g.ranges().forEach(t -> arguments.push_back(list(t)));
                arguments.push_back(new IValue(learningRate * g.rate()));
                step.apply(arguments);
            }
        }
    }

    /** What a checkpoint holds beside the weights; filled in place to restore. */
    public Map<String, Tensor> state() {
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        state.forEach((name, t) -> tensors.put(name, new Eager(t)));
        return tensors;
    }

    /** All parameters and buffers finite? One pass. */
    public boolean isFinite() {
        try (PointerScope scope = new PointerScope()) {
            return torch.isfinite(parameters.values).all().item_bool()
                    && torch.isfinite(buffers.values).all().item_bool();
        }
    }

    /** A running average of parameters and buffers, initially equal to them (Polyak averaging, "EMA"). */
    public final class Average {
        private final org.bytedeco.pytorch.Tensor meanParameters;
        private final org.bytedeco.pytorch.Tensor meanBuffers;

        public Average() {
            try (PointerScope scope = new PointerScope();
                    NoGradGuard guard = new NoGradGuard()) {
                meanParameters = NativeMemory.kept(parameters.values.clone());
                meanBuffers = NativeMemory.kept(buffers.values.clone());
            }
        }

        /** average = decay * average + (1 - decay) * now. */
        public void update(double decay) {
            try (PointerScope scope = new PointerScope();
                    NoGradGuard guard = new NoGradGuard()) {
                meanParameters.lerp_(parameters.values, new Scalar(1 - decay));
                meanBuffers.lerp_(buffers.values, new Scalar(1 - decay));
            }
        }

        /** Exchanges the module's values with the average; a second call undoes the first. */
        public void swap() {
            try (PointerScope scope = new PointerScope();
                    NoGradGuard guard = new NoGradGuard()) {
                exchange(parameters.values, meanParameters);
                exchange(buffers.values, meanBuffers);
            }
        }

        private static void exchange(org.bytedeco.pytorch.Tensor a, org.bytedeco.pytorch.Tensor b) {
            org.bytedeco.pytorch.Tensor held = a.clone();
            a.copy_(b);
            b.copy_(held);
        }

        /** For checkpoints; filled in place to restore. */
        public Map<String, Tensor> state() {
            Map<String, Tensor> tensors = new LinkedHashMap<>();
            tensors.put("average", new Eager(meanParameters));
            tensors.put("averageBuffers", new Eager(meanBuffers));
            return tensors;
        }
    }
}
