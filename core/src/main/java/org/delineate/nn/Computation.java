package org.delineate.nn;

import java.util.List;

/** What an engine has made ready to compute again and again for inputs of one shape. */
public interface Computation extends AutoCloseable {
    /** Inputs to float32 outputs, both in the order of the graph; call inside a scope of inference. */
    List<Tensor> run(Tensor... in);

    /** Frees what it holds; it cannot run any more. */
    @Override
    void close();
}
