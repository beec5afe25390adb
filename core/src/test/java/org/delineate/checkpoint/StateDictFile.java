package org.delineate.checkpoint;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipOutputStream;

/** Writes a checkpoint of any weights as PyTorch would, for tests that have no PyTorch. */
public final class StateDictFile {
    private static final Map<SafeTensors.Dtype, String> STORAGES = Map.of(
            SafeTensors.Dtype.F32, "FloatStorage",
            SafeTensors.Dtype.F64, "DoubleStorage",
            SafeTensors.Dtype.I64, "LongStorage");

    private StateDictFile() {}

    /**
     * Writes folder/case.pth.
     *
     * @param key of the dict in an outer one, beside an epoch; "" for none
     */
    public static Path write(Path folder, String key, List<SafeTensors.Entry> entries) {
        return write(folder, key, entries, List.of());
    }

    /** @param outer tensors beside the inner dict */
    public static Path write(Path folder, String key, List<SafeTensors.Entry> entries, List<SafeTensors.Entry> outer) {
        PickleBytes p = new PickleBytes().proto(2);
        Map<String, byte[]> storages = new LinkedHashMap<>();
        if (!key.isEmpty()) {
            p.ascii("}").text("epoch").number(41).ascii("s");
            outer.forEach(e -> add(p, e, storages));
            p.text(key);
        }
        p.global("collections", "OrderedDict").ascii(")R");
        entries.forEach(e -> add(p, e, storages));
        p.ascii("}").text("_metadata").ascii("}sb");
        byte[] object = p.ascii(key.isEmpty() ? "" : "s").stop();
        return TorchBytes.write(folder, TorchBytes.zip(ZipOutputStream.STORED, object, storages));
    }

    private static void add(PickleBytes p, SafeTensors.Entry e, Map<String, byte[]> storages) {
        byte[] data = new byte[e.data().remaining()];
        e.data().get(data);
        String storage = String.valueOf(storages.size());
        storages.put(storage, data);
        p.text(e.name()).global("torch._utils", "_rebuild_tensor_v2").ascii("(");
        TorchBytes.storage(
                p, STORAGES.get(e.dtype()), storage, data.length / e.dtype().bytes());
        p.number(0).numbers(e.shape()).numbers(strides(e.shape())).raw(0x89);
        p.global("collections", "OrderedDict").ascii(")RtRs");
    }

    private static long[] strides(long[] shape) {
        long[] strides = new long[shape.length];
        long stride = 1;
        for (int i = shape.length - 1; i >= 0; i--) {
            strides[i] = stride;
            stride *= shape[i];
        }
        return strides;
    }
}
