package org.delineate.image;

import java.util.Arrays;

/** Holds a binary mask at a picture's original size, immutable: row-major, 1 = lesion. */
public final class Mask {
    private final int height;
    private final int width;
    private final boolean[] lesion;

    private Mask(int height, int width, boolean[] lesion) {
        if (height < 1 || width < 1 || (long) height * width != lesion.length) {
            throw new IllegalArgumentException(
                    "a mask of " + height + "x" + width + " cannot have " + lesion.length + " pixels");
        }
        this.height = height;
        this.width = width;
        this.lesion = lesion;
    }

    /** Creates a mask [height, width]; the array is not copied. */
    public static Mask of(int height, int width, boolean[] lesion) {
        return new Mask(height, width, lesion);
    }

    /** Creates a mask that is 1 where a value [height, width] is greater than the threshold. */
    public static Mask above(float threshold, int height, int width, float[] values) {
        boolean[] lesion = new boolean[values.length];
        for (int i = 0; i < lesion.length; i++) {
            lesion[i] = values[i] > threshold;
        }
        return new Mask(height, width, lesion);
    }

    public int height() {
        return height;
    }

    public int width() {
        return width;
    }

    /** Returns whether a pixel is lesion. */
    public boolean at(int y, int x) {
        return lesion[y * width + x];
    }

    /** Returns whether the pixel at y * width + x is lesion. */
    public boolean at(int index) {
        return lesion[index];
    }

    /** Counts the lesion pixels. */
    public int areaPx() {
        int n = 0;
        for (boolean b : lesion) {
            n += b ? 1 : 0;
        }
        return n;
    }

    /** Returns whether there is no lesion pixel. */
    public boolean isEmpty() {
        return areaPx() == 0;
    }

    /**
     * Joins two masks of one picture.
     *
     * @throws IllegalArgumentException where their sizes differ
     */
    public Mask or(Mask other) {
        if (other.height != height || other.width != width) {
            throw new IllegalArgumentException(
                    "masks of different sizes: " + height + "x" + width + " and " + other.height + "x" + other.width);
        }
        boolean[] union = lesion.clone();
        for (int i = 0; i < union.length; i++) {
            union[i] |= other.lesion[i];
        }
        return new Mask(height, width, union);
    }

    /** Returns a copy [height, width], true = lesion. */
    public boolean[] toArray() {
        return lesion.clone();
    }

    @Override
    public boolean equals(Object o) {
        return o instanceof Mask m && m.height == height && m.width == width && Arrays.equals(m.lesion, lesion);
    }

    @Override
    public int hashCode() {
        return 31 * (31 * height + width) + Arrays.hashCode(lesion);
    }
}
