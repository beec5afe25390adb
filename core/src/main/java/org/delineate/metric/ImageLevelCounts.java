package org.delineate.metric;

import java.util.Collection;

/**
 * Images counted by whether a lesion is there and whether anything was marked: how images without a lesion are scored.
 *
 * <p>An image counts as marked when its prediction has any pixel, in the right place or not.
 */
public record ImageLevelCounts(long lesionMarked, long lesionMissed, long normalMarked, long normalClean) {
    /** @param images the pixel counts of every image */
    public static ImageLevelCounts of(Collection<Confusion> images) {
        return new ImageLevelCounts(
                count(images, true, true),
                count(images, true, false),
                count(images, false, true),
                count(images, false, false));
    }

    private static long count(Collection<Confusion> images, boolean lesion, boolean marked) {
        return images.stream()
                .filter(c -> c.hasLesion() == lesion && c.hasPrediction() == marked)
                .count();
    }

    /** Share of the images with a lesion in which something was marked; NaN where there is none. */
    public double sensitivity() {
        return (double) lesionMarked / (lesionMarked + lesionMissed);
    }

    /** Share of the images without a lesion in which nothing was marked; NaN where there is none. */
    public double specificity() {
        return (double) normalClean / (normalMarked + normalClean);
    }
}
