package org.delineate.nn.onednn;

import static org.bytedeco.dnnl.global.dnnl.dnnl_memory_create;
import static org.bytedeco.dnnl.global.dnnl.dnnl_primitive_execute;
import static org.bytedeco.dnnl.global.dnnl.dnnl_stream_create;
import static org.bytedeco.dnnl.global.dnnl.dnnl_stream_default_flags;
import static org.bytedeco.dnnl.global.dnnl.dnnl_stream_wait;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.bytedeco.dnnl.dnnl_exec_arg_t;
import org.bytedeco.dnnl.dnnl_memory;
import org.bytedeco.dnnl.dnnl_primitive;
import org.bytedeco.dnnl.dnnl_stream;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/** The memory in which one run of a plan at a time takes place, with the calls of its steps prepared. */
final class Workspace implements AutoCloseable {
    private final Handles owner = new Handles();
    private final BytePointer memory;
    private final dnnl_stream stream;
    private final List<Call> calls = new ArrayList<>();

    private interface Call {
        void run();
    }

    /** Prepares the calls of these steps. @param bytes of all blocks together */
    Workspace(List<Step> steps, long bytes) {
        Tensor all = Block.memory(Math.max(bytes, 1));
        owner.own(all, Tensor::releaseReference);
        memory = owned(new BytePointer(all.data_ptr()));
        stream = stream();
        for (Step step : steps) {
            calls.add(step instanceof Step.Library library ? call(library) : call((Step.Libtorch) step));
        }
    }

    /** Runs one kernel on constants. */
    static void runOnce(dnnl_primitive primitive, Map<Integer, Value> arguments) {
        try (Workspace once = new Workspace(List.of(new Step.Library("", "", primitive, arguments, null, 0)), 0)) {
            once.run(0);
            once.await();
        }
    }

    private <P extends Pointer> P owned(P pointer) {
        pointer.retainReference();
        return owner.own(pointer, Pointer::releaseReference);
    }

    private dnnl_stream stream() {
        dnnl_stream made = new dnnl_stream();
        OneDnn.require(dnnl_stream_create(made, OneDnn.ENGINE, dnnl_stream_default_flags), "a stream");
        return owner.own(made, dnnl::dnnl_stream_destroy);
    }

    private Call call(Step.Library step) {
        int count = step.arguments().size();
        dnnl_exec_arg_t arguments = owned(new dnnl_exec_arg_t(count));
        int i = 0;
        for (Map.Entry<Integer, Value> a : step.arguments().entrySet()) {
            arguments.getPointer(i++).arg(a.getKey()).memory(memory(a.getValue()));
        }
        dnnl_primitive primitive = step.primitive();
        return () -> {
            int status = dnnl_primitive_execute(primitive, stream, count, arguments);
            if (status != 0) {
                OneDnn.require(status, step.name());
            }
        };
    }

    private dnnl_memory memory(Value value) {
        dnnl_memory made = new dnnl_memory();
        OneDnn.require(
                dnnl_memory_create(made, value.layout().desc(), OneDnn.ENGINE, value.memory(memory)), "a tensor");
        return owner.own(made, dnnl::dnnl_memory_destroy);
    }

    private Call call(Step.Libtorch step) {
        Tensor[] inputs =
                step.inputs().stream().map(v -> v == null ? null : tensor(v)).toArray(Tensor[]::new);
        Tensor result = tensor(step.result());
        return () -> {
            try (PointerScope scope = new PointerScope()) {
                result.copy_(step.kernel().run(inputs));
            }
        };
    }

    private Tensor tensor(Value value) {
        Layout layout = value.layout();
        ScalarType format = switch ((int) layout.elementBytes()) {
            case 1 -> ScalarType.Byte;
            case 2 -> ScalarType.BFloat16;
            case 8 -> ScalarType.Long;
            default -> ScalarType.Float;
        };
        return owned(torch.from_blob(value.memory(memory), layout.dims(), layout.strides(), new TensorOptions(format)));
    }

    /** Runs a step. */
    void run(int step) {
        calls.get(step).run();
    }

    int steps() {
        return calls.size();
    }

    /** Waits until all steps have run. */
    void await() {
        OneDnn.require(dnnl_stream_wait(stream), "a wait");
    }

    /** The memory of a float32 value without gaps. */
    FloatPointer floats(Value value) {
        return new FloatPointer(value.memory(memory));
    }

    @Override
    public void close() {
        owner.close();
    }
}
