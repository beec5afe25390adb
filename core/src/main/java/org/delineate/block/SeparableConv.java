package org.delineate.block;

import org.delineate.nn.Tensor;
import org.delineate.nn.layer.Conv2d;
import org.delineate.nn.layer.Layer;

/**
 * Depthwise k x k convolution, then 1x1 with bias; keeps the size (Keras' SeparableConv2D, Chollet 2017, arXiv
 * 1610.02357).
 */
public final class SeparableConv extends Layer {
    private final Conv2d dw;
    private final Conv2d pw;

    /**
     * Of the depthwise convolution.
     *
     * @param kernels for each channel
     */
    public record Options(int kernels, boolean bias) {
        /** One kernel for each channel, no bias. */
        public static final Options KERAS = new Options(1, false);

        public Options withKernels(int perChannel) {
            return new Options(perChannel, bias);
        }

        public Options withBias() {
            return new Options(kernels, true);
        }
    }

    public SeparableConv(int in, int out, int kernel) {
        this(in, out, kernel, Options.KERAS);
    }

    public SeparableConv(int in, int out, int kernel, Options o) {
        Conv2d depthwise = Conv2d.grouped(in, o.kernels * in, kernel, in);
        dw = o.bias ? depthwise : depthwise.withoutBias();
        pw = new Conv2d(o.kernels * in, out, 1);
    }

    @Override
    public Tensor apply(Tensor x) {
        return pw.apply(dw.apply(x));
    }
}
