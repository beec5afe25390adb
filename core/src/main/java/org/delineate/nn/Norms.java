package org.delineate.nn;

import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/** Operations that normalise: x, weight and bias (null for 1 and 0) and, for the batch's, running mean and variance. */
public final class Norms {
    private Norms() {}

    private static long[] channels(String what, long[] x, long[] norm) {
        Op.require(x[1] == norm[0], what, x, norm);
        return x.clone();
    }

    /** Over axis 1; in training the batch's statistics, and the running ones are updated in place. */
    public record Batch(boolean training, double momentum, double eps) implements Op {
        @Override
        public long[] shape(long[]... in) {
            return channels("batchNorm", in[0], in[3]); // the weight may be missing
        }

        @Override
        public Tensor run(Tensor... in) {
            return torch.batch_norm(
                    in[0],
                    Op.optional(in[1]),
                    Op.optional(in[2]),
                    Op.optional(in[3]),
                    Op.optional(in[4]),
                    training,
                    momentum,
                    eps,
                    true);
        }
    }

    /** Over groups of neighbouring channels and all that follows. */
    public record Group(int groups, double eps) implements Op {
        @Override
        public long[] shape(long[]... in) {
            String what = "groupNorm of " + groups + " groups";
            Op.require(in[0][1] % groups == 0, what, in[0], in[0]);
            return in[1] == null ? in[0].clone() : channels(what, in[0], in[1]);
        }

        @Override
        public Tensor run(Tensor... in) {
            return torch.group_norm(in[0], groups, Op.optional(in[1]), Op.optional(in[2]), eps, true);
        }
    }

    /** Over the last axis. */
    public record Layer(double eps) implements Op {
        @Override
        public long[] shape(long[]... in) {
            Op.require(in[1] == null || in[0][in[0].length - 1] == in[1][0], "layerNorm", in[0], in[1]);
            return in[0].clone();
        }

        @Override
        public Tensor run(Tensor... in) {
            long[] last = {in[0].size(-1)};
            return torch.layer_norm(in[0], last, Op.optional(in[1]), Op.optional(in[2]), eps, true);
        }
    }
}
