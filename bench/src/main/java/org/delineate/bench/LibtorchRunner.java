package org.delineate.bench;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.AdamW;
import org.bytedeco.pytorch.AdamWOptions;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.MemoryFormat;
import org.delineate.nn.Graph.Leaf;
import org.delineate.nn.Graph.Node;
import org.delineate.nn.Precision;
import org.delineate.nn.engine.Engine;
import org.delineate.nn.engine.Processor;
import org.delineate.nn.op.Convolution;
import org.delineate.nn.op.Op;
import org.delineate.zoo.Network;

/**
 * Runs the same engine as an ordinary program does: operation by operation, nothing rewritten, with the engine's own
 * AdamW.
 *
 * @param tuned channels-last, and bf16 autocast where the processor multiplies bf16; else channels-first in float32,
 *     the defaults
 */
record LibtorchRunner(boolean tuned) implements Runner {
    private static final double LEARNING_RATE = 1e-4;

    @Override
    public Prepared prepare(Task task, TaskFiles files) {
        torch.set_num_threads(task.threads());
        Network network = TaskFiles.network(task);
        return new Eager(task, TaskGraph.of(task, network), files);
    }

    @Override
    public String about() {
        return Engine.version()
                + (tuned ? ", channels-last, " : ", channels-first, ")
                + (precision() == Precision.BF16 ? "bf16 autocast" : "float32")
                + ", eager";
    }

    private Precision precision() {
        return tuned && Processor.multipliesBf16() ? Precision.BF16 : Precision.FLOAT32;
    }

    /** Returns the minimum and the maximum of each of these tensors, for the pictures of the task. */
    Map<Node, float[]> ranges(Task task, TaskGraph taskGraph, Set<Node> requested, TaskFiles files) {
        Map<Node, float[]> ranges = new HashMap<>();
        Eager eager = new Eager(task, taskGraph, files);
        try (PointerScope scope = new PointerScope();
                NoGradGuard guard = new NoGradGuard()) {
            eager.forward((n, t) -> {
                if (requested.contains(n)) {
                    ranges.put(n, new float[] {t.min().item_float(), t.max().item_float()});
                }
            });
        }
        eager.close();
        return ranges;
    }

    /** Holds the values of a graph. */
    private final class Eager implements Prepared {
        private final Task task;
        private final TaskGraph taskGraph;
        private final List<List<Node>> released;
        private final Map<Node, Tensor> fixed = new HashMap<>();
        private final AdamW optimizer;

        Eager(Task task, TaskGraph taskGraph, TaskFiles files) {
            this.task = task;
            this.taskGraph = taskGraph;
            released = taskGraph.released();
            TensorVector trainable = new TensorVector();
            boolean isPictures = true;
            for (Node n : taskGraph.nodes()) {
                if (n.leaf() == Leaf.INPUT) {
                    int batch = task.batch();
                    keep(n, isPictures ? files.pictures(batch) : files.masks(batch));
                    isPictures = false;
                } else if (n.leaf() == Leaf.CONSTANT) {
                    keep(n, n.constant());
                } else if (n.leaf() == Leaf.PARAMETER) {
                    keep(n, n.value().toFloats());
                }
                if (taskGraph.trainable().contains(n)) {
                    trainable.push_back(fixed.get(n).requires_grad_(true));
                }
            }
            optimizer = trainable.empty() ? null : new AdamW(trainable, new AdamWOptions(LEARNING_RATE));
        }

        private void keep(Node n, float[] values) {
            try (PointerScope scope = new PointerScope()) {
                Tensor t = Tensor.create(values, n.shape());
                boolean isMap = tuned && n.shape().length == 4;
                Tensor laid = isMap ? t.contiguous(MemoryFormat.ChannelsLast) : t;
                fixed.put(n, laid.retainReference());
            }
        }

        @Override
        public float[] run() {
            try (PointerScope scope = new PointerScope()) {
                if (task.kind() == Task.Kind.INFERENCE) {
                    try (NoGradGuard guard = new NoGradGuard()) {
                        return floats(forward((n, t) -> {}));
                    }
                }
                optimizer.zero_grad();
                Tensor loss = forward((n, t) -> {});
                loss.backward();
                optimizer.step();
                return floats(loss);
            }
        }

        private Tensor forward(BiConsumer<Node, Tensor> seen) {
            Map<Node, Tensor> values = new HashMap<>(fixed);
            fixed.forEach(seen);
            Precision.Region region = precision().region();
            for (int i = 0; i < taskGraph.nodes().size(); i++) {
                if (i == taskGraph.networkNodes()) {
                    region.close();
                }
                Node n = taskGraph.nodes().get(i);
                if (n.op() != null) {
                    Tensor computed = compute(n, values);
                    seen.accept(n, computed);
                    values.put(n, computed);
                }
                released.get(i).forEach(end -> values.remove(end).close());
            }
            return values.get(taskGraph.result());
        }

        /**
         * Computes an operation in its own scope, so that only the result stays; the engine keeps what backward needs.
         */
        private Tensor compute(Node n, Map<Node, Tensor> values) {
            Tensor[] in = n.inputs().stream()
                    .map(i -> i == null ? null : values.get(i))
                    .toArray(Tensor[]::new);
            PointerScope outer = PointerScope.getInnerScope();
            try (PointerScope scope = new PointerScope()) {
                Tensor computed = new Tensor(n.op() instanceof Convolution c ? plain(c, in) : n.op().run(in));
                outer.attach(computed);
                return computed;
            }
        }

        @Override
        public void close() {
            fixed.values().forEach(Tensor::releaseReference);
            fixed.clear();
            if (optimizer != null) {
                optimizer.close();
            }
        }
    }

    /** Computes a convolution without the detours around slow kernels that {@link Convolution} takes. */
    private static Tensor plain(Convolution c, Tensor... in) {
        TensorOptional bias = in[2] == null ? new TensorOptional() : new TensorOptional(in[2]);
        long[] stride = {c.stride(), c.stride()};
        long[] padding = {c.paddingHeight(), c.paddingWidth()};
        long[] dilation = {c.dilation(), c.dilation()};
        return torch.conv2d(in[0], in[1], bias, stride, padding, dilation, c.groups());
    }

    static float[] floats(Tensor t) {
        float[] values = new float[Math.toIntExact(Op.count(t.shape()))];
        Tensor plain = t.detach().to(torch.ScalarType.Float).contiguous();
        plain.data_ptr_float().capacity(values.length).get(values);
        return values;
    }
}
