package org.delineate.dataset.audit;

import org.delineate.image.Mask;

/** The eight symmetries of a square: the flips and quarter turns that a copy of a picture may have gone through. */
public enum Symmetry {
    SAME,
    MIRRORED_LEFT_RIGHT,
    MIRRORED_TOP_BOTTOM,
    TURNED_180,
    MIRRORED_DIAGONAL,
    TURNED_90_LEFT,
    TURNED_90_RIGHT,
    MIRRORED_ANTIDIAGONAL;

    /** Computes the index in a picture of side x side from which the transformed picture takes its pixel (y, x). */
    int source(int y, int x, int side) {
        boolean transposed = (ordinal() & 4) != 0;
        int row = transposed ? x : y;
        int column = transposed ? y : x;
        row = (ordinal() & 2) != 0 ? side - 1 - row : row;
        column = (ordinal() & 1) != 0 ? side - 1 - column : column;
        return row * side + column;
    }

    /** Returns the symmetry that undoes this one. */
    public Symmetry inverse() {
        return this == TURNED_90_LEFT ? TURNED_90_RIGHT : this == TURNED_90_RIGHT ? TURNED_90_LEFT : this;
    }

    /**
     * Brings the mask of the second picture of a pair, which this symmetry makes of the first, onto the first, whatever
     * the sizes of both.
     *
     * @param height of the first picture
     */
    public Mask onto(Mask second, int height, int width) {
        boolean transposed = (ordinal() & 4) != 0;
        boolean[] lesion = new boolean[height * width];
        for (int i = 0; i < lesion.length; i++) {
            double down = (i / width + 0.5) / height;
            double across = (i % width + 0.5) / width;
            double row = transposed ? across : down;
            double column = transposed ? down : across;
            row = (ordinal() & 2) != 0 ? 1 - row : row;
            column = (ordinal() & 1) != 0 ? 1 - column : column;
            lesion[i] = second.at((int) (row * second.height()), (int) (column * second.width()));
        }
        return Mask.of(height, width, lesion);
    }

    /** Lists the source indices of all pixels, row by row. */
    int[] sources(int side) {
        int[] sources = new int[side * side];
        for (int i = 0; i < sources.length; i++) {
            sources[i] = source(i / side, i % side, side);
        }
        return sources;
    }
}
