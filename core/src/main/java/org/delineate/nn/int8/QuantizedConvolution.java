package org.delineate.nn.int8;

import static org.bytedeco.pytorch.global.torch.ScalarType;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.bytedeco.pytorch.IValue;
import org.bytedeco.pytorch.OperatorHandle;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.MemoryFormat;
import org.delineate.nn.op.Convolution;
import org.delineate.nn.op.DispatchedKernel;
import org.delineate.nn.op.PackedKernel;
import org.delineate.nn.op.Pointwise.Unary;

/**
 * Computes a convolution in 8-bit integers, summed in 32 bits, then in the same kernel: the bias, an optional sum with
 * another map, a ReLU, and the rounding to the output's format.
 *
 * <p>Weights are quantized symmetrically, with a scale for each output channel.
 */
public final class QuantizedConvolution implements PackedKernel {
    private static final OperatorHandle PACK = DispatchedKernel.operator("onednn::qconv_prepack", "");
    private static final OperatorHandle CONVOLVE = DispatchedKernel.operator("onednn::qconv2d_pointwise", "");
    private static final OperatorHandle CONVOLVE_AND_ADD =
            DispatchedKernel.operator("onednn::qconv2d_pointwise", "binary");
    private static final double GREATEST_WEIGHT = 127;
    private static final double LEAST_SCALE = 1e-12; // of a channel whose weights are all 0

    /**
     * The number format of a map.
     *
     * @param range null for floats
     */
    public record Format(QuantizationRange range, ScalarType type) {
        /** 8-bit integers of this range. */
        public static Format quantized(QuantizationRange range) {
            return new Format(range, ScalarType.Byte);
        }

        public static Format floats(ScalarType type) {
            return new Format(null, type);
        }

        private List<IValue> scaleAndZeroPoint() {
            return range == null
                    ? List.of(new IValue(1.0), new IValue(0L))
                    : List.of(new IValue(range.scale()), new IValue((long) range.zeroPoint()));
        }
    }

    /**
     * The convolution to quantize.
     *
     * @param weight float32
     * @param bias float32, null for none
     * @param activation what follows: ReLU, ReLU6, or null for none
     */
    public record FloatConvolution(Convolution op, Tensor weight, Tensor bias, Unary activation) {}

    private final DispatchedKernel dispatched = new DispatchedKernel();
    private final List<IValue> beforeAddend = new ArrayList<>(); // the input's scale and zero point, weights
    private final List<IValue> afterAddend = new ArrayList<>(); // bias, geometry, the output's format
    private final List<IValue> sum = new ArrayList<>();
    private final List<IValue> activation;
    private final long bytes;

    /**
     * Quantizes and packs the weights.
     *
     * @param inputShape of the quantized input
     * @param input its range
     * @param output format of the result
     * @param addend format of the map that is added, of the type of the output; null without a sum
     */
    public QuantizedConvolution(
            FloatConvolution convolution, long[] inputShape, QuantizationRange input, Format output, Format addend) {
        Tensor weight = convolution.weight();
        Tensor bias = convolution.bias();
        Tensor scale = weight.abs()
                .amax(new long[] {1, 2, 3}, false)
                .div(new Scalar(GREATEST_WEIGHT))
                .clamp_min(new Scalar(LEAST_SCALE));
        Tensor rounded = weight.div(scale.reshape(-1, 1, 1, 1)).round().to(ScalarType.Char);
        bytes = rounded.nbytes() + (bias == null ? 0 : bias.nbytes());
        IValue[] geometry = dispatched.geometry(convolution.op());
        List<IValue> inputFormat = Format.quantized(input).scaleAndZeroPoint();
        List<IValue> packing = new ArrayList<>(List.of(new IValue(rounded), new IValue(scale)));
        packing.addAll(inputFormat);
        packing.addAll(Arrays.asList(geometry));
        packing.add(DispatchedKernel.four(inputShape));
        Tensor zeros = torch.zeros(new long[] {weight.size(0)}, new TensorOptions(ScalarType.Int));
        beforeAddend.addAll(inputFormat);
        beforeAddend.add(new IValue(dispatched.own(DispatchedKernel.call(PACK, packing))));
        beforeAddend.add(new IValue(dispatched.own(scale)));
        beforeAddend.add(new IValue(dispatched.own(zeros)));
        afterAddend.add(DispatchedKernel.optional(bias == null ? null : dispatched.own(bias)));
        afterAddend.addAll(Arrays.asList(geometry));
        afterAddend.addAll(output.scaleAndZeroPoint());
        afterAddend.add(new IValue((long) output.type().value));
        if (addend != null) {
            sum.addAll(addend.scaleAndZeroPoint());
            sum.add(new IValue("sum"));
            sum.add(new IValue(1.0));
        }
        activation = dispatched.activation(convolution.activation());
        beforeAddend.forEach(dispatched::own);
        afterAddend.forEach(dispatched::own);
        sum.forEach(dispatched::own);
    }

    @Override
    public long bytes() {
        return bytes;
    }

    @Override
    public void close() {
        dispatched.close();
    }

    @Override
    public Tensor run(Tensor... maps) {
        Tensor x = maps[0];
        Tensor addend = maps.length > 1 ? maps[1] : null;
        List<IValue> in = new ArrayList<>();
        in.add(new IValue(x.contiguous(MemoryFormat.ChannelsLast)));
        in.addAll(beforeAddend);
        if (addend != null) {
            in.add(new IValue(addend.contiguous(MemoryFormat.ChannelsLast).clone())); // the kernel writes its sum there
        }
        in.addAll(afterAddend);
        in.addAll(sum);
        in.addAll(activation);
        return DispatchedKernel.call(addend == null ? CONVOLVE : CONVOLVE_AND_ADD, in);
    }
}
