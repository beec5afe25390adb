package org.delineate.nn.compile;

import org.delineate.nn.Graph;

/** A tensor of a graph while it runs: in floats or in bytes. */
record Value(Graph.Node node, boolean bytes) {
    static Value floats(Graph.Node node) {
        return node == null ? null : new Value(node, false);
    }

    static Value bytes(Graph.Node node) {
        return new Value(node, true);
    }
}
