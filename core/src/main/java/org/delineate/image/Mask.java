package org.delineate.image;

import java.util.Arrays;

/**
 * Holds a binary mask at a picture's original size, immutable: row-major, 1 = lesion.
 *
 * <p>A truth may ignore pixels, such as an uncertain border: they are no lesion, and count neither in training nor in
 * scores.
 */
public final class Mask {
    private final int height;
    private final int width;
    private final boolean[] lesion;
    private final boolean[] ignored;

    private Mask(int height, int width, boolean[] lesion, boolean[] ignored) {
        if (height < 1 || width < 1 || (long) height * width != lesion.length) {
            throw new IllegalArgumentException(
                    "a mask of " + height + "x" + width + " cannot have " + lesion.length + " pixels");
        }
        this.height = height;
        this.width = width;
        this.lesion = lesion;
        this.ignored = ignored;
    }

    /** Creates a mask [height, width]; the array is not copied. */
    public static Mask of(int height, int width, boolean[] lesion) {
        return new Mask(height, width, lesion, null);
    }

    /**
     * Creates a mask that ignores pixels; the arrays are not copied.
     *
     * @param ignored [height, width], of which none may be lesion; null where none is ignored
     */
    public static Mask of(int height, int width, boolean[] lesion, boolean[] ignored) {
        return new Mask(height, width, lesion, ignored);
    }

    /** Creates a mask that is 1 where a value [height, width] is greater than the threshold. */
    public static Mask above(float threshold, int height, int width, float[] values) {
        boolean[] lesion = new boolean[values.length];
        for (int i = 0; i < lesion.length; i++) {
            lesion[i] = values[i] > threshold;
        }
        return of(height, width, lesion);
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

    /** Returns whether the pixel at y * width + x counts neither in training nor in scores. */
    public boolean ignores(int index) {
        return ignored != null && ignored[index];
    }

    /** Counts the pixels that are ignored. */
    public int ignoredPx() {
        return count(ignored);
    }

    /** Takes out of this mask what the truth ignores, so that both can be compared. */
    public Mask where(Mask truth) {
        if (truth.ignored == null) {
            return this;
        }
        boolean[] counted = lesion.clone();
        for (int i = 0; i < counted.length; i++) {
            counted[i] &= !truth.ignored[i];
        }
        return of(height, width, counted);
    }

    /** Counts the lesion pixels. */
    public int areaPx() {
        return count(lesion);
    }

    private static int count(boolean[] pixels) {
        int n = 0;
        for (int i = 0; pixels != null && i < pixels.length; i++) {
            n += pixels[i] ? 1 : 0;
        }
        return n;
    }

    /** Returns whether there is no lesion pixel. */
    public boolean isEmpty() {
        return areaPx() == 0;
    }

    /**
     * Joins two masks of one picture: what one ignores is ignored where the other has no lesion.
     *
     * @throws IllegalArgumentException where their sizes differ
     */
    public Mask or(Mask other) {
        if (other.height != height || other.width != width) {
            throw new IllegalArgumentException(
                    "masks of different sizes: " + height + "x" + width + " and " + other.height + "x" + other.width);
        }
        boolean[] union = lesion.clone();
        boolean[] both = ignored == null && other.ignored == null ? null : new boolean[union.length];
        for (int i = 0; i < union.length; i++) {
            union[i] |= other.lesion[i];
            if (both != null) {
                both[i] = !union[i] && (ignores(i) || other.ignores(i));
            }
        }
        return of(height, width, union, both);
    }

    /** Returns a copy [height, width], true = lesion. */
    public boolean[] toArray() {
        return lesion.clone();
    }

    @Override
    public boolean equals(Object o) {
        return o instanceof Mask m
                && m.height == height
                && m.width == width
                && Arrays.equals(m.lesion, lesion)
                && Arrays.equals(m.ignored, ignored);
    }

    @Override
    public int hashCode() {
        return 31 * (31 * height + width) + Arrays.hashCode(lesion);
    }
}
