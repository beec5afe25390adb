package org.delineate.checkpoint;

import java.util.List;
import java.util.Optional;

/** A parameter, variable or tensor as PyTorch wrote them until 0.4: made first, given its values or flags afterwards. */
final class TorchHolder {
    private TorchTensor tensor;

    /** Of a parameter or variable: (), or the tensor and perhaps whether it is trained. */
    static TorchHolder of(List<Object> arguments) {
        TorchHolder holder = new TorchHolder();
        if (!arguments.isEmpty()) {
            holder.tensor = tensor(arguments.get(0));
        }
        return holder;
    }

    /** Of a tensor class: (). */
    static TorchHolder empty(List<Object> arguments) {
        if (!arguments.isEmpty()) {
            throw new IllegalArgumentException("a tensor made of " + Pickle.words(arguments.get(0)));
        }
        return new TorchHolder();
    }

    private static TorchTensor tensor(Object value) {
        return in(value).orElseThrow(() -> new IllegalArgumentException(Pickle.words(value) + " is no tensor"));
    }

    /** The tensor that a value is or holds. */
    static Optional<TorchTensor> in(Object value) {
        if (value instanceof TorchHolder holder) {
            return Optional.ofNullable(holder.tensor);
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
            default -> throw new IllegalArgumentException(Pickle.words(state) + " is no state of a tensor");
        }
    }

    @Override
    public String toString() {
        return tensor == null ? "tensor without values" : tensor.toString();
    }
}
