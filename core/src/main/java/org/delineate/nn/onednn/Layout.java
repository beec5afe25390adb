package org.delineate.nn.onednn;

import static org.bytedeco.dnnl.global.dnnl.dnnl_bf16;
import static org.bytedeco.dnnl.global.dnnl.dnnl_data_type_size;
import static org.bytedeco.dnnl.global.dnnl.dnnl_format_tag_any;
import static org.bytedeco.dnnl.global.dnnl.dnnl_memory_desc_clone;
import static org.bytedeco.dnnl.global.dnnl.dnnl_memory_desc_create_submemory;
import static org.bytedeco.dnnl.global.dnnl.dnnl_memory_desc_create_with_strides;
import static org.bytedeco.dnnl.global.dnnl.dnnl_memory_desc_create_with_tag;
import static org.bytedeco.dnnl.global.dnnl.dnnl_memory_desc_equal;
import static org.bytedeco.dnnl.global.dnnl.dnnl_memory_desc_get_size;
import static org.bytedeco.dnnl.global.dnnl.dnnl_memory_desc_permute_axes;
import static org.bytedeco.dnnl.global.dnnl.dnnl_memory_desc_query;
import static org.bytedeco.dnnl.global.dnnl.dnnl_memory_desc_reshape;
import static org.bytedeco.dnnl.global.dnnl.dnnl_query_data_type;
import static org.bytedeco.dnnl.global.dnnl.dnnl_query_dims;
import static org.bytedeco.dnnl.global.dnnl.dnnl_query_inner_nblks_s32;
import static org.bytedeco.dnnl.global.dnnl.dnnl_query_ndims_s32;
import static org.bytedeco.dnnl.global.dnnl.dnnl_query_padded_dims;
import static org.bytedeco.dnnl.global.dnnl.dnnl_query_strides;
import static org.bytedeco.dnnl.global.dnnl.dnnl_query_submemory_offset_s64;
import static org.bytedeco.dnnl.global.dnnl.dnnl_s8;
import static org.bytedeco.dnnl.global.dnnl.dnnl_success;
import static org.bytedeco.dnnl.global.dnnl.dnnl_u8;

import java.util.Arrays;
import org.bytedeco.dnnl.dnnl_memory_desc;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.javacpp.IntPointer;
import org.bytedeco.javacpp.LongPointer;
import org.bytedeco.javacpp.PointerPointer;
import org.delineate.nn.op.Op;

/**
 * The number format of a tensor's elements and their places in memory: strides of its axes, and blocks of channels
 * where a kernel wants them.
 *
 * @param type the library's number of the format
 */
record Layout(Handles owner, dnnl_memory_desc desc, int type, long... dims) {
    /** A new layout; null where the library has none of this kind. */
    private interface Making {
        int make(dnnl_memory_desc desc);
    }

    private static Layout made(Handles owner, int type, long[] dims, Making making) {
        dnnl_memory_desc desc = new dnnl_memory_desc();
        if (making.make(desc) != dnnl_success) {
            return null;
        }
        return new Layout(owner, owner.own(desc, dnnl::dnnl_memory_desc_destroy), type, dims);
    }

    /** The last axis is contiguous, then the one before it. */
    static Layout rowMajor(Handles owner, int type, long... dims) {
        long[] strides = new long[dims.length];
        long stride = 1;
        for (int i = dims.length - 1; i >= 0; i--) {
            strides[i] = stride;
            stride *= dims[i];
        }
        return strided(owner, type, dims, strides);
    }

    /** A map [N, C, H, W] whose channels are contiguous. */
    static Layout channelsLast(Handles owner, int type, long... dims) {
        long row = dims[3] * dims[1];
        return strided(owner, type, dims, new long[] {dims[2] * row, 1, row, dims[1]});
    }

    static Layout strided(Handles owner, int type, long[] dims, long[] strides) {
        return made(
                owner,
                type,
                dims,
                desc -> dnnl_memory_desc_create_with_strides(desc, dims.length, dims, type, strides));
    }

    /** Left open: a kernel chooses. */
    static Layout any(Handles owner, int type, long... dims) {
        return tagged(owner, type, dnnl_format_tag_any, dims);
    }

