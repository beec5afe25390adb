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

/**
 * A convolution of bytes with weights in 8 bits, summed in 32 bits, then in the same kernel: the bias, an optional sum with another
 * map, a ReLU, and rounding to what comes out.
 *
 * <p>Weights are symmetric, with a step for each output channel.
 */
public final class QuantizedConvolution implements PackedKernel {
    private static final OperatorHandle PACK = DispatchedKernel.operator("onednn::qconv_prepack", "");
    private static final OperatorHandle CONVOLVE = DispatchedKernel.operator("onednn::qconv2d_pointwise", "");
    private static final OperatorHandle CONVOLVE_AND_ADD =
            DispatchedKernel.operator("onednn::qconv2d_pointwise", "binary");
    private static final double MOST = 127;
    private static final double LEAST = 1e-12; // of a channel's step, where all its weights are 0

    /**
     * What a tensor consists of.
     *
     * @param range null for floats
     */
    public record Format(QuantizationRange range, ScalarType type) {
        public static Format bytes(QuantizationRange range) {
            return new Format(range, ScalarType.Byte);
        }

        public static Format floats(ScalarType type) {
            return new Format(null, type);
        }

        private List<IValue> step() {
            return List.of(
                    new IValue(range == null ? 1 : range.step()), new IValue(range == null ? 0L : (long) range.zero()));
        }
    }

    private final DispatchedKernel boxed = new DispatchedKernel();
    private final List<IValue> before = new ArrayList<>(); // the range of what comes in, weights
    private final List<IValue> after = new ArrayList<>(); // bias, geometry, what comes out
    private final List<IValue> sum = new ArrayList<>();
    private final List<IValue> activation;
    private final long bytes;

    /**
     * @param weight float32
     * @param bias float32, null for none
     * @param relu is it the activation?
     * @param input shape of the map that comes in
     * @param other of the same type as what comes out; null without a sum
     */
    public QuantizedConvolution(
            Convolution op,
            Tensor weight,
            Tensor bias,
            boolean relu,
            long[] input,
            QuantizationRange in,
            Format out,
            Format other) {
        Tensor step = weight.abs()
                .amax(new long[] {1, 2, 3}, false)
                .div(new Scalar(MOST))
                .clamp_min(new Scalar(LEAST));
        Tensor rounded = weight.div(step.reshape(-1, 1, 1, 1)).round().to(ScalarType.Char);
        bytes = rounded.nbytes() + (bias == null ? 0 : bias.nbytes());
        IValue[] geometry = boxed.geometry(op);
        List<IValue> range = Format.bytes(in).step();
        List<IValue> packing = new ArrayList<>(List.of(new IValue(rounded), new IValue(step)));
        packing.addAll(range);
        packing.addAll(Arrays.asList(geometry));
        packing.add(DispatchedKernel.four(input));
        Tensor zeros = torch.zeros(new long[] {weight.size(0)}, new TensorOptions(ScalarType.Int));
        before.addAll(range);
        before.add(new IValue(boxed.own(DispatchedKernel.call(PACK, packing))));
        before.add(new IValue(boxed.own(step)));
        before.add(new IValue(boxed.own(zeros)));
        after.add(DispatchedKernel.value(bias == null ? null : boxed.own(bias)));
        after.addAll(Arrays.asList(geometry));
        after.addAll(out.step());
        after.add(new IValue((long) out.type().value));
        if (other != null) {
            sum.addAll(other.step());
            sum.add(new IValue("sum"));
            sum.add(new IValue(1.0));
        }
        activation = List.of(new IValue(relu ? "relu" : "none"), DispatchedKernel.SCALARS, new IValue(""));
        before.forEach(boxed::own);
        after.forEach(boxed::own);
        sum.forEach(boxed::own);
        activation.forEach(boxed::own);
    }

    @Override
    public long bytes() {
        return bytes;
    }

    @Override
    public void close() {
        boxed.close();
    }

    @Override
    public Tensor run(Tensor... maps) {
        Tensor x = maps[0];
        Tensor other = maps.length > 1 ? maps[1] : null;
        List<IValue> in = new ArrayList<>();
        in.add(new IValue(x.contiguous(MemoryFormat.ChannelsLast)));
        in.addAll(before);
        if (other != null) {
            in.add(new IValue(other.contiguous(MemoryFormat.ChannelsLast).clone())); // the kernel writes its sum there
        }
        in.addAll(after);
        in.addAll(sum);
        in.addAll(activation);
        return DispatchedKernel.call(other == null ? CONVOLVE : CONVOLVE_AND_ADD, in);
    }
}
