package org.delineate.nn.op;

import org.bytedeco.pytorch.Tensor;

/** What the engine computes a tensor with. */
public interface Kernel {
    /** Optional inputs are null. */
    Tensor run(Tensor... in);
}
