package org.delineate.train;

import org.delineate.nn.engine.ProcessGroup;
import org.delineate.sample.Loader;

/**
 * Divides a training among processes that each hold a copy of the network: each computes the gradients of its share of
 * every batch, and all take the step of the whole batch.
 *
 * @param group the processes
 * @param bf16Gradients whether gradients travel in bf16
 * @param synchronisedNorms whether batch norms take their statistics over the whole batch, and not over each share
 */
public record DataParallel(ProcessGroup group, boolean bf16Gradients, boolean synchronisedNorms) {
    /** One process, which trains with whole batches. */
    public static final DataParallel ALONE = new DataParallel(ProcessGroup.ALONE, false, false);

    public boolean isAlone() {
        return group.isAlone();
    }

    /** What a machine's description adds; "" for one process. */
    public String words() {
        return isAlone()
                ? ""
                : ", " + group.size() + " processes" + (bf16Gradients ? ", gradients in bf16" : "")
                        + (synchronisedNorms ? ", synchronised batch norms" : "");
    }

    /** The part of every batch that this process trains with. */
    Loader.Share share() {
        return new Loader.Share(group.rank(), group.size());
    }

    /** The processes over whose batches batch norms take their statistics. */
    ProcessGroup norms() {
        return synchronisedNorms ? group : ProcessGroup.ALONE;
    }
}
