package org.delineate.nn.layer;

import java.util.Arrays;
import org.delineate.nn.Tensor;
import org.delineate.nn.op.Normalization;

/** Normalises every channel over batch and area; shapes are kept. */
public final class BatchNorm2d extends Layer {
    private final Tensor weight;
    private final Tensor bias;
    private final Tensor runningMean;
    private final Tensor runningVar;
    private final double eps;
    private final double momentum;

    private BatchNorm2d(int channels, double eps, double momentum, boolean factor) {
        weight = factor ? parameter("weight", channels) : null;
        bias = parameter("bias", channels);
        runningMean = buffer("running_mean", 0, channels);
        runningVar = buffer("running_var", 1, channels);
        this.eps = eps;
        this.momentum = momentum;
    }

    /** @param momentum share of the new batch in the running statistics */
    public BatchNorm2d(int channels, double eps, double momentum) {
        this(channels, eps, momentum, true);
    }

    /** A norm without a learned factor, as some networks normalise images with before the first convolution. */
    public static BatchNorm2d withoutFactor(int channels, double eps, double momentum) {
        return new BatchNorm2d(channels, eps, momentum, false);
    }

    /** With the defaults of Keras: eps 1e-3, momentum 0.01. */
    public static BatchNorm2d withKerasDefaults(int channels) {
        return new BatchNorm2d(channels, 1e-3, 0.01);
    }

    /** eps 1e-5, momentum 0.1. */
    public BatchNorm2d(int channels) {
        this(channels, 1e-5, 0.1);
    }

    /** @throws IllegalArgumentException in training for a single value per channel, which has no variance */
    @Override
    public Tensor apply(Tensor x) {
        if (isTraining() && x.count() == x.size(1)) {
            throw new IllegalArgumentException("a batch norm in training needs more than one value per channel, got "
                    + Arrays.toString(x.shape()) + ": take a larger batch or larger images");
        }
        return x.batchNorm(
                weight, bias, runningMean, runningVar, new Normalization.BatchNorm(isTraining(), momentum, eps));
    }
}
