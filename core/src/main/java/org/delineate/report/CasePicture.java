package org.delineate.report;

import org.delineate.image.Image;
import org.delineate.image.Mask;

/**
 * A picture worth showing in the report.
 *
 * @param prediction at the picture's size, as scored
 */
public record CasePicture(Rank rank, CaseScores scores, Image image, Mask truth, Mask prediction) {}
