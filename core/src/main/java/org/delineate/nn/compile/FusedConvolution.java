package org.delineate.nn.compile;

import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.IValue;
import org.bytedeco.pytorch.OperatorHandle;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.delineate.nn.op.Convolution;
import org.delineate.nn.op.DispatchedKernel;
import org.delineate.nn.op.Op;
import org.delineate.nn.op.PackedKernel;
import org.delineate.nn.op.Pointwise.Unary;

/**
 * Computes a convolution and what follows it in one kernel, from weights that are packed once: an optional sum with
 * another map, then an activation.
 */
final class FusedConvolution implements PackedKernel {
    private static final OperatorHandle CONVOLVE = DispatchedKernel.operator("mkldnn::_convolution_pointwise", "");
    private static final OperatorHandle CONVOLVE_AND_ADD =
            DispatchedKernel.operator("mkldnn::_convolution_pointwise", "binary");

    private final DispatchedKernel dispatched = new DispatchedKernel();
    private final Tensor weight;
    private final IValue bias;
    private final IValue[] geometry;
    private final List<IValue> activation;
    private final boolean hasNoActivation;

    /**
     * Packs weight and bias.
     *
     * @param weight [out, in / groups, kh, kw] in the number format to compute in
     * @param bias null for none
     * @param activation null for none
     * @param input shape of the input
     */
    FusedConvolution(Convolution op, Tensor weight, Tensor bias, Unary activation, long[] input) {
        long[] padding = {op.paddingHeight(), op.paddingWidth()};
        Tensor packed = torch.mkldnn_reorder_conv2d_weight(
                weight.to_mkldnn(), padding, Op.pair(op.stride()), Op.pair(op.dilation()), op.groups(), input);
        this.weight = dispatched.own(packed);
        this.bias = dispatched.own(DispatchedKernel.optional(bias == null ? null : dispatched.own(bias)));
        this.geometry = dispatched.geometry(op);
        this.hasNoActivation = activation == null;
        this.activation = dispatched.activation(activation);
    }

    @Override
    public long bytes() {
        long weights = weight.numel() * weight.element_size();
        return bias.isTensor() ? weights + bias.toTensor().nbytes() : weights;
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
        in.add(new IValue(x));
        if (addend != null) {
            in.add(new IValue(addend));
        }
        in.add(new IValue(weight));
        in.add(bias);
        in.addAll(List.of(geometry[1], geometry[0], geometry[2], geometry[3])); // this kernel has the padding first
        if (addend != null) {
            in.add(new IValue("add"));
            in.add(new IValue(1.0));
        }
        in.add(addend != null && hasNoActivation ? new IValue() : activation.get(0));
        in.addAll(activation.subList(1, activation.size()));
        return DispatchedKernel.call(addend == null ? CONVOLVE : CONVOLVE_AND_ADD, in);
    }
}
