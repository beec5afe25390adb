package org.delineate.sample;

import java.util.ArrayList;
import java.util.List;
import org.delineate.random.SplitMix64;

/**
 * Replaces a rectangle of a sample by the same rectangle of another one of its batch, picture and mask: a network that
 * learned by heart what stands where does not get far with it.
 *
 * <p>Yun et al.: CutMix, ICCV 2019, arXiv 1905.04899; for segmentation French et al., BMVC 2020, arXiv 1906.01916.
 */
final class CutMix {
    private static final double WIDEST = 2; // height over width of the rectangle, or width over height

    private CutMix() {}

    /** @param share of the picture's area that is replaced */
    static List<Sample> apply(RandomRange share, List<Sample> samples, SplitMix64 random) {
        List<Sample> mixed = new ArrayList<>();
        for (int i = 0; i < samples.size(); i++) {
            double area = share.draw(random, 0);
            double aspect = Math.pow(WIDEST, random.between(-1, 1));
            double down = random.unit();
            double right = random.unit();
            int other = (i + 1 + random.below(Math.max(1, samples.size() - 1))) % samples.size();
            Sample s = samples.get(i);
            int height = (int) Math.min(s.height(), Math.round(s.height() * Math.sqrt(area * aspect)));
            int width = (int) Math.min(s.width(), Math.round(s.width() * Math.sqrt(area / aspect)));
            int top = (int) (down * (s.height() - height + 1));
            int left = (int) (right * (s.width() - width + 1));
            mixed.add(height == 0 || width == 0 ? s : paste(s, samples.get(other), top, left, height, width));
        }
        return mixed;
    }

    private static Sample paste(Sample s, Sample from, int top, int left, int height, int width) {
        float[] x = s.x().clone();
        byte[] y = s.y() == null ? null : s.y().clone();
        for (int row = top; row < top + height; row++) {
            int at = row * s.width() + left;
            for (int c = 0; c < s.channels(); c++) {
                int plane = c * s.height() * s.width();
                System.arraycopy(from.x(), plane + at, x, plane + at, width);
            }
            if (y != null) {
                System.arraycopy(from.y(), at, y, at, width);
            }
        }
        return new Sample(s.name(), s.channels(), s.height(), s.width(), x, y, s.geometry());
    }
}
