package org.delineate.checkpoint;

import java.util.List;
import java.util.Map;
import org.delineate.checkpoint.Pickle.Tuple;
import org.delineate.file.Limits;

/** Rebuilds tensors from the arguments of the functions that PyTorch's files name. */
final class TorchRebuild {
    private TorchRebuild() {}

    /** Rebuilds a tensor from (storage, offset, shape, strides, requires_grad, hooks, metadata). */
    static Object tensor(List<Object> arguments) {
        requireCount(arguments, 4, 7);
        requirePlain(arguments, 5);
        return tensor(storage(arguments), arguments);
    }

    /** Rebuilds as {@link #tensor}, with the type of the elements before the metadata. */
    static Object typedTensor(List<Object> arguments) {
        requireCount(arguments, 7, 8);
        requirePlain(arguments.subList(0, 6), 5);
        requirePlain(arguments, 7);
        if (!(arguments.get(6) instanceof SafeTensors.Dtype dtype)) {
            throw new IllegalArgumentException(Pickle.describe(arguments.get(6)) + " is no type of elements");
        }
        return tensor(storage(arguments).as(dtype), arguments);
    }

    private static TorchTensor tensor(TorchStorage storage, List<Object> arguments) {
        if (!(arguments.get(1) instanceof Long offset)) {
            throw new IllegalArgumentException(Pickle.describe(arguments.get(1)) + " is no offset");
        }
        return new TorchTensor(storage, offset, longs(arguments.get(2)), longs(arguments.get(3)));
    }

    /** Returns the tensor of (tensor, requires_grad, hooks, attributes). */
    static Object parameter(List<Object> arguments) {
        requireCount(arguments, 3, 4);
        requirePlain(arguments.subList(0, 3), 2);
        return TorchVariable.in(arguments.get(0))
                .orElseThrow(() -> new IllegalArgumentException(Pickle.describe(arguments.get(0)) + " is no tensor"));
    }

    /** Rebuilds a tensor from (function, type, arguments of the function, attributes). */
    static Object ofType(List<Object> arguments) {
        requireCount(arguments, 4, 4);
        if (!(arguments.get(0) instanceof Pickle.Call call) || !(arguments.get(2) instanceof Tuple inner)) {
            throw new IllegalArgumentException(Pickle.describe(arguments.get(0)) + " of "
                    + Pickle.describe(arguments.get(2)) + " makes no tensor");
        }
        if (!call.name().startsWith("torch._utils._rebuild_tensor")) {
            throw new IllegalArgumentException(call.name() + " makes no tensor");
        }
        return call.body().apply(inner.values());
    }

    static Object size(List<Object> arguments) {
        requireCount(arguments, 1, 1);
        longs(arguments.get(0));
        return arguments.get(0);
    }

    /** Returns the name of the device that a tensor was on. */
    static Object device(List<Object> arguments) {
        requireCount(arguments, 1, 2);
        if (!(arguments.get(0) instanceof String)) {
            throw new IllegalArgumentException(Pickle.describe(arguments.get(0)) + " is no device");
        }
        return arguments.get(0);
    }

    private static TorchStorage storage(List<Object> arguments) {
        if (!(arguments.get(0) instanceof TorchStorage storage)) {
            throw new IllegalArgumentException(Pickle.describe(arguments.get(0)) + " is no storage");
        }
        return storage;
    }

    private static void requireCount(List<Object> arguments, int fewest, int most) {
        if (arguments.size() < fewest || arguments.size() > most) {
            throw new IllegalArgumentException(
                    arguments.size() + " arguments; there are " + fewest + (fewest == most ? "" : " to " + most));
        }
    }

    /** Refuses hooks, which are code, and metadata, which may negate or conjugate the values. */
    static void requirePlain(List<Object> arguments, int from) {
        for (int i = from; i < arguments.size(); i++) {
            if (arguments.get(i) != null && !(arguments.get(i) instanceof Map<?, ?> map && map.isEmpty())) {
                throw new IllegalArgumentException("hooks or metadata: " + Pickle.describe(arguments.get(i)));
            }
        }
    }

    private static long[] longs(Object value) {
        List<Object> values = value instanceof Tuple tuple ? tuple.values() : null;
        if (values == null
                || values.size() > Limits.DEFAULT.tensors().rank()
                || !values.stream().allMatch(Long.class::isInstance)) {
            throw new IllegalArgumentException(Pickle.describe(value) + " is no tuple of at most "
                    + Limits.DEFAULT.tensors().rank() + " integers");
        }
        return values.stream().mapToLong(v -> (Long) v).toArray();
    }
}
