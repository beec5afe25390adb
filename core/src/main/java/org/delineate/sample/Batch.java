package org.delineate.sample;

import java.util.List;

/**
 * Samples of one size, stacked into one array.
 *
 * @param x [size, channels, height, width]
 * @param y [size, 1, height, width] of 0 and 1; null where there is no truth
 * @param ignored [size, 1, height, width], 1 where a pixel of the truth does not count; null where all count
 */
public record Batch(
        int size, int channels, int height, int width, float[] x, float[] y, float[] ignored, List<String> names) {

    /**
     * Stacks samples.
     *
     * @throws IllegalArgumentException where the samples differ in size
     */
    public static Batch of(List<Sample> samples) {
        Sample first = samples.get(0);
        int plane = first.height() * first.width();
        int volume = plane * first.channels();
        float[] x = new float[samples.size() * volume];
        float[] y = first.y() == null ? null : new float[samples.size() * plane];
        float[] ignored = null;
        for (int i = 0; i < samples.size(); i++) {
            Sample s = samples.get(i);
            if (s.height() != first.height() || s.width() != first.width() || s.channels() != first.channels()) {
                throw new IllegalArgumentException("samples of one batch have one size: " + first.name() + " has "
                        + first.channels() + "x" + first.height() + "x" + first.width() + ", " + s.name() + " "
                        + s.channels() + "x" + s.height() + "x" + s.width());
            }
            System.arraycopy(s.x(), 0, x, i * volume, volume);
            for (int k = 0; y != null && k < plane; k++) {
                if (s.y()[k] == Sample.IGNORED) {
                    ignored = ignored == null ? new float[y.length] : ignored;
                    ignored[i * plane + k] = 1;
                } else {
                    y[i * plane + k] = s.y()[k];
                }
            }
        }
        return new Batch(
                samples.size(),
                first.channels(),
                first.height(),
                first.width(),
                x,
                y,
                ignored,
                samples.stream().map(Sample::name).toList());
    }
}
