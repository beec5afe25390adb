package org.delineate.nn.onednn;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Gives every block of a plan its place in a workspace: blocks that live at different times share memory. */
final class WorkspaceLayout {
    private WorkspaceLayout() {}

    /**
     * Places the blocks of these steps, the largest first, each at the lowest place where no block lies that lives with
     * it.
     *
     * @param inputs that live from the start
     * @param outputs that live to the end
     * @return bytes of the workspace
     */
    static long place(List<Step> steps, Collection<Value> inputs, Collection<Value> outputs) {
        Set<Block> blocks = new LinkedHashSet<>();
        use(blocks, inputs, 0);
        for (int i = 0; i < steps.size(); i++) {
            use(blocks, steps.get(i).values(), i);
        }
        use(blocks, outputs, steps.size());
        List<Block> ordered = new ArrayList<>(blocks);
        ordered.sort(Comparator.comparingLong(Block::bytes).reversed());
        List<Block> placed = new ArrayList<>();
        long end = 0;
        for (Block block : ordered) {
            block.offset(free(block, placed));
            placed.add(block);
            placed.sort(Comparator.comparingLong(Block::offset));
            end = Math.max(end, block.offset() + block.bytes());
        }
        return end;
    }

    private static void use(Set<Block> blocks, Collection<Value> values, int step) {
        for (Value v : values) {
            if (!v.block().isWeights()) {
                blocks.add(v.block());
                v.block().usedBy(step);
            }
        }
    }

    /** @param placed in the order of their places */
    private static long free(Block block, List<Block> placed) {
        long place = 0;
        for (Block other : placed) {
            if (other.livesWith(block)) {
                if (place + block.bytes() <= other.offset()) {
                    return place;
                }
                place = Math.max(place, other.offset() + other.bytes());
            }
        }
        return place;
    }
}
