package org.delineate.nn.compile;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.BoolOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.delineate.nn.Graph.Leaf;
import org.delineate.nn.Graph.Node;
import org.delineate.nn.engine.ProcessGroup;
import org.delineate.nn.op.ChannelsFirstGradient;
import org.delineate.nn.op.Convolution;
import org.delineate.nn.op.Kernel;
import org.delineate.nn.op.Normalization;
import org.delineate.nn.op.OwnGradient;
import org.delineate.nn.op.SynchronisedBatchNorm;

/**
 * Cuts what the engine records for gradients into pieces, between which the gradients of single operations are computed
 * here.
 *
 * <p>A piece ends in a map that several operations read, or an operation whose gradient is computed here: so no two
 * pieces share an operation, and going back through them from the last to the first, each runs once.
 */
final class GradientTape {
    /** Goes back through a piece: takes the gradient that its end has collected further. */
    private interface Piece {
        void backward();
    }

    /** Where an engine's records would be cut for the operations whose gradients are computed here. */
    static final class Plan {
        private final Map<Node, OwnGradient> own = new HashMap<>();
        private final Set<Node> ends = new HashSet<>();

        /**
         * Plans it for some operations of a graph.
         *
         * @param float32 whether they are computed in it; else no convolution is cut out
         * @param norms the processes over whose batches batch norms take their statistics
         */
        Plan(List<Node> operations, boolean float32, ProcessGroup norms) {
            for (Node n : operations) {
                if (float32 && n.op() instanceof Convolution op && hasOwnGradient(n, op)) {
                    own.put(n, new ChannelsFirstGradient(op));
                } else if (!norms.isAlone() && n.op() instanceof Normalization.BatchNorm norm && norm.training()) {
                    own.put(n, new SynchronisedBatchNorm(norms));
                }
            }
            Set<Node> read = new HashSet<>();
            for (Node n : own.isEmpty() ? List.<Node>of() : operations) {
                for (Node in : n.inputs()) {
                    if (!read.add(in) || own.containsKey(n)) {
                        ends.add(in);
                    }
                }
            }
        }

        private static boolean hasOwnGradient(Node n, Convolution op) {
            Node x = n.inputs().get(0);
            Node w = n.inputs().get(1);
            Node bias = n.inputs().get(2);
            return w.leaf() == Leaf.PARAMETER
                    && (bias == null || bias.leaf() == Leaf.PARAMETER)
                    && ChannelsFirstGradient.pays(op, x.shape(), w.shape(), n.shape());
        }
    }

    private final Plan plan;
    private final List<Piece> pieces = new ArrayList<>();

    GradientTape(Plan plan) {
        this.plan = plan;
    }

    /** Computes an operation; the result belongs to the scope that is open. */
    Tensor run(Node n, Kernel kernel, Tensor... in) {
        OwnGradient own = plan.own.get(n);
        if (own != null && own.fits(in)) {
            Tensor[] kept = in.clone();
            kept[0] = new Tensor(in[0]); // a handle of its own: the other is closed after the last use
            OwnGradient.Computed computed = own.run(kernel, kept);
            Tensor end = new Tensor(computed.result());
            pieces.add(() -> {
                if (end.grad().defined()) {
                    computed.backward().accept(end.grad());
                }
                end.close();
                kept[0].close();
            });
            return computed.result();
        }
        Tensor result = kernel.runScoped(in);
        if (!plan.ends.contains(n) || !result.requires_grad() || result.is_leaf()) {
            return result;
        }
        Tensor leaf = result.detach().set_requires_grad(true);
        Tensor end = new Tensor(leaf);
        pieces.add(() -> {
            if (end.grad().defined()) {
                torch.backward(
                        new TensorVector(result),
                        new TensorVector(end.grad()),
                        new BoolOptional(),
                        false,
                        new TensorVector());
            }
            end.close();
            result.close();
        });
        return leaf;
    }

    /** Takes the gradients that the results have collected back to what they were computed from. */
    void backward() {
        while (!pieces.isEmpty()) {
            try (PointerScope scope = new PointerScope()) {
                pieces.remove(pieces.size() - 1).backward();
            }
        }
    }
}
