package org.delineate.nn.op;

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
import org.delineate.nn.engine.NativeMemory;
import org.delineate.nn.op.Pointwise.Unary;

/**
 * Calls a kernel that the engine's binding has under its name only, through the engine's dispatcher, and owns the
 * arguments that stay the same from call to call.
 */
public final class DispatchedKernel implements AutoCloseable {
    private static final CompilationUnit LISTS = torch.compile("""
            def pair(a: int, b: int) -> List[int]:
                return [a, b]
            def four(a: int, b: int, c: int, d: int) -> List[int]:
                return [a, b, c, d]
            def none() -> List[Optional[number]]:
                x: List[Optional[number]] = []
                return x
            def zero_to_six() -> List[Optional[number]]:
                x: List[Optional[number]] = [0.0, 6.0]
                return x
            """);

    private static final IValue NO_SCALARS;
    private static final IValue ZERO_TO_SIX;

    static {
        NativeMemory.kept(LISTS);
        NO_SCALARS = NativeMemory.kept(list("none"));
        ZERO_TO_SIX = NativeMemory.kept(list("zero_to_six"));
    }

    private final List<Pointer> own = new ArrayList<>();

    /** Finds an operator; an operator without overloads has the name "" for them. */
    public static OperatorHandle operator(String name, String overload) {
        return NativeMemory.kept(Dispatcher.singleton().findSchemaOrThrow(name, overload));
    }

    /** Keeps an object until this kernel is closed, whatever scope is open. */
    public <P extends Pointer> P own(P pointer) {
        own.add(NativeMemory.kept(pointer));
        return pointer;
    }

    @Override
    public void close() {
        own.forEach(Pointer::releaseReference);
        own.clear();
    }

    private static IValue list(String function, IValue... arguments) {
        return LISTS.get_function(new QualifiedName(function)).apply(new IValueVector(arguments));
    }

    static IValue pair(long a, long b) {
        return list("pair", new IValue(a), new IValue(b));
    }

    /** A list of four integers. */
    public static IValue four(long... v) {
        return list("four", new IValue(v[0]), new IValue(v[1]), new IValue(v[2]), new IValue(v[3]));
    }

    /** Stride, padding, dilation and groups of a convolution as arguments, in this order. */
    public IValue[] geometry(Convolution op) {
        return new IValue[] {
            own(pair(op.stride(), op.stride())),
            own(pair(op.paddingHeight(), op.paddingWidth())),
            own(pair(op.dilation(), op.dilation())),
            own(new IValue((long) op.groups()))
        };
    }

    /** The activation behind a convolution as arguments: its name, its scalars, its algorithm; null for none. */
    public List<IValue> activation(Unary activation) {
        String name = activation == null ? "none" : activation == Unary.RELU6 ? "hardtanh" : activation.words();
        return List.of(
                own(new IValue(name)),
                activation == Unary.RELU6 ? ZERO_TO_SIX : NO_SCALARS,
                own(new IValue(activation == Unary.GELU ? "none" : "")));
    }

    /** A tensor as an optional argument; null for none. */
    public static IValue optional(Tensor t) {
        return t == null ? new IValue() : new IValue(t);
    }

    /** Calls an operator with all its arguments in order; returns the first result. */
    public static Tensor call(OperatorHandle operator, List<IValue> arguments) {
        IValueVector stack = new IValueVector(arguments.toArray(IValue[]::new));
        operator.callBoxed(stack);
        return new Tensor(stack.get(0).toTensor());
    }
}
