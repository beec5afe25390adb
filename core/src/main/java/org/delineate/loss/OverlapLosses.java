package org.delineate.loss;

import org.delineate.nn.Tensor;

/** Computes the losses on the overlap of probability and mask. */
final class OverlapLosses {
    private static final double SMOOTH = 1e-5;

    private OverlapLosses() {}

    static Tensor dice(Tensor o, Tensor t) {
        return dice(o, t, SMOOTH, SMOOTH);
    }

    /** Returns one minus the mean over the images of (2 sum(pt) + above) / (sum p + sum t + below). */
    static Tensor dice(Tensor o, Tensor t, double above, double below) {
        Tensor p = o.sigmoid();
        return oneMinusRatio(sums(p.mul(t)), sums(p).add(sums(t)), above, below);
    }

    static Tensor diceSquared(Tensor o, Tensor t) {
        Tensor p = o.sigmoid();
        return oneMinusRatio(sums(p.mul(t)), sums(p.mul(p)).add(sums(t)), SMOOTH, SMOOTH);
    }

    /** Averages the Dice losses of lesion and background, whose sums run over the whole batch. */
    static Tensor diceTwo(Tensor o, Tensor t) {
        return ofBatch(o, t).add(ofBatch(o.mul(-1), t.mul(-1).add(1))).mul(0.5);
    }

    private static Tensor ofBatch(Tensor o, Tensor t) {
        Tensor p = o.sigmoid();
        return oneMinusRatio(p.mul(t).sum(), p.sum().add(t.sum()), SMOOTH, SMOOTH);
    }

    /** Returns the focal Tversky loss with sums over the whole batch, smoothing 1 and gamma 4/3. */
    static Tensor focalTversky(Tensor o, Tensor t) {
        Tensor p = o.sigmoid();
        Tensor tp = p.mul(t).sum();
        Tensor fp = p.sum().sub(tp);
        Tensor fn = t.sum().sub(tp);
        Tensor index = tp.add(1).div(tp.add(fp.mul(0.3)).add(fn.mul(0.7)).add(1));
        return index.mul(-1).add(1).clampMin(1e-7).pow(0.75); // at 0 the slope of the power is infinite
    }

    private static Tensor oneMinusRatio(Tensor intersection, Tensor denominator, double above, double below) {
        return intersection
                .mul(2)
                .add(above)
                .div(denominator.add(below))
                .mean()
                .mul(-1)
                .add(1);
    }

    /** Sums over each image: [N, 1, 1, 1]. */
    private static Tensor sums(Tensor v) {
        return v.sum(1, 2, 3);
    }
}
