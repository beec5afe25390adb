package org.delineate.checkpoint;

/**
 * Describes a storage of a checkpoint, which keeps the values of tensors, or a part of one.
 *
 * @param key name of the storage in the file; several parts may share it
 * @param dtype element type; U8 where the file counts bytes and leaves the type to the tensors
 * @param wholeElements elements of the storage
 * @param start first element of this part
 * @param elements elements of this part
 */
record TorchStorage(String key, SafeTensors.Dtype dtype, long wholeElements, long start, long elements) {
    TorchStorage {
        if (wholeElements < 0 || wholeElements > Integer.MAX_VALUE / dtype.bytes()) {
            throw new IllegalArgumentException("a storage of " + wholeElements + " elements of " + dtype + "; at most "
                    + Integer.MAX_VALUE + " bytes");
        }
        if (start < 0 || elements < 0 || start > wholeElements - elements) {
            throw new IllegalArgumentException(
                    "a view of " + elements + " elements from " + start + " on, of a storage of " + wholeElements);
        }
    }

    TorchStorage(String key, SafeTensors.Dtype dtype, long elements) {
        this(key, dtype, elements, 0, elements);
    }

    TorchStorage view(long from, long count) {
        return new TorchStorage(key, dtype, wholeElements, start + from, count);
    }

    /** Returns the bytes of the complete storage. */
    int wholeBytes() {
        return Math.toIntExact(wholeElements * dtype.bytes());
    }

    /** Reads the same bytes as elements of another type. */
    TorchStorage as(SafeTensors.Dtype other) {
        if (other == dtype) {
            return this;
        }
        if (dtype != SafeTensors.Dtype.U8 || start != 0 || wholeElements % other.bytes() != 0) {
            throw new IllegalArgumentException(
                    "a storage of " + wholeElements + " elements of " + dtype + " is read as " + other);
        }
        return new TorchStorage(key, other, wholeElements / other.bytes());
    }

    @Override
    public String toString() {
        return "storage of " + elements + " " + dtype;
    }
}
