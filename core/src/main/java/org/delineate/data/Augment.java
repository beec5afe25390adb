package org.delineate.data;

/**
 * Random changes of training samples.
 *
 * @param flipHorizontal probability of mirroring left and right
 * @param flipVertical probability of mirroring top and bottom
 */
public record Augment(double flipHorizontal, double flipVertical) {
    public static final Augment NONE = new Augment(0, 0);
    public static final Augment LIGHT = new Augment(0.5, 0.5);

    public Augment {
        probability("flipHorizontal", flipHorizontal);
        probability("flipVertical", flipVertical);
    }

    /** A pure function of its arguments; the sample given stays as it is. */
    public Sample apply(Sample unit, long seed, int epoch, int index) {
        Draws draws = Draws.of(seed, epoch, index);
        boolean horizontal = draws.happens(flipHorizontal);
        boolean vertical = draws.happens(flipVertical);
        if (!horizontal && !vertical) {
            return unit;
        }
        int h = unit.height();
        int w = unit.width();
        float[] x = new float[unit.x().length];
        byte[] y = unit.y() == null ? null : new byte[h * w];
        for (int row = 0; row < h; row++) {
            int from = vertical ? h - 1 - row : row;
            for (int column = 0; column < w; column++) {
                int source = from * w + (horizontal ? w - 1 - column : column);
                for (int c = 0; c < unit.channels(); c++) {
                    x[(c * h + row) * w + column] = unit.x()[c * h * w + source];
                }
                if (y != null) {
                    y[row * w + column] = unit.y()[source];
                }
            }
        }
        return new Sample(unit.name(), unit.channels(), h, w, x, y, unit.geometry());
    }

    private static void probability(String component, double value) {
        if (!(value >= 0 && value <= 1)) {
            throw new IllegalArgumentException(component + " is a probability in 0..1, not " + value);
        }
    }
}
