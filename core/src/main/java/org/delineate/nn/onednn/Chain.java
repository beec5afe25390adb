package org.delineate.nn.onednn;

import java.util.List;
import org.delineate.nn.Graph.Node;

/**
 * An operation with what its kernel computes along with it.
 *
 * @param norm batch norm that is folded into the weights of a convolution, or null
 */
record Chain(Node head, Node norm, List<PostOperation> after) {
    /** The node whose value it computes. */
    Node end() {
        if (!after.isEmpty()) {
            return after.get(after.size() - 1).node();
        }
        return norm == null ? head : norm;
    }
}
