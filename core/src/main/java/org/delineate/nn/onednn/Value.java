package org.delineate.nn.onednn;

import org.bytedeco.javacpp.BytePointer;

/**
 * A tensor of a plan: a layout of the elements of a block of memory.
 *
 * @param start of the first element, in bytes: kernels do not all heed the offset that a layout can have
 */
record Value(Layout layout, Block block, long start) {
    Value(Layout layout, Block block) {
        this(layout, block, 0);
    }

    /** The same memory seen under another layout. */
    Value seen(Layout other) {
        return new Value(other, block, start);
    }

    /** A part along one axis; null where the part cuts a block. */
    Value narrowed(int axis, long from, long length) {
        Layout part = layout.narrowed(axis, from, length);
        return part == null
                ? null
                : new Value(layout.narrowed(axis, 0, length), block, start + part.offset() * layout.elementBytes());
    }

    long[] dims() {
        return layout.dims();
    }

    /** The first element, in a workspace that begins at this address. */
    BytePointer memory(BytePointer workspace) {
        return block.memory(workspace).getPointer(start);
    }
}
