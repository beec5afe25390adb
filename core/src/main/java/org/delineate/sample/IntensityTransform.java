package org.delineate.sample;

import org.delineate.random.SplitMix64;

/**
 * Changes the values of a picture; every step clamps them to 0..1.
 *
 * @param grain the random numbers of speckle and noise
 * @param callipers pairs of marks that are burnt in
 * @param places the random numbers of the marks
 */
record IntensityTransform(
        double blurPx,
        double contrast,
        double brightness,
        double gamma,
        double speckle,
        double noise,
        SplitMix64 grain,
        int callipers,
        SplitMix64 places) {
    private static final int GAMMA_STEPS = 1024;

    static IntensityTransform draw(Augment.Intensity augment, SplitMix64 random) {
        return new IntensityTransform(
                augment.blurPx().draw(random, 0),
                augment.contrast().draw(random, 1),
                augment.brightness().draw(random, 0),
                augment.gamma().draw(random, 1),
                augment.speckle().draw(random, 0),
                augment.noise().draw(random, 0),
                random.fork(),
                (int) Math.round(augment.callipers().draw(random, 0)),
                random.fork());
    }

    /** Changes the first planes of x [at least planes, height, width] in place. */
    void apply(float[] x, int planes, int height, int width) {
        int area = height * width;
        if (blurPx > 0) {
            GaussianBlur blur = new GaussianBlur(blurPx, height, width);
            for (int plane = 0; plane < planes; plane++) {
                blur.apply(x, plane * area);
            }
        }
        if (contrast != 1 || brightness != 0) {
            adjustContrast(x, planes * area);
        }
        if (gamma != 1) {
            adjustGamma(x, planes * area);
        }
        if (speckle > 0) {
            for (int plane = 0; plane < planes; plane++) {
                addSpeckle(x, plane * area, area, grain.copy());
            }
        }
        if (noise > 0) {
            addNoise(x, planes * area, grain.copy().fork());
        }
        SplitMix64 random = places.copy();
        for (int pair = 0; pair < callipers; pair++) {
            CalliperMarks.draw(random, height, width).burnInto(x, planes, height, width);
        }
    }

    private void adjustContrast(float[] x, int n) {
        double sum = 0;
        for (int i = 0; i < n; i++) {
            sum += x[i];
        }
        float mean = (float) (sum / n);
        float factor = (float) contrast;
        float offset = mean - factor * mean + (float) brightness;
        for (int i = 0; i < n; i++) {
            x[i] = clamp(factor * x[i] + offset);
        }
    }

    /** Computes x^gamma from a table over the root of x, whose steps are fine where the power is steep. */
    private void adjustGamma(float[] x, int n) {
        float[] table = new float[GAMMA_STEPS + 2];
        for (int i = 0; i < table.length; i++) {
            table[i] = (float) StrictMath.pow((double) i / GAMMA_STEPS, 2 * gamma);
        }
        for (int i = 0; i < n; i++) {
            float at = (float) Math.sqrt(x[i]) * GAMMA_STEPS;
            int below = (int) at;
            x[i] = clamp(table[below] + (at - below) * (table[below + 1] - table[below]));
        }
    }

    private void addSpeckle(float[] x, int offset, int n, SplitMix64 random) {
        float deviation = (float) speckle;
        for (int i = offset; i < offset + n; i++) {
            x[i] = clamp(x[i] + x[i] * deviation * random.normal());
        }
    }

    private void addNoise(float[] x, int n, SplitMix64 random) {
        float deviation = (float) noise;
        for (int i = 0; i < n; i++) {
            x[i] = clamp(x[i] + deviation * random.normal());
        }
    }

    private static float clamp(float value) {
        return Math.max(0, Math.min(1, value));
    }
}
