package org.delineate.infer;

/** A network that an engine has made ready to answer batches of one shape again and again; several threads may run it at once. */
public interface Computation extends AutoCloseable {
    /**
     * The logits of the lesion [N, H, W].
     *
     * @param pictures [N, C, H, W]
     */
    float[] run(float[] pictures);

    /** Frees what it holds; it cannot run any more. */
    @Override
    void close();
}
