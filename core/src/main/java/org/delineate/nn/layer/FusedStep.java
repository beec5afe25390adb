package org.delineate.nn.layer;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.CompilationUnit;
import org.bytedeco.pytorch.Function;
import org.bytedeco.pytorch.IValue;
import org.bytedeco.pytorch.IValueVector;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.QualifiedName;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.delineate.nn.engine.NativeMemory;
import org.delineate.nn.layer.Optimizer.Rule;

/** Updates flat parameters with the engine's fused kernel, one call for all parameters of one learning rate. */
final class FusedStep implements AutoCloseable {
    /**
     * Parameters that move at the same rate.
     *
     * @param rate factor of the learning rate
     * @param ranges of parameters, gradients and state, in the order of the step's arguments
     */
    private record RateGroup(double rate, List<Tensor> ranges) {}

    private static final String STEPS = "steps";

    private final FlatParameters parameters;
    private final CompilationUnit unit;
    private final Function step;
    private final Map<String, Tensor> state = new LinkedHashMap<>();
    private final List<RateGroup> groups = new ArrayList<>();

    /**
     * Takes over the storage of these parameters.
     *
     * @param byRate parameters by the factor of their learning rate
     */
    FusedStep(Map<Double, List<Tensor>> byRate, Rule rule, double momentum, double weightDecay) {
        parameters = new FlatParameters(
                byRate.values().stream().flatMap(Collection::stream).toList(), true);
        try (PointerScope scope = new PointerScope()) {
            for (String name : moments(rule, momentum)) {
                state.put(name, NativeMemory.kept(torch.zeros_like(parameters.values)));
            }
            if (rule != Rule.SGD) {
                state.put(STEPS, NativeMemory.kept(parameters.values.new_zeros(byRate.size())));
            }
            long start = 0;
            for (Map.Entry<Double, List<Tensor>> g : byRate.entrySet()) {
                long length = FlatParameters.length(g.getValue());
                groups.add(group(g.getKey(), start, length));
                start += length;
            }
            unit = NativeMemory.kept(torch.compile(source(rule, momentum, weightDecay)));
            step = NativeMemory.kept(unit.get_function(new QualifiedName("step")));
        }
    }

    private RateGroup group(double rate, long start, long length) {
        List<Tensor> ranges = new ArrayList<>();
        ranges.add(NativeMemory.kept(parameters.values.narrow(0, start, length)));
        ranges.add(NativeMemory.kept(parameters.gradients.narrow(0, start, length)));
        state.forEach((name, t) -> ranges.add(
                NativeMemory.kept(name.equals(STEPS) ? t.narrow(0, groups.size(), 1) : t.narrow(0, start, length))));
        return new RateGroup(rate, ranges);
    }

    private static List<String> moments(Rule rule, double momentum) {
        if (rule == Rule.SGD) {
            return momentum > 0 ? List.of("momentum") : List.of();
        }
        return List.of("mean", "variance");
    }

    /**
     * The step in TorchScript, the only way to the fused kernels.
     *
     * <p>Lists are parameters: where they are created inside, the compiler assumes that nothing reads what is changed,
     * and drops the step.
     */
    private String source(Rule rule, double momentum, double decay) {
        String lists = Stream.concat(Stream.of("p", "g"), state.keySet().stream())
                .map(name -> name + ": List[Tensor], ")
                .collect(Collectors.joining());
        String body = rule == Rule.SGD
                ? """
                      torch.%s(p, g, %s, weight_decay=%s, momentum=%s, lr=lr,
                          dampening=0.0, nesterov=False, maximize=False, is_first_step=False)
                  """.formatted(rule.operator(), momentum > 0 ? "momentum" : "[]", decay, momentum)
                : """
                      steps[0].add_(1)
                      torch.%s(p, g, mean, variance, [], steps, weight_decay=%s, beta1=%s, lr=lr,
                          beta2=0.999, eps=1e-8, amsgrad=False, maximize=False)
                  """.formatted(rule.operator(), decay, momentum);
        return "def step(" + lists + "lr: float):\n" + body + "def one(t: Tensor) -> List[Tensor]:\n    return [t]\n";
    }

    private IValue list(Tensor t) {
        return unit.get_function(new QualifiedName("one")).apply(new IValueVector(new IValue(t)));
    }

    /** Updates parameters and state from the gradients. */
    void apply(double learningRate) {
        try (NoGradGuard guard = new NoGradGuard()) {
            for (RateGroup g : groups) {
                IValueVector arguments = new IValueVector();
                g.ranges().forEach(t -> arguments.push_back(list(t)));
                arguments.push_back(new IValue(learningRate * g.rate()));
                step.apply(arguments);
            }
        }
    }

    void zeroGradients() {
        parameters.gradients.zero_();
    }

    @Override
    public void close() {
        groups.forEach(g -> g.ranges().forEach(Tensor::releaseReference));
        state.values().forEach(Tensor::releaseReference);
        step.releaseReference();
        unit.releaseReference();
        parameters.close();
    }

    /** The gradients of all parameters, one after the other. */
    Tensor gradients() {
        return parameters.gradients;
    }

    /** All parameters, one after the other. */
    Tensor values() {
        return parameters.values;
    }

    /** Moments and numbers of steps by name. */
    Map<String, Tensor> state() {
        return Collections.unmodifiableMap(state);
    }
}
