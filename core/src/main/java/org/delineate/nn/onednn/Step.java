package org.delineate.nn.onednn;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.bytedeco.dnnl.dnnl_primitive;
import org.delineate.nn.op.Kernel;

/** One step of a plan: what it is called in tables, what it reads and writes, and its multiply-accumulates. */
sealed interface Step {
    String name();

    Value result();

    long macs();

    /** All values that it reads or writes. */
    Collection<Value> values();

    /** A kernel of the library. @param arguments by the library's numbers, the result among them */
    record Library(
            String name,
            String implementation,
            dnnl_primitive primitive,
            Map<Integer, Value> arguments,
            Value result,
            long macs)
            implements Step {
        @Override
        public Collection<Value> values() {
            return arguments.values();
        }
    }

    /** An operation of libtorch on the same memory. @param inputs null where an optional one is missing */
    record Libtorch(String name, Kernel kernel, List<Value> inputs, Value result, long macs) implements Step {
        @Override
        public Collection<Value> values() {
            Map<Integer, Value> all = new TreeMap<>();
            for (Value v : inputs) {
                if (v != null) {
                    all.put(all.size(), v);
                }
            }
            all.put(all.size(), result);
            return all.values();
        }
    }
}
