package org.delineate.nn;

import static org.bytedeco.pytorch.global.torch.ScalarType;

import java.util.Locale;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;

/** Operations element by element; the first input's shape stays, unless both stretch to each other. */
public final class Pointwise {
    private Pointwise() {}

    private interface Same extends Op {
        @Override
        default long[] shape(long[]... in) {
            return in[0].clone();
        }
    }

    /** Functions of one element. */
    public enum Unary implements Same {
        ABS,
        EXP,
        LOG,
        RELU,
        SIGMOID,
        /** The exact form with erf. */
        GELU;

        @Override
        public Tensor run(Tensor... in) {
            return switch (this) {
                case ABS -> in[0].abs();
                case EXP -> in[0].exp();
                case LOG -> in[0].log();
                case RELU -> in[0].relu();
                case SIGMOID -> in[0].sigmoid();
                case GELU -> torch.gelu(in[0]);
            };
        }
    }

    /** Functions of two elements. */
    public enum Binary implements Op {
        ADD,
        SUB,
        MUL,
        DIV;

        @Override
        public long[] shape(long[]... in) {
            return Op.broadcast(name().toLowerCase(Locale.ROOT), in[0], in[1]);
        }

        @Override
        public Tensor run(Tensor... in) {
            return switch (this) {
                case ADD -> in[0].add(in[1]);
                case SUB -> in[0].sub(in[1]);
                case MUL -> in[0].mul(in[1]);
                case DIV -> in[0].div(in[1]);
            };
        }
    }

    /** x * factor + offset. */
    public record Line(double factor, double offset) implements Same {
        @Override
        public Tensor run(Tensor... in) {
            Tensor y = factor == 1 ? in[0] : in[0].mul(new Scalar(factor));
            return offset == 0 ? y : y.add(new Scalar(offset));
        }
    }

    public record Power(double exponent) implements Same {
        @Override
        public Tensor run(Tensor... in) {
            return in[0].pow(new Scalar(exponent));
        }
    }

    public record ClampMin(double least) implements Same {
        @Override
        public Tensor run(Tensor... in) {
            return in[0].clamp_min(new Scalar(least));
        }
    }

    /** 1 where greater than the value, else 0. */
    public record Above(double value) implements Same {
        @Override
        public Tensor run(Tensor... in) {
            return in[0].gt(new Scalar(value)).to(in[0].scalar_type());
        }
    }

    /** No gradient goes through. */
    public record Detach() implements Same {
        @Override
        public Tensor run(Tensor... in) {
            return in[0].detach();
        }
    }

    public record Drop(double probability) implements Same {
        @Override
        public Tensor run(Tensor... in) {
            return torch.dropout(in[0], probability, true);
        }
    }

    public record Softmax(int axis) implements Same {
        @Override
        public Tensor run(Tensor... in) {
            return in[0].softmax(axis);
        }
    }

    /** To 32-bit or 64-bit floats. */
    public record Cast(boolean exact) implements Same {
        @Override
        public Tensor run(Tensor... in) {
            return in[0].to(exact ? ScalarType.Double : ScalarType.Float);
        }
    }

    /** Binary cross-entropy of logits and targets. */
    public record CrossEntropy() implements Op {
        @Override
        public long[] shape(long[]... in) {
            return Op.broadcast("bceWithLogits", in[0], in[1]);
        }

        @Override
        public Tensor run(Tensor... in) {
            return torch.binary_cross_entropy_with_logits(
                    in[0], in[1], new TensorOptional(), new TensorOptional(), torch.Reduction.None.value);
        }
    }
}
