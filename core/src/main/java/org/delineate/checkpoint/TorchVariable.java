package org.delineate.checkpoint;

import java.util.List;
import java.util.Optional;

/**
 * Is a parameter, variable or tensor as PyTorch stored them until 0.4: created first, given values or flags afterwards.
 */
final class TorchVariable {
    private TorchTensor tensor;

    /** Creates a parameter or variable from (), or from (tensor, requires_grad). */
    static TorchVariable of(List<Object> arguments) {
        TorchVariable variable = new TorchVariable();
        if (!arguments.isEmpty()) {
            variable.tensor = tensor(arguments.get(0));
        }
        return variable;
    }

    /** Creates an object of a tensor class from (). */
    static TorchVariable empty(List<Object> arguments) {
        if (!arguments.isEmpty()) {
            throw new IllegalArgumentException("a tensor made of " + Pickle.describe(arguments.get(0)));
        }
        return new TorchVariable();
    }

    private static TorchTensor tensor(Object value) {
        return in(value).orElseThrow(() -> new IllegalArgumentException(Pickle.describe(value) + " is no tensor"));
    }

    /** Returns the tensor that a value is or holds. */
    static Optional<TorchTensor> in(Object value) {
        if (value instanceof TorchVariable variable) {
            return Optional.ofNullable(variable.tensor);
        }
        return value instanceof TorchTensor tensor ? Optional.of(tensor) : Optional.empty();
    }

    /**
     * Takes the state (requires_grad, volatile, hooks), older (tensor, gradient, hooks, .., ..), or a view of a
     * storage.
     */
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
