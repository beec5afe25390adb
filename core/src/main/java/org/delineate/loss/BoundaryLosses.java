package org.delineate.loss;

import org.delineate.nn.Tensor;

/** Computes the losses that weigh pixels by their distance to the contour. */
final class BoundaryLosses {
    private static final int SIDE = 5;

    private BoundaryLosses() {}

    /** Averages the BCE over dilation minus erosion with a 5x5 square; 0 where the batch has no contour. */
    static Tensor bandBce(Tensor o, Tensor t) {
        Tensor band = band(t, SIDE);
        return o.bceWithLogits(t).mul(band).sum().div(band.sum().clampMin(1));
    }

    /**
     * Marks dilation minus erosion; beyond the picture is neither lesion nor background, so its frame is no contour.
     */
    private static Tensor band(Tensor t, int side) {
        Tensor dilated = t.maxPool2d(side, 1, side / 2);
        Tensor erodedOutside = t.mul(-1).add(1).maxPool2d(side, 1, side / 2);
        return dilated.add(erodedOutside).add(-1);
    }

    /**
     * Averages 0.5 BCE / 5 over all pixels, four times as much where annotators would differ: at the pixels that touch
     * the contour, dilated with a square of this side, whose anchor is at side / 2.
     */
    static Tensor guidedBce(Tensor o, Tensor t, int side) {
        int before = side / 2;
        int after = side - 1 - before;
        Tensor hard = band(t, 3).pad(before, after, before, after, 0).maxPool2d(side, 1, 0);
        return o.bceWithLogits(t).mul(hard.mul(3).add(1)).mean().mul(0.5 / 5);
    }

    /** Adds BCE and IoU loss, both weighted by {@link #weight}. */
    static Tensor structure(Tensor o, Tensor t) {
        Tensor w = weight(t);
        Tensor bce = o.bceWithLogits(t).mul(w).sum(2, 3).div(w.sum(2, 3));
        return bce.mean().add(weightedIou(o, t, w));
    }

    /** Averages 1 - (i + 1) / (u + 1) over the images, of the weighted intersection i and union u. */
    static Tensor weightedIou(Tensor o, Tensor t) {
        return weightedIou(o, t, weight(t));
    }

    private static Tensor weightedIou(Tensor o, Tensor t, Tensor w) {
        Tensor p = o.sigmoid();
        Tensor i = p.mul(t).mul(w).sum(2, 3);
        Tensor u = p.add(t).mul(w).sum(2, 3).sub(i);
        return i.add(1).div(u.add(1)).mean().mul(-1).add(1);
    }

    /** Weighs pixels from 1 far from the contour to 6 at it. */
    private static Tensor weight(Tensor t) {
        return t.avgPool2d(31, 1, 15).sub(t).abs().mul(5).add(1);
    }
}
