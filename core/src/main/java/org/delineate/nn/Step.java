package org.delineate.nn;

import java.util.List;
import java.util.Locale;

/**
 * One computation of a compiled graph.
 *
 * @param inputs null where an optional one is missing
 * @param last those of the inputs that nobody needs afterwards
 * @param fusion of a convolution, else null
 */
record Step(String name, Value result, List<Value> inputs, Kernel kernel, List<Value> last, long macs, Fusion fusion) {
    static Step of(Graph.Node node, List<Value> inputs, Kernel kernel) {
        return new Step(name(node.op()), Value.floats(node), inputs, kernel, List.of(), node.macs(), null);
    }

    static Step conversion(Graph.Node node, Kernel toBytes) {
        Value from = Value.floats(node);
        return new Step("to bytes", Value.bytes(node), List.of(from), toBytes, List.of(), 0, null);
    }

    Step withLast(List<Value> values) {
        return new Step(name, result, inputs, kernel, values, macs, fusion);
    }

    static String name(Op op) {
        return op instanceof Enum<?> e
                ? e.name().toLowerCase(Locale.ROOT)
                : op.getClass()
                        .getSimpleName()
                        .replaceAll("(?<=[a-z])(?=[A-Z])", " ")
                        .toLowerCase(Locale.ROOT);
    }
}
