package org.delineate.nn;

import org.bytedeco.pytorch.Tensor;

/** What the engine computes a tensor with. */
interface Kernel {
    /** Optional inputs are null. */
    Tensor run(Tensor... in);
}
