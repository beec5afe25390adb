package org.delineate.metric;

import java.util.Collection;

/**
 * Counts images by whether they show a lesion and whether one was predicted: so are images without a lesion scored.
 *
 * <p>An image counts as marked when its prediction has any lesion pixel, in the right place or not.
 *
 * @param lesionMarked images with a lesion where something was predicted
 * @param lesionMissed images with a lesion where nothing was predicted
 * @param normalMarked images without a lesion where something was predicted
 * @param normalClean images without a lesion where nothing was predicted
 */
public record ImageLevelCounts(long lesionMarked, long lesionMissed, long normalMarked, long normalClean) {
    /**
     * Counts the images.
     *
     * @param images the pixel counts of every image
     */
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

    /** Returns the share of the images with a lesion in which something was predicted; NaN where there is none. */
    public double sensitivity() {
        return (double) lesionMarked / (lesionMarked + lesionMissed);
    }

    /** Returns the share of the images without a lesion in which nothing was predicted; NaN where there is none. */
    public double specificity() {
        return (double) normalClean / (normalMarked + normalClean);
    }
}
