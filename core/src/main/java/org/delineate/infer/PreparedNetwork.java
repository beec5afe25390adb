package org.delineate.infer;

import org.delineate.nn.Scope;
import org.delineate.nn.Tensor;

/**
 * A network that an engine has prepared to answer batches of one shape again and again; several threads may run it at
 * once.
 */
public interface PreparedNetwork extends AutoCloseable {
    /**
     * The logits of the lesion [N, H, W].
     *
     * @param pictures [N, C, H, W]
     */
    float[] logits(float[] pictures);

    /** Their sigmoid. */
    default float[] probabilities(float[] pictures) {
        float[] logits = logits(pictures);
        try (Scope scope = Scope.inference()) {
            return Tensor.of(logits, logits.length).sigmoid().toFloats();
        }
    }

    /** Frees what it holds; it cannot run any more. */
    @Override
    void close();
}
