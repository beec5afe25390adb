package org.delineate.nn.layer;

import java.util.Random;
import java.util.function.DoubleSupplier;
import org.delineate.nn.Tensor;
import org.delineate.nn.op.Op;

/** Rules by which the initial values of parameters are drawn. */
public enum Init {
    /** PyTorch's default: weights and biases uniform in +-1/sqrt(fan in); norms 1 and 0. */
    UNIFORM_FAN_IN {
        @Override
        float[] of(Module owner, String name, long[] shape, Random random) {
            double bound = 1 / Math.sqrt(((Weighted) owner).fanIn());
            return fill(shape, () -> (2 * random.nextDouble() - 1) * bound);
        }
    },
    /**
     * Glorot uniform with zero biases, Keras' default, which counts all channels of a grouped convolution in its fan
     * in.
     */
    GLOROT_UNIFORM {
        @Override
        float[] of(Module owner, String name, long[] shape, Random random) {
            Weighted w = (Weighted) owner;
            double bound = Math.sqrt(6.0 / (w.fanIn() * w.groups() + w.fanOut()));
            return uniform(name, shape, bound, random);
        }
    },
    /** Convolutions normal with variance 2/fan out, linear layers normal 0.02, biases 0 (SegFormer, UNeXt). */
    TOKEN_BLOCK {
        @Override
        float[] of(Module owner, String name, long[] shape, Random random) {
            double deviation = owner instanceof Linear ? 0.02 : Math.sqrt(2.0 / ((Weighted) owner).fanOut());
            return normal(name, shape, deviation, random);
        }
    },
    /** Normal with variance 2/fan out, biases 0 (He et al. 2015; residual encoders). */
    HE_FAN_OUT {
        @Override
        float[] of(Module owner, String name, long[] shape, Random random) {
            return normal(name, shape, Math.sqrt(2.0 / ((Weighted) owner).fanOut()), random);
        }
    },
    /** Normal with variance 2/fan in, biases 0 (He et al. 2015). */
    HE_FAN_IN {
        @Override
        float[] of(Module owner, String name, long[] shape, Random random) {
            return normal(name, shape, Math.sqrt(2.0 / ((Weighted) owner).fanIn()), random);
        }
    },
    /** Uniform with variance 2/fan in, biases 0 (He et al. 2015). */
    HE_UNIFORM {
        @Override
        float[] of(Module owner, String name, long[] shape, Random random) {
            double bound = Math.sqrt(6.0 / ((Weighted) owner).fanIn());
            return uniform(name, shape, bound, random);
        }
    },
    /** Linear layers normal 0.02, cut at two deviations, biases 0; convolutions as PyTorch's default (Swin). */
    TRUNCATED_NORMAL {
        @Override
        float[] of(Module owner, String name, long[] shape, Random random) {
            if (!(owner instanceof Linear)) {
                return UNIFORM_FAN_IN.of(owner, name, shape, random);
            }
            return name.equals("bias") ? fill(shape, () -> 0) : truncatedNormal(shape, 0.02, random);
        }
    },
    /**
     * Convolution weights normal 0.02, factors of norms normal around 1, biases as PyTorch's default (ARU-Net's code).
     */
    NORMAL {
        @Override
        float[] of(Module owner, String name, long[] shape, Random random) {
            boolean kernel = name.equals("weight") && !(owner instanceof Linear);
            return kernel ? normal(name, shape, 0.02, random) : UNIFORM_FAN_IN.of(owner, name, shape, random);
        }

        @Override
        float[] norm(String name, long[] shape, Random random) {
            return fill(shape, () -> name.equals("weight") ? 1 + 0.02 * random.nextGaussian() : 0);
        }
    };

    /** A module with a weight [out, in / groups, ...], or [in, out / groups, ...] where it is transposed. */
    public interface Weighted {
        Tensor weight();

        /** Number of values that feed one output; of a transposed convolution, the library's convention. */
        default long fanIn() {
            return weight().count() / weight().size(0);
        }

        /** Number of values that one input feeds. */
        default long fanOut() {
            return weight().count() / weight().size(1);
        }

        default long groups() {
            return 1;
        }
    }

    abstract float[] of(Module owner, String name, long[] shape, Random random);

    final float[] values(Module owner, String name, long[] shape, Random random) {
        return owner instanceof Weighted ? of(owner, name, shape, random) : norm(name, shape, random);
    }

    float[] norm(String name, long[] shape, Random random) {
        return fill(shape, () -> name.equals("weight") ? 1 : 0);
    }

    private static float[] uniform(String name, long[] shape, double bound, Random random) {
        return fill(shape, () -> name.equals("bias") ? 0 : (2 * random.nextDouble() - 1) * bound);
    }

    private static float[] normal(String name, long[] shape, double deviation, Random random) {
        return fill(shape, () -> name.equals("bias") ? 0 : random.nextGaussian() * deviation);
    }

    /** Draws normal values within two deviations; what lies farther is drawn again. */
    public static float[] truncatedNormal(long[] shape, double deviation, Random random) {
        return fill(shape, () -> {
            double z = random.nextGaussian();
            while (Math.abs(z) > 2) {
                z = random.nextGaussian();
            }
            return z * deviation;
        });
    }

    private static float[] fill(long[] shape, DoubleSupplier draw) {
        float[] out = new float[Math.toIntExact(Op.count(shape))];
        for (int i = 0; i < out.length; i++) {
            out[i] = (float) draw.getAsDouble();
        }
        return out;
    }
}
