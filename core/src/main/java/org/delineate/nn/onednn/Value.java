package org.delineate.nn.onednn;

/** A tensor of a plan: a layout of the elements of a block of memory. */
record Value(Layout layout, Block block) {
    /** The same memory seen under another layout. */
    Value seen(Layout other) {
        return new Value(other, block);
    }

    long[] dims() {
        return layout.dims();
    }
}
