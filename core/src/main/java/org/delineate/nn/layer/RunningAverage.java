package org.delineate.nn.layer;

import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.delineate.nn.Scope;
import org.delineate.nn.engine.NativeMemory;

/** The exponential running average of one array, which starts as its copy. */
final class RunningAverage implements AutoCloseable {
    private final Tensor values;
    private final Tensor mean;

    RunningAverage(Tensor values) {
        this.values = values;
        try (Scope scope = Scope.inference()) {
            mean = NativeMemory.kept(values.clone());
        }
    }

    /** mean = decay * mean + (1 - decay) * values. */
    void update(double decay) {
        try (Scope scope = Scope.inference()) {
            mean.lerp_(values, new Scalar(1 - decay));
        }
    }

    /** Exchanges the values with the average. */
    void swap() {
        try (Scope scope = Scope.inference()) {
            Tensor held = values.clone();
            values.copy_(mean);
            mean.copy_(held);
        }
    }

    @Override
    public void close() {
        mean.releaseReference();
    }

    Tensor mean() {
        return mean;
    }
}
