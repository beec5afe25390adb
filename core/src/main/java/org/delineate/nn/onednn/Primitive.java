package org.delineate.nn.onednn;

import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SCRATCHPAD;
import static org.bytedeco.dnnl.global.dnnl.dnnl_memory_desc_get_size;
import static org.bytedeco.dnnl.global.dnnl.dnnl_primitive_create;
import static org.bytedeco.dnnl.global.dnnl.dnnl_primitive_desc_query;
import static org.bytedeco.dnnl.global.dnnl.dnnl_primitive_desc_query_md;
import static org.bytedeco.dnnl.global.dnnl.dnnl_query_exec_arg_md;
import static org.bytedeco.dnnl.global.dnnl.dnnl_query_impl_info_str;

import org.bytedeco.dnnl.dnnl_memory_desc;
import org.bytedeco.dnnl.dnnl_primitive;
import org.bytedeco.dnnl.dnnl_primitive_attr;
import org.bytedeco.dnnl.dnnl_primitive_desc;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.PointerPointer;

/** A kernel of the library for one operation on tensors of given shapes, with what it computes afterwards. */
record Primitive(Handles owner, dnnl_primitive_desc desc) {
    /** Describes an operation to the library. */
    interface Description {
        /** Makes the description and returns the library's status. */
        int describe(PointerPointer<dnnl_primitive_desc> desc, dnnl_primitive_attr attributes);
    }

    /** The kernel that the library prefers; null where it has none but a slow one for reference. */
    static Primitive of(Handles owner, Description description, dnnl_primitive_attr attributes) {
        dnnl_primitive_desc desc;
        try (PointerPointer<dnnl_primitive_desc> result = new PointerPointer<>(1)) {
            if (!OneDnn.succeeded(description.describe(result, attributes), "a kernel")) {
                return null;
            }
            desc = result.get(dnnl_primitive_desc.class, 0);
        }
        Primitive primitive = new Primitive(owner, owner.own(desc, dnnl::dnnl_primitive_desc_destroy));
        return primitive.isReference() ? null : primitive;
    }

    /** The layout of an argument; null where there is no such argument. */
    Layout layout(int argument) {
        dnnl_memory_desc found = dnnl_primitive_desc_query_md(desc, dnnl_query_exec_arg_md, argument);
        return found == null || dnnl_memory_desc_get_size(found) == 0 ? null : Layout.chosen(owner, found);
    }

    /** Memory that it needs while it runs; null for none. */
    Layout scratchpad() {
        return layout(DNNL_ARG_SCRATCHPAD);
    }

    /** The library's name of the kernel: "jit:avx2". */
    String implementation() {
        try (PointerPointer<BytePointer> result = new PointerPointer<>(1)) {
            OneDnn.require(dnnl_primitive_desc_query(desc, dnnl_query_impl_info_str, 0, result), "a query");
            return result.get(BytePointer.class, 0).getString();
        }
    }

    private boolean isReference() {
        String name = implementation();
        return name.startsWith("ref") || name.contains(":ref");
    }

    /** The kernel itself, ready to run. */
    dnnl_primitive compiled() {
        dnnl_primitive primitive = new dnnl_primitive();
        OneDnn.require(dnnl_primitive_create(primitive, desc), "the kernel " + implementation());
        return owner.own(primitive, dnnl::dnnl_primitive_destroy);
    }
}
