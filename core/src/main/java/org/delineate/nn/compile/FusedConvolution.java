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

/** A convolution with what follows it in one kernel: packed weights, an optional sum with another map, an activation. */
final class FusedConvolution implements PackedKernel {
    private static final OperatorHandle CONVOLVE = DispatchedKernel.operator("mkldnn::_convolution_pointwise", "");
    private static final OperatorHandle CONVOLVE_AND_ADD =
            DispatchedKernel.operator("mkldnn::_convolution_pointwise", "binary");

    private final DispatchedKernel boxed = new DispatchedKernel();
    private final Tensor weight;
    private final IValue bias;
    private final IValue[] geometry;
    private final IValue activation;
    private final IValue algorithm;
    private final boolean isPlain;

    /**
     * @param weight as the convolution wants it, in the format in which it is to compute
     * @param bias null for none
     * @param activation none, relu, sigmoid or gelu
     * @param input shape of the map that comes in
     */
    FusedConvolution(Convolution op, Tensor weight, Tensor bias, String activation, long[] input) {
        long[] padding = {op.paddingHeight(), op.paddingWidth()};
        Tensor packed = torch.mkldnn_reorder_conv2d_weight(
                weight.to_mkldnn(), padding, Op.pair(op.stride()), Op.pair(op.dilation()), op.groups(), input);
        this.weight = boxed.own(packed);
        this.bias = boxed.own(DispatchedKernel.value(bias == null ? null : boxed.own(bias)));
        this.geometry = boxed.geometry(op);
        this.isPlain = activation.equals("none");
        this.activation = boxed.own(new IValue(activation));
        this.algorithm = boxed.own(new IValue(activation.equals("gelu") ? "none" : ""));
    }

    @Override
    public long bytes() {
        long of = weight.numel() * weight.element_size();
        return bias.isTensor() ? of + bias.toTensor().nbytes() : of;
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
        in.add(new IValue(x));
        if (other != null) {
            in.add(new IValue(other));
        }
        in.add(new IValue(weight));
        in.add(bias);
        in.addAll(List.of(geometry[1], geometry[0], geometry[2], geometry[3])); // this kernel has the padding first
        if (other != null) {
            in.add(new IValue("add"));
            in.add(new IValue(1.0));
        }
        in.add(other != null && isPlain ? new IValue() : activation);
        in.add(DispatchedKernel.SCALARS);
        in.add(algorithm);
        return DispatchedKernel.call(other == null ? CONVOLVE : CONVOLVE_AND_ADD, in);
    }
}
