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
        String name,
        TypedNode result,
        List<TypedNode> inputs,
        Kernel kernel,
        List<TypedNode> lastUses,
        long macs,
        Fusion fusion) {
    /** The operation of a node in floats, nothing fused into it. */
    static CompiledOperation of(Node node, List<TypedNode> inputs, Kernel kernel) {
        return new CompiledOperation(
                node.op().words(), TypedNode.floats(node), inputs, kernel, List.of(), node.macs(), null);
    }

    /** The operation of a node in int8 that multiplies nothing. */
    static CompiledOperation quantized(Node node, List<TypedNode> inputs, Kernel kernel) {
        return new CompiledOperation(
                "int8 " + node.op().words(), TypedNode.quantized(node), inputs, kernel, List.of(), 0, null);
    }

    /** Quantizes what has been computed in floats. */
    static CompiledOperation quantize(Node node, Kernel quantize) {
        return new CompiledOperation(
                "quantize", TypedNode.quantized(node), List.of(TypedNode.floats(node)), quantize, List.of(), 0, null);
    }

    CompiledOperation withLastUses(List<TypedNode> nodes) {
        return new CompiledOperation(name, result, inputs, kernel, nodes, macs, fusion);
    }
}
