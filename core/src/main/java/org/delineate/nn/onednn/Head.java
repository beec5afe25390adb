package org.delineate.nn.onednn;

import java.util.List;
import java.util.Map;

/**
 * An operation as the library computes it.
 *
 * @param inputs by the library's numbers of arguments
 * @param own what belongs to the operation itself and is computed with its result
 * @param map layout of the operand whose layout the result keeps; null where the kernel chooses
 */
record Head(Map<Integer, Value> inputs, Primitive.Description description, List<PostOperation> own, Layout map) {
    /** Whether the kernel reads 8-bit integers. */
    boolean isOfIntegers() {
        return inputs.values().stream().anyMatch(v -> v.layout().isInteger());
    }

    static Head choosing(Map<Integer, Value> inputs, Primitive.Description description) {
        return new Head(inputs, description, List.of(), null);
    }

    static Head keeping(Value map, Map<Integer, Value> inputs, Primitive.Description description) {
        return new Head(inputs, description, List.of(), map.layout());
    }
}
