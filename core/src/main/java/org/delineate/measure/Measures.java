package org.delineate.measure;

import java.util.function.DoubleBinaryOperator;

/**
 * Holds what is measured of one lesion, all in one unit.
 *
 * @param area of its pixels, without its holes
 * @param longDiameter the longest distance of two corners of its pixels (the largest Feret diameter)
 * @param perpendicularDiameter the longest line at right angles to it inside the convex hull
 * @param perimeter of its outline and its holes, by Crofton's formula
 * @param equivalentDiameter of the disc of the same area
 * @param circularity 4 pi area / perimeter^2: 1 for a disc, less for what is long, ragged or has holes; a few pixels
 *     exceed 1
 * @param depthToWidth extent down the picture (anteroposterior, in ultrasound) over that across it: above 1 it is
 *     taller than wide
 */
public record Measures(
        Unit unit,
        double area,
        double longDiameter,
        double perpendicularDiameter,
        double perimeter,
        double equivalentDiameter,
        double circularity,
        double depthToWidth) {

    /** Says that nothing is there: sizes of 0, shapes that are not defined. */
    static Measures none(Unit unit) {
        return new Measures(unit, 0, 0, 0, 0, 0, Double.NaN, Double.NaN);
    }

    static Measures of(
            Unit unit, double area, double longDiameter, double perpendicularDiameter, double perimeter, double ratio) {
        double circularity = 4 * Math.PI * area / (perimeter * perimeter);
        double equivalent = Math.sqrt(4 * area / Math.PI);
        return new Measures(unit, area, longDiameter, perpendicularDiameter, perimeter, equivalent, circularity, ratio);
    }

    /** The smaller one of each measure; a shape that is not defined does not count. */
    Measures least(Measures other) {
        return join(other, Math::min);
    }

    /** The larger one of each measure. */
    Measures most(Measures other) {
        return join(other, Math::max);
    }

    private Measures join(Measures other, DoubleBinaryOperator choice) {
        DoubleBinaryOperator defined = (a, b) -> Double.isNaN(a) ? b : Double.isNaN(b) ? a : choice.applyAsDouble(a, b);
        return new Measures(
                unit,
                choice.applyAsDouble(area, other.area),
                choice.applyAsDouble(longDiameter, other.longDiameter),
                choice.applyAsDouble(perpendicularDiameter, other.perpendicularDiameter),
                choice.applyAsDouble(perimeter, other.perimeter),
                choice.applyAsDouble(equivalentDiameter, other.equivalentDiameter),
                defined.applyAsDouble(circularity, other.circularity),
                defined.applyAsDouble(depthToWidth, other.depthToWidth));
    }
}
