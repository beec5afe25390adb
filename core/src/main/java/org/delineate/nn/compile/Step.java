package org.delineate.nn.compile;

import java.util.List;
import org.delineate.nn.Graph;
import org.delineate.nn.op.Kernel;

/**
 * One computation of a compiled graph.
 *
 * @param inputs null where an optional one is missing
 * @param last those of the inputs that nobody needs afterwards
 * @param fusion of a convolution, else null
 */
record Step(String name, Value result, List<Value> inputs, Kernel kernel, List<Value> last, long macs, Fusion fusion) {
    static Step of(Graph.Node node, List<Value> inputs, Kernel kernel) {
        return new Step(node.op().words(), Value.floats(node), inputs, kernel, List.of(), node.macs(), null);
    }

    static Step conversion(Graph.Node node, Kernel toBytes) {
        Value from = Value.floats(node);
        return new Step("to bytes", Value.bytes(node), List.of(from), toBytes, List.of(), 0, null);
    }

    Step withLast(List<Value> values) {
        return new Step(name, result, inputs, kernel, values, macs, fusion);
    }
}
