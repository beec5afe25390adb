package org.delineate.nn.compile;

import org.delineate.nn.Graph.Node;

/**
 * A tensor of a graph in one number format.
 *
 * @param quantized in 8-bit integers, else in floats
 */
record TypedNode(Node node, boolean quantized) {
    /** In floats; null for null. */
    static TypedNode floats(Node node) {
        return node == null ? null : new TypedNode(node, false);
    }

    static TypedNode quantized(Node node) {
        return new TypedNode(node, true);
    }
}
