package org.delineate.image;

import java.util.Arrays;

/**
 * Holds a binary mask at a picture's original size, immutable: row-major, 1 = lesion.
 *
 * <p>A truth may ignore pixels, such as an uncertain border: they are no lesion, and count neither in training nor in
 * scores.
 */
public final class Mask {
    private static final boolean[] NONE = new boolean[1024];
    private static final boolean[] ALL = new boolean[NONE.length];

    static {
        Arrays.fill(ALL, true);
    }

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

    /** Returns the mask of those lesion pixels whose value [height, width] is greater than the threshold. */
    public Mask above(float threshold, float[] values) {
        boolean[] above = new boolean[lesion.length];
        for (int end, i = next(true, 0, above.length); i < above.length; i = next(true, end, above.length)) {
            end = next(false, i, above.length);
            for (int k = i; k < end; k++) {
                above[k] = values[k] > threshold;
            }
        }
        return of(height, width, above);
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

    /** Returns the first of the pixels from..to - 1 that is lesion, or the first that is not; to where there is none. */
    int next(boolean isLesion, int from, int to) {
        return next(lesion, isLesion, from, to);
    }

    /** Compares with what is not looked for: the JVM does that for many pixels at once. */
    private static int next(boolean[] pixels, boolean value, int from, int to) {
        boolean[] others = value ? NONE : ALL;
        for (int at = from; at < to; at += others.length) {
            int length = Math.min(others.length, to - at);
            int found = Arrays.mismatch(pixels, at, at + length, others, 0, length);
            if (found >= 0) {
                return at + found;
            }
        }
        return to;
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
        if (pixels == null) {
            return 0;
        }
        int n = 0;
        for (int end, i = next(pixels, true, 0, pixels.length);
                i < pixels.length;
                i = next(pixels, true, end, pixels.length)) {
            end = next(pixels, false, i, pixels.length);
            n += end - i;
        }
        return n;
    }

    /** Returns whether there is no lesion pixel. */
    public boolean isEmpty() {
        return next(true, 0, lesion.length) == lesion.length;
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
