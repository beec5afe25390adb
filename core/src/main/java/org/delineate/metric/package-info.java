/**
 * Scores a mask against its truth at original size, exactly and in plain Java, without an engine.
 *
 * <p>{@link org.delineate.metric.ImageScores} alone applies the rule for empty masks. NaN = undefined: left out of
 * means, and counted beside them.
 *
 * <ul>
 *   <li>No lesion in the truth: every overlap and distance score and the weighted F is NaN, whatever was predicted.
 *       Such images are scored by specificity, accuracy, mae, S- and E-measure (whose publications define them there)
 *       and by the image-level counts of {@link org.delineate.metric.ImageLevelCounts}.
 *   <li>A lesion, nothing predicted: Dice, IoU, recall and surface Dice are 0; precision is NaN (0/0); 95 % Hausdorff
 *       and average surface distance are NaN, never 0; the average Hausdorff distance is the image's diagonal.
 *   <li>Otherwise a ratio is NaN exactly where it is 0/0: specificity where the truth is lesion throughout.
 * </ul>
 */
package org.delineate.metric;
