package org.delineate.nn.compile;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.delineate.nn.Graph.Node;
import org.delineate.nn.op.PackedKernel;

/**
 * The operations of a compiled graph in the order in which they run; it owns their packed weights and the constants.
 *
 * @param floats format of the constants, and of the inputs once they are converted
 */
record Program(
        List<CompiledOperation> operations,
        Map<Node, Tensor> constants,
        List<Node> inputs,
        List<Node> outputs,
        ScalarType floats)
        implements AutoCloseable {
    /** Watches a run. */
    interface Observer {
        /** Is called after each operation; inputs and result are valid until it returns. */
        void after(CompiledOperation operation, Tensor[] inputs, Tensor result, double milliseconds);
    }

    /**
     * Computes the outputs, in float32.
     *
     * @param observer null for none
     * @param in values of the inputs in the order of the graph, in any float format
     */
    List<Tensor> run(Observer observer, Tensor... in) {
        Map<Node, Tensor> values = new HashMap<>(constants);
        for (int i = 0; i < in.length; i++) {
            values.put(inputs.get(i), floats == ScalarType.BFloat16 ? in[i].to(floats) : in[i]);
        }
        for (CompiledOperation operation : operations) {
            Tensor[] given = operation.inputs().stream()
                    .map(n -> n == null ? null : values.get(n))
                    .toArray(Tensor[]::new);
            long start = observer == null ? 0 : System.nanoTime();
            Tensor result = operation.kernel().runScoped(given);
            if (observer != null) {
                observer.after(operation, given, result, (System.nanoTime() - start) / 1e6);
            }
            values.put(operation.result(), result);
            for (Node n : operation.lastUses()) {
                values.remove(n).close();
            }
        }
        return outputs.stream().map(n -> values.get(n).to(ScalarType.Float)).toList();
    }

    /** Memory of packed weights and constants. */
    long bytes() {
        long kernels = operations.stream()
                .mapToLong(s -> s.kernel() instanceof PackedKernel packed ? packed.bytes() : 0)
                .sum();
        return kernels + constants.values().stream().mapToLong(Tensor::nbytes).sum();
    }

    @Override
    public void close() {
        constants.values().forEach(Tensor::releaseReference);
        constants.clear();
        for (CompiledOperation operation : operations) {
            if (operation.kernel() instanceof PackedKernel packed) {
                packed.close();
            }
        }
        operations.clear();
    }
}
