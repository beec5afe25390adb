package org.delineate.checkpoint;

import java.util.List;
import java.util.Optional;

/** A parameter, variable or tensor as PyTorch wrote them until 0.4: made first, given its values or flags afterwards. */
final class TorchVariable {
    private TorchTensor tensor;

    /** Of a parameter or variable: (), or the tensor and perhaps whether it is trained. */
    static TorchVariable of(List<Object> arguments) {
        TorchVariable variable = new TorchVariable();
        if (!arguments.isEmpty()) {
            variable.tensor = tensor(arguments.get(0));
        }
        return variable;
    }

    /** Of a tensor class: (). */
    static TorchVariable empty(List<Object> arguments) {
        if (!arguments.isEmpty()) {
            throw new IllegalArgumentException("a tensor made of " + Pickle.describe(arguments.get(0)));
        }
        return new TorchVariable();
    }

    private static TorchTensor tensor(Object value) {
        return in(value).orElseThrow(() -> new IllegalArgumentException(Pickle.describe(value) + " is no tensor"));
    }

    /** The tensor that a value is or holds. */
    static Optional<TorchTensor> in(Object value) {
        if (value instanceof TorchVariable variable) {
            return Optional.ofNullable(variable.tensor);
        }
        return value instanceof TorchTensor tensor ? Optional.of(tensor) : Optional.empty();
    }

    /** (whether it is trained, volatile, hooks), older (tensor, gradient, hooks, .., ..), or a window on a storage. */
    void take(Object state) {
        List<Object> values = state instanceof Pickle.Tuple tuple ? tuple.values() : List.of();
        switch (values.size()) {
            case 3 -> TorchRebuild.requirePlain(values, 2);
            case 4 -> tensor = (TorchTensor) TorchRebuild.tensor(values);
            case 5 -> {
                TorchRebuild.requirePlain(values.subList(0, 3), 2);
                tensor = tensor(values.get(0));
            }
            default -> throw new IllegalArgumentException(Pickle.describe(state) + " is no state of a tensor");
        }
    }

    @Override
    public String toString() {
        return tensor == null ? "tensor without values" : tensor.toString();
    }
}
