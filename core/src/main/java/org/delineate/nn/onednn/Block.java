package org.delineate.nn.onednn;

import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.delineate.nn.engine.NativeMemory;

/**
 * A block of memory of a plan: one that holds weights for good, or one that every run has in its workspace from the
 * first step that writes it to the last one that reads it.
 */
final class Block {
    private static final long LINE = 64; // of the cache; the engine aligns its memory so

    private final long bytes;
    private Tensor weights; // null in a workspace, and once it is freed
    private final boolean isWeights;
    private int first = Integer.MAX_VALUE;
    private int last = -1;
    private long offset;

    private Block(long bytes, Tensor weights) {
        this.bytes = bytes;
        this.weights = weights;
        isWeights = weights != null;
    }

    static Block inWorkspace(long bytes) {
        return new Block((bytes + LINE - 1) / LINE * LINE, null);
    }

    /** Memory that is filled once; zero at first. */
    static Block ofWeights(long bytes) {
        return new Block(bytes, memory(bytes).zero_());
    }

    /** Memory of the engine, which its allocator gives and takes back; to be freed. */
    static Tensor memory(long bytes) {
        return NativeMemory.kept(torch.empty(new long[] {bytes}, new TensorOptions(ScalarType.Byte), null));
    }

    boolean isWeights() {
        return isWeights;
    }

    long bytes() {
        return bytes;
    }

    /** Says that a step uses it. */
    void usedBy(int step) {
        first = Math.min(first, step);
        last = Math.max(last, step);
    }

    boolean livesWith(Block other) {
        return first <= other.last && other.first <= last;
    }

    long offset() {
        return offset;
    }

    void offset(long place) {
        offset = place;
    }

    /** The memory, in a workspace that begins at this address. */
    BytePointer memory(BytePointer workspace) {
        return isWeights ? new BytePointer(weights.data_ptr()) : workspace.getPointer(offset);
    }

    /** Frees weights. */
    void free() {
        weights.releaseReference();
        weights = null;
    }
}
