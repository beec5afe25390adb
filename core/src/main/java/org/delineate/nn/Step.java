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
record Step(String name, Value result, List<Value> inputs, Op op, List<Value> last, long macs, Fusion fusion) {
    static Step of(Graph.Node node, List<Value> inputs, Op op) {
        return new Step(name(node.op()), Value.floats(node), inputs, op, List.of(), node.macs(), null);
    }

    /** From one form to the other. */
    static Step conversion(String name, Value from, Op op) {
        return new Step(name, new Value(from.node(), !from.bytes()), List.of(from), op, List.of(), 0, null);
    }

    Step withLast(List<Value> values) {
        return new Step(name, result, inputs, op, values, macs, fusion);
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
