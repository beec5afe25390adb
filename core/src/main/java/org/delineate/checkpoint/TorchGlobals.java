package org.delineate.checkpoint;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.delineate.checkpoint.Pickle.Call;
import org.delineate.checkpoint.SafeTensors.Dtype;
import org.delineate.file.Printable;

/** Resolves the globals of PyTorch checkpoints: containers, storages, tensors and the numbers beside them. */
final class TorchGlobals implements Pickle.Resolver {
    /** Is a class that a checkpoint may name but not use. */
    private record Name(String name) {
        @Override
        public String toString() {
            return "global " + name;
        }
    }

    private record StorageType(Dtype dtype) {
        @Override
        public String toString() {
            return "type of storages of " + dtype;
        }
    }

    private static final Map<String, Object> KNOWN = new LinkedHashMap<>();

    static {
        elements("Float", "float32", Dtype.F32);
        elements("Double", "float64", Dtype.F64);
        elements("Half", "float16", Dtype.F16);
        elements("BFloat16", "bfloat16", Dtype.BF16);
        elements("Long", "int64", Dtype.I64);
        elements("Int", "int32", Dtype.I32);
        elements("Short", "int16", Dtype.I16);
        elements("Char", "int8", Dtype.I8);
        elements("Byte", "uint8", Dtype.U8);
        elements("Bool", "bool", Dtype.BOOL);
        KNOWN.put("torch.storage.UntypedStorage", new StorageType(Dtype.U8));
        KNOWN.put("torch.UntypedStorage", new StorageType(Dtype.U8));
        KNOWN.put("torch.Tensor", new Name("torch.Tensor"));
        for (String name : List.of("torch.nn.parameter.Parameter", "torch.autograd.variable.Variable")) {
            KNOWN.put(name, new Call(name, true, TorchVariable::of));
        }
        call("torch._utils._rebuild_tensor", TorchRebuild::tensor);
        call("torch._utils._rebuild_tensor_v2", TorchRebuild::tensor);
        call("torch._utils._rebuild_tensor_v3", TorchRebuild::typedTensor);
        call("torch._utils._rebuild_parameter", TorchRebuild::parameter);
        call("torch._utils._rebuild_parameter_with_state", TorchRebuild::parameter);
        call("torch._tensor._rebuild_from_type_v2", TorchRebuild::ofType);
        call("torch.Size", TorchRebuild::size);
        call("torch.device", TorchRebuild::device);
        KNOWN.putAll(PythonGlobals.ALL);
    }

    private final Path file;
    private final Map<String, TorchStorage> storages = new LinkedHashMap<>();

    TorchGlobals(Path file) {
        this.file = file;
    }

    /** Adds the classes and the type of elements that PyTorch stores as this dtype. */
    private static void elements(String className, String typeName, Dtype dtype) {
        KNOWN.put("torch." + className + "Storage", new StorageType(dtype));
        call("torch." + className + "Tensor", TorchVariable::empty);
        KNOWN.put("torch." + typeName, dtype);
    }

    private static void call(String name, Function<List<Object>, Object> body) {
        KNOWN.put(name, new Call(name, false, body));
    }

    /** Returns the complete storages that were named so far, by key. */
    Map<String, TorchStorage> storages() {
        return storages;
    }

    @Override
    public Optional<Object> global(String module, String name) {
        return Optional.ofNullable(KNOWN.get(module + "." + name));
    }

    /** Resolves ("storage", type, key, location, elements); the older format appends a view (key, offset, elements). */
    @Override
    public Object persistent(Object id) {
        if (!(id instanceof Pickle.Tuple tuple)
                || tuple.values().size() < 5
                || tuple.values().size() > 6
                || !"storage".equals(tuple.values().get(0))
                || !(tuple.values().get(1) instanceof StorageType type)
                || !(tuple.values().get(2) instanceof String key)
                || !(tuple.values().get(4) instanceof Long elements)) {
            throw new IllegalArgumentException(Pickle.describe(id) + " names no storage");
        }
        TorchStorage whole = new TorchStorage(key, type.dtype(), elements);
        TorchStorage before = storages.putIfAbsent(key, whole);
        if (before != null && !before.equals(whole)) {
            throw new IllegalArgumentException("storage " + Printable.quoted(key) + " is " + before.wholeElements()
                    + " " + before.dtype() + " and " + elements + " " + type.dtype());
        }
        Object view = tuple.values().size() == 6 ? tuple.values().get(5) : null;
        if (view == null) {
            return whole;
        }
        if (!(view instanceof Pickle.Tuple parts)
                || parts.values().size() != 3
                || !(parts.values().get(1) instanceof Long from)
                || !(parts.values().get(2) instanceof Long count)) {
            throw new IllegalArgumentException(Pickle.describe(view) + " is no view of a storage");
        }
        return whole.view(from, count);
    }

    /** Takes the byte order of a NumPy type and the values of an old tensor; attributes of a dict do not matter. */
    @Override
    public void build(Object object, Object state) {
        if (object instanceof NumpyType type) {
            type.requireLittleEndian(state);
        } else if (object instanceof TorchVariable variable) {
            variable.take(state);
        } else if (!(object instanceof Map) || !(state instanceof Map)) {
            throw new IllegalArgumentException(Pickle.describe(object) + " takes no state " + Pickle.describe(state));
        }
    }

    @Override
    public String remedy(String global) {
        return TorchRemedy.of(file, global);
    }
}