    /** @param tag the library's number of the layout */
    static Layout tagged(Handles owner, int type, int tag, long... dims) {
        return made(owner, type, dims, desc -> dnnl_memory_desc_create_with_tag(desc, dims.length, dims, type, tag));
    }

    /** The layout that a kernel chose, from its description, which stays the kernel's. */
    static Layout chosen(Handles owner, dnnl_memory_desc desc) {
        int rank = number(desc, dnnl_query_ndims_s32);
        return made(
                owner,
                number(desc, dnnl_query_data_type),
                numbers(desc, dnnl_query_dims, rank),
                copy -> dnnl_memory_desc_clone(copy, desc));
    }

    /** Axis i of the result is axis axes[i] of this. */
    Layout permuted(int... axes) {
        int[] places = new int[axes.length];
        for (int i = 0; i < axes.length; i++) {
            places[axes[i]] = i;
        }
        long[] to = Arrays.stream(axes).mapToLong(a -> dims[a]).toArray();
        return made(owner, type, to, made -> dnnl_memory_desc_permute_axes(made, desc, places));
    }

    /** The same elements in the same order under other axes; null where they are not in this order in memory. */
    Layout reshaped(long... to) {
        return Arrays.equals(to, dims)
                ? this
                : made(owner, type, to, made -> dnnl_memory_desc_reshape(made, desc, to.length, to));
    }

    /** A part along one axis; null where the part cuts a block. */
    Layout narrowed(int axis, long start, long length) {
        long[] offsets = new long[dims.length];
        offsets[axis] = start;
        long[] to = dims.clone();
        to[axis] = length;
        return made(owner, type, to, made -> dnnl_memory_desc_create_submemory(made, desc, to, offsets));
    }

    /** The same places in another number format; only for layouts without blocks. */
    Layout as(int other) {
        return other == type ? this : strided(owner, other, dims, strides());
    }

    boolean equalTo(Layout other) {
        return dnnl_memory_desc_equal(desc, other.desc) != 0;
    }

    /** Bytes from the first element to the last. */
    long bytes() {
        return dnnl_memory_desc_get_size(desc);
    }

    boolean isBlocked() {
        return number(desc, dnnl_query_inner_nblks_s32) > 0;
    }

    /** Whether the elements, and what fills blocks up, are all there is between the first and the last. */
    boolean isDense() {
        return bytes() == Op.count(numbers(desc, dnnl_query_padded_dims, dims.length)) * elementBytes();
    }

    /** Whether the last block of channels is not full. */
    boolean isPadded() {
        return !Arrays.equals(numbers(desc, dnnl_query_padded_dims, dims.length), dims);
    }

    boolean isRowMajor() {
        return !isBlocked() && isDense() && isInOrder();
    }

    /** Whether the strides are those of row-major order; an axis of size 1 has none. */
    private boolean isInOrder() {
        long[] strides = strides();
        long stride = 1;
        for (int i = dims.length - 1; i >= 0; i--) {
            if (dims[i] != 1 && strides[i] != stride) {
                return false;
            }
            stride *= dims[i];
        }
        return true;
    }

    long[] strides() {
        return numbers(desc, dnnl_query_strides, dims.length);
    }

    /** The place of the first element in the memory, in elements. */
    long offset() {
        try (LongPointer result = new LongPointer(1)) {
            OneDnn.require(dnnl_memory_desc_query(desc, dnnl_query_submemory_offset_s64, result), "a query");
            return result.get();
        }
    }

    long elementBytes() {
        return dnnl_data_type_size(type);
    }

    /** Whether the elements are integers of 8 bits. */
    boolean isInteger() {
        return type == dnnl_u8 || type == dnnl_s8;
    }

    boolean isBf16() {
        return type == dnnl_bf16;
    }

    private static int number(dnnl_memory_desc desc, int what) {
        try (IntPointer result = new IntPointer(1)) {
            OneDnn.require(dnnl_memory_desc_query(desc, what, result), "a query");
            return result.get();
        }
    }

    private static long[] numbers(dnnl_memory_desc desc, int what, int count) {
        try (PointerPointer<LongPointer> result = new PointerPointer<>(1)) {
            OneDnn.require(dnnl_memory_desc_query(desc, what, result), "a query");
            long[] numbers = new long[count];
            result.get(LongPointer.class, 0).get(numbers);
            return numbers;
        }
    }
}
