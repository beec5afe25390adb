package org.delineate.nn;

import static org.bytedeco.pytorch.global.torch.MemoryFormat;

import java.util.Arrays;
import org.bytedeco.pytorch.GradMode;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;

/** Operations that multiply and accumulate. */
public final class Products {
    private static final long[] ONE = {1, 1};

    private Products() {}

    /** [..., n, k] x [..., k, m]. */
    public record MatMul() implements Op {
        @Override
        public long[] shape(long[]... in) {
            long[] a = in[0];
            long[] b = in[1];
            Op.require(a[a.length - 1] == b[b.length - 2], "matmul", a, b);
            long[] out = Op.broadcast("matmul", Arrays.copyOf(a, a.length - 2), Arrays.copyOf(b, b.length - 2));
            out = Arrays.copyOf(out, out.length + 2);
            out[out.length - 2] = a[a.length - 2];
            out[out.length - 1] = b[b.length - 1];
            return out;
        }

        @Override
        public long macs(long[] out, long[]... in) {
            return Op.count(out) * in[0][in[0].length - 1];
        }

        @Override
        public Tensor run(Tensor... in) {
            return in[0].matmul(in[1]);
        }
    }

    /** Over the last axis: x, weight [out, in], bias [out] or null. */
    public record Affine() implements Op {
        @Override
        public long[] shape(long[]... in) {
            long[] out = in[0].clone();
            Op.require(out[out.length - 1] == in[1][1], "linear", in[0], in[1]);
            out[out.length - 1] = in[1][0];
            return out;
        }

        @Override
        public long macs(long[] out, long[]... in) {
            return Op.count(out) * in[1][1];
        }

        @Override
        public Tensor run(Tensor... in) {
            return torch.linear(in[0], in[1], Op.optional(in[2]));
        }
    }

    /** x, weight [out, in / groups, kh, kw], bias [out] or null. */
    public record Convolution(int stride, int paddingHeight, int paddingWidth, int dilation, int groups) implements Op {
        @Override
        public long[] shape(long[]... in) {
            long[] x = in[0];
            long[] w = in[1];
            Op.require(x[1] == w[1] * groups, "conv2d", x, w);
            return new long[] {
                x[0],
                w[0],
                Windows.count(x[2], dilation * (w[2] - 1) + 1, stride, paddingHeight),
                Windows.count(x[3], dilation * (w[3] - 1) + 1, stride, paddingWidth)
            };
        }

        @Override
        public long macs(long[] out, long[]... in) {
            return Op.count(out) * in[1][1] * in[1][2] * in[1][3];
        }

        @Override
        public Tensor run(Tensor... in) {
            if (isWideDepthwise(in[0], in[1])) {
                return wideDepthwise(in[0], in[1], in[2]);
            }
            return torch.conv2d(
                    in[0],
                    in[1],
                    Op.optional(in[2]),
                    Op.pair(stride),
                    Op.longs(paddingHeight, paddingWidth),
                    Op.pair(dilation),
                    groups);
        }

        private boolean isWideDepthwise(Tensor x, Tensor w) {
            return stride == 1
                    && dilation == 1
                    && groups > 1
                    && paddingHeight == paddingWidth
                    && groups == x.size(1)
                    && w.size(0) == groups
                    && w.size(3) > 3
                    && w.size(3) == 2L * paddingWidth + 1
                    && GradMode.is_enabled()
                    && w.requires_grad()
                    && x.is_contiguous(MemoryFormat.ChannelsLast);
        }

        /**
         * A depthwise convolution as the sum of its three middle columns and of each further column by itself, moved aside.
         *
         * <p>The engine's fast channels-last kernel for the gradient of depthwise weights takes at most three columns and a padding
         * of one; a 5x5 convolution falls to one that is 20 times slower and takes most of a training step.
         */
        private Tensor wideDepthwise(Tensor x, Tensor w, Tensor bias) {
            long[] tall = {paddingHeight, 1};
            Tensor sum = torch.conv2d(x, w.narrow(3, paddingWidth - 1, 3), Op.optional(bias), ONE, tall, ONE, groups);
            tall = new long[] {paddingHeight, 0};
            for (int column = 0; column < w.size(3); column++) {
                int aside = paddingWidth - column;
                if (Math.abs(aside) > 1 && Math.abs(aside) < x.size(3)) {
                    Tensor part = torch.conv2d(x, w.narrow(3, column, 1), new TensorOptional(), ONE, tall, ONE, groups);
                    sum = sum.add(torch.constant_pad_nd(part, new long[] {aside, -aside}, new Scalar(0)));
                }
            }
            return sum;
        }
    }

    /** x, weight [in, out / groups, k, k], bias [out] or null. */
    public record TransposedConvolution(int stride, int padding, int outputPadding, int groups) implements Op {
        @Override
        public long[] shape(long[]... in) {
            long[] x = in[0];
            long[] w = in[1];
            Op.require(x[1] == w[0], "convTranspose2d", x, w);
            return new long[] {
                x[0],
                w[1] * groups,
                (x[2] - 1) * stride - 2L * padding + w[2] + outputPadding,
                (x[3] - 1) * stride - 2L * padding + w[3] + outputPadding
            };
        }

        @Override
        public long macs(long[] out, long[]... in) {
            return Op.count(in[0]) * in[1][1] * in[1][2] * in[1][3];
        }

        @Override
        public Tensor run(Tensor... in) {
            return torch.conv_transpose2d(
                    in[0],
                    in[1],
                    Op.optional(in[2]),
                    Op.pair(stride),
                    Op.pair(padding),
                    Op.pair(outputPadding),
                    groups,
                    ONE);
        }
    }
}
