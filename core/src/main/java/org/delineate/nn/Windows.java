package org.delineate.nn;

import org.bytedeco.pytorch.DoubleOptional;
import org.bytedeco.pytorch.LongOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/** Operations on windows of maps [N, C, H, W], and on their size. */
public final class Windows {
    private static final long[] ONE = {1, 1};

    private Windows() {}

    /** Windows along one side. */
    static long count(long side, long kernel, int stride, int padding) {
        return Math.floorDiv(side + 2L * padding - kernel, (long) stride) + 1;
    }

    private static long[] pooled(long[] x, int kernel, int stride, int padding) {
        return new long[] {x[0], x[1], count(x[2], kernel, stride, padding), count(x[3], kernel, stride, padding)};
    }

    private static long[] area(long[] x, long height, long width) {
        return new long[] {x[0], x[1], height, width};
    }

    /** Windows outside the picture do not count. */
    public record MaxPool(int kernel, int stride, int padding) implements Op {
        @Override
        public long[] shape(long[]... in) {
            return pooled(in[0], kernel, stride, padding);
        }

        @Override
        public Tensor run(Tensor... in) {
            return torch.max_pool2d(in[0], Op.pair(kernel), Op.pair(stride), Op.pair(padding), ONE, false);
        }
    }

    /** Where in the map the maximum of each window lies; windows do not overlap. */
    public record MaxPlaces(int kernel) implements Op {
        @Override
        public long[] shape(long[]... in) {
            return pooled(in[0], kernel, kernel, 0);
        }

        @Override
        public Tensor run(Tensor... in) {
            return torch.max_pool2d_with_indices(
                            in[0].detach(), Op.pair(kernel), Op.pair(kernel), Op.pair(0), ONE, false)
                    .get1();
        }
    }

    /** Puts values back where their places say; the rest is zero. */
    public record MaxUnpool(long height, long width) implements Op {
        @Override
        public long[] shape(long[]... in) {
            Op.require(java.util.Arrays.equals(in[0], in[1]), "maxUnpool2d", in[0], in[1]);
            return area(in[0], height, width);
        }

        @Override
        public Tensor run(Tensor... in) {
            return torch.max_unpool2d(in[0], in[1], height, width);
        }
    }

    /** Zeros outside the picture count. */
    public record AvgPool(int kernel, int stride, int padding) implements Op {
        @Override
        public long[] shape(long[]... in) {
            return pooled(in[0], kernel, stride, padding);
        }

        @Override
        public Tensor run(Tensor... in) {
            return torch.avg_pool2d(
                    in[0], Op.pair(kernel), Op.pair(stride), Op.pair(padding), false, true, new LongOptional());
        }
    }

    /** Windows that cover the map and overlap where the sizes are no multiples. */
    public record AdaptiveAvgPool(long height, long width) implements Op {
        @Override
        public long[] shape(long[]... in) {
            return area(in[0], height, width);
        }

        @Override
        public Tensor run(Tensor... in) {
            return torch.adaptive_avg_pool2d(in[0], height, width);
        }
    }

    public record Nearest(int factor) implements Op {
        @Override
        public long[] shape(long[]... in) {
            return area(in[0], in[0][2] * factor, in[0][3] * factor);
        }

        @Override
        public Tensor run(Tensor... in) {
            long[] size = {in[0].size(2) * factor, in[0].size(3) * factor};
            return torch.upsample_nearest2d(in[0], size, new DoubleOptional(factor), new DoubleOptional(factor));
        }
    }

    /** @param aligned corners fall on corners; else pixels are areas (half-pixel centres) */
    public record Bilinear(long height, long width, boolean aligned) implements Op {
        @Override
        public long[] shape(long[]... in) {
            return area(in[0], height, width);
        }

        @Override
        public Tensor run(Tensor... in) {
            return torch.upsample_bilinear2d(
                    in[0], new long[] {height, width}, aligned, new DoubleOptional(), new DoubleOptional());
        }
    }
}
