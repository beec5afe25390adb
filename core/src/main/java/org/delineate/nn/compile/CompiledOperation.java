package org.delineate.nn.compile;

import java.util.List;
import org.delineate.nn.Graph.Node;
import org.delineate.nn.op.Kernel;

/**
 * One operation of a compiled graph.
 *
 * @param name in tables of times, with what is fused into it
 * @param inputs null where an optional one is missing
 * @param lastUses those of the inputs that nothing reads afterwards
 * @param macs multiply-accumulates
 * @param fusion of a convolution, else null
 */
record CompiledOperation(
        String name, Node result, List<Node> inputs, Kernel kernel, List<Node> lastUses, long macs, Fusion fusion) {
    /** The operation of a node, nothing fused into it. */
    static CompiledOperation of(Node node, List<Node> inputs, Kernel kernel) {
        return new CompiledOperation(node.op().words(), node, inputs, kernel, List.of(), node.macs(), null);
    }

    CompiledOperation withLastUses(List<Node> nodes) {
        return new CompiledOperation(name, result, inputs, kernel, nodes, macs, fusion);
    }
}
