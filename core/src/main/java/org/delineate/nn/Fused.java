package org.delineate.nn;

import java.util.ArrayList;
import java.util.List;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.pytorch.CompilationUnit;
import org.bytedeco.pytorch.Dispatcher;
import org.bytedeco.pytorch.IValue;
import org.bytedeco.pytorch.IValueVector;
import org.bytedeco.pytorch.OperatorHandle;
import org.bytedeco.pytorch.QualifiedName;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * A convolution with what follows it in one kernel: packed weights, an optional sum with another map, an activation.
 *
 * <p>The engine binds these kernels by name alone, so they are called through its dispatcher.
 */
final class Fused implements AutoCloseable {
    private static final CompilationUnit LISTS = torch.compile("""
            def pair(a: int, b: int) -> List[int]:
                return [a, b]
            def none() -> List[Optional[number]]:
                x: List[Optional[number]] = []
                return x
            """);
    private static final OperatorHandle CONVOLVE =
            Dispatcher.singleton().findSchemaOrThrow("mkldnn::_convolution_pointwise", "");
    private static final OperatorHandle CONVOLVE_AND_ADD =
            Dispatcher.singleton().findSchemaOrThrow("mkldnn::_convolution_pointwise", "binary");
    private static final IValue SCALARS = kept(list("none"));

    static {
        kept(LISTS);
        kept(CONVOLVE);
        kept(CONVOLVE_AND_ADD);
    }

    private final List<Pointer> own = new ArrayList<>();
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
    Fused(Convolution op, Tensor weight, Tensor bias, String activation, long[] input) {
        long[] padding = {op.paddingHeight(), op.paddingWidth()};
        Tensor packed = torch.mkldnn_reorder_conv2d_weight(
                weight.to_mkldnn(), padding, Op.pair(op.stride()), Op.pair(op.dilation()), op.groups(), input);
        this.weight = own(packed);
        this.bias = own(bias == null ? new IValue() : new IValue(own(bias)));
        this.geometry = new IValue[] {
            own(pair(op.paddingHeight(), op.paddingWidth())),
            own(pair(op.stride(), op.stride())),
            own(pair(op.dilation(), op.dilation())),
            own(new IValue((long) op.groups()))
        };
        this.isPlain = activation.equals("none");
        this.activation = own(new IValue(activation));
        this.algorithm = own(new IValue(activation.equals("gelu") ? "none" : ""));
    }

    /** Of weight and bias, without what packing adds. */
    long bytes() {
        long of = weight.numel() * weight.element_size();
        return bias.isTensor() ? of + bias.toTensor().nbytes() : of;
    }

    @Override
    public void close() {
        own.forEach(Pointer::releaseReference);
        own.clear();
    }

    private <P extends Pointer> P own(P pointer) {
        own.add(kept(pointer));
        return pointer;
    }

    private static <P extends Pointer> P kept(P pointer) {
        pointer.retainReference();
        return pointer;
    }

    private static IValue list(String function, IValue... arguments) {
        return LISTS.get_function(new QualifiedName(function)).apply(new IValueVector(arguments));
    }

    private static IValue pair(long a, long b) {
        return list("pair", new IValue(a), new IValue(b));
    }

    /** @param other is added before the activation; null for none */
    Tensor run(Tensor x, Tensor other) {
        IValueVector stack = new IValueVector();
        stack.push_back(new IValue(x));
        if (other != null) {
            stack.push_back(new IValue(other));
        }
        stack.push_back(new IValue(weight));
        stack.push_back(bias);
        for (IValue g : geometry) {
            stack.push_back(g);
        }
        if (other != null) {
            stack.push_back(new IValue("add"));
            stack.push_back(new IValue(1.0));
        }
        stack.push_back(other != null && isPlain ? new IValue() : activation);
        stack.push_back(SCALARS);
        stack.push_back(algorithm);
        (other == null ? CONVOLVE : CONVOLVE_AND_ADD).callBoxed(stack);
        return new Tensor(stack.get(0).toTensor());
    }
}
