package org.delineate.nn;

import java.util.List;
import java.util.stream.Stream;

/**
 * What a segmentation network computes: logits of the full size, and the further maps that some losses supervise.
 *
 * @param logits [N, K, H, W]
 * @param auxiliary maps of other sizes or stages; empty where the network has none
 */
public record Output(Tensor logits, List<Tensor> auxiliary) {
    /** The logits, then the auxiliary maps. */
    public List<Tensor> maps() {
        return Stream.concat(Stream.of(logits), auxiliary.stream()).toList();
    }

    /** The reverse of {@link #maps}. */
    public static Output of(List<Tensor> maps) {
        return new Output(maps.get(0), maps.subList(1, maps.size()));
    }

    /** {@link #lesion(Tensor)} of the logits. */
    public Tensor lesion() {
        return lesion(logits);
    }

    /**
     * The logit of lesion against background, [N, 1, H, W] in float32 at least: one channel is that logit; of two
     * (background, lesion) it is the difference, whose sigmoid is their softmax.
     *
     * @throws IllegalArgumentException when there are more than two classes
     */
    public static Tensor lesion(Tensor logits) {
        if (logits.size(1) > 2) {
            throw new IllegalArgumentException("lesion or not: 1 or 2 classes, got " + logits.size(1));
        }
        Tensor o = logits.atLeastFloat32();
        return o.size(1) == 1 ? o : o.narrow(1, 1, 1).sub(o.narrow(1, 0, 1));
    }
}
