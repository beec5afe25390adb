package org.delineate.nn.onednn;

import org.bytedeco.javacpp.BytePointer;

/**
 * A block of memory of a plan: one that holds weights for good, or one that every run has in its workspace from the
 * first step that writes it to the last one that reads it.
 */
final class Block {
    /** Alignment, so that no two blocks share a line of the cache. */
    static final long ALIGNMENT = 64;

    private final long bytes;
    private final BytePointer weights; // null in a workspace
    private int first = Integer.MAX_VALUE;
    private int last = -1;
    private long offset;

    private Block(long bytes, BytePointer weights) {
        this.bytes = bytes;
        this.weights = weights;
    }

    static Block inWorkspace(long bytes) {
        return new Block((bytes + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT, null);
    }

    /** Memory that is filled once; zero at first. */
    static Block ofWeights(Handles owner, long bytes) {
        BytePointer memory = new BytePointer(bytes + ALIGNMENT);
        memory.retainReference();
        owner.own(memory, BytePointer::releaseReference);
        memory.fill(0);
        long beyond = memory.address() % ALIGNMENT;
        return new Block(bytes, new BytePointer(memory.getPointer(beyond == 0 ? 0 : ALIGNMENT - beyond)));
    }

    boolean isWeights() {
        return weights != null;
    }

    long bytes() {
        return bytes;
    }

    /** Says that a step uses it. */
    void usedBy(int step) {
        first = Math.min(first, step);
        last = Math.max(last, step);
    }

    boolean isUsed() {
        return last >= 0;
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
        return isWeights() ? weights : workspace.getPointer(offset);
    }
}
