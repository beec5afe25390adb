package org.delineate.checkpoint;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.delineate.file.Limits;

/**
 * Describes a tensor of a checkpoint: a view of a storage, which is checked to lie inside.
 *
 * @param offset element of the storage at which it begins
 * @param strides elements of the storage from one index to the next, per dimension
 */
record TorchTensor(TorchStorage storage, long offset, long[] shape, long[] strides) {
    /**
     * Checks the view.
     *
     * @throws IllegalArgumentException where it leaves its storage or has more elements than it
     */
    TorchTensor {
        String what = "tensor " + Arrays.toString(shape) + " with strides " + Arrays.toString(strides) + " and offset "
                + offset + " in a storage of " + storage.elements();
        if (shape.length != strides.length
                || shape.length > Limits.DEFAULT.tensors().rank()) {
            throw new IllegalArgumentException(what + ": as many strides as dimensions, at most "
                    + Limits.DEFAULT.tensors().rank());
        }
        if (offset < 0
                || Arrays.stream(shape).anyMatch(d -> d < 0)
                || Arrays.stream(strides).anyMatch(s -> s < 0)) {
            throw new IllegalArgumentException(what + ": none may be negative");
        }
        try {
            long count = 1;
            long last = offset;
            for (int i = 0; i < shape.length; i++) {
                count = Math.multiplyExact(count, shape[i]);
                last = Math.addExact(last, Math.multiplyExact(Math.max(0, shape[i] - 1), strides[i]));
            }
            if (count > 0 && last >= storage.elements()) {
                throw new IllegalArgumentException(what + ": it leaves the storage");
            }
            if (count > storage.elements()) {
                throw new IllegalArgumentException(what + ": more elements than the storage has");
            }
        } catch (ArithmeticException e) {
            throw new IllegalArgumentException(what + ": it leaves the storage", e);
        }
    }

    long count() {
        return Arrays.stream(shape).reduce(1, (a, b) -> a * b);
    }

    long bytes() {
        return count() * storage.dtype().bytes();
    }

    /**
     * Reads the tensor.
     *
     * @param whole the bytes of the whole storage
     */
    SafeTensors.Entry entry(String name, ByteBuffer whole) {
        int size = storage.dtype().bytes();
        ByteBuffer values = bytes() == 0
                ? ByteBuffer.allocate(0)
                : isContiguous()
                        ? whole.slice(Math.toIntExact((storage.start() + offset) * size), Math.toIntExact(bytes()))
                        : gathered(whole);
        return new SafeTensors.Entry(name, storage.dtype(), shape, values);
    }

    private boolean isContiguous() {
        long expected = 1;
        for (int i = shape.length - 1; i >= 0; i--) {
            if (shape[i] != 1 && strides[i] != expected) {
                return false;
            }
            expected *= shape[i];
        }
        return true;
    }

    /** Copies the values in row-major order, whatever the strides are. */
    private ByteBuffer gathered(ByteBuffer whole) {
        ByteBuffer in = whole.duplicate().order(ByteOrder.LITTLE_ENDIAN);
        ByteBuffer out = ByteBuffer.allocateDirect(Math.toIntExact(bytes())).order(ByteOrder.LITTLE_ENDIAN);
        long[] index = new long[shape.length];
        int inner = shape.length - 1;
        long at = storage.start() + offset;
        while (out.hasRemaining()) {
            copy(in, Math.toIntExact(at), Math.toIntExact(strides[inner]), shape[inner], out);
            for (int i = inner - 1; i >= 0; i--) {
                at += strides[i];
                if (++index[i] < shape[i]) {
                    break;
                }
                at -= shape[i] * strides[i];
                index[i] = 0;
            }
        }
        return out.flip();
    }

    private void copy(ByteBuffer in, int from, int stride, long count, ByteBuffer out) {
        int size = storage.dtype().bytes();
        for (int i = 0, at = from * size; i < count; i++, at += stride * size) {
            switch (size) {
                case 1 -> out.put(in.get(at));
                case 2 -> out.putShort(in.getShort(at));
                case 4 -> out.putInt(in.getInt(at));
                default -> out.putLong(in.getLong(at));
            }
        }
    }

    @Override
    public String toString() {
        return "tensor " + storage.dtype() + " " + Arrays.toString(shape);
    }
}
