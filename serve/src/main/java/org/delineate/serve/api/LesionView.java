package org.delineate.serve.api;

import java.util.ArrayList;
import java.util.List;
import org.delineate.measure.Box;
import org.delineate.measure.Lesion;
import org.delineate.measure.Line;
import org.delineate.measure.Measures;
import org.delineate.measure.Spread;
import org.delineate.measure.UncertainLesion;

/**
 * Is a measured lesion as the interface shows it.
 *
 * @param number from 1, the largest first
 * @param outline corners of its pixels, x and y in turn
 * @param unit of the measures: mm or px
 * @param low the least of each measure that the model's uncertainty implies; null where nobody knows
 * @param px the measures in pixels
 */
record LesionView(
        int number,
        Box box,
        List<int[]> outline,
        Line longAxis,
        Line shortAxis,
        String unit,
        Sizes measures,
        Sizes low,
        Sizes high,
        Sizes px) {

    /** The measures; a shape that is not defined is null. */
    record Sizes(
            double area,
            double longDiameter,
            double perpendicularDiameter,
            double perimeter,
            Double circularity,
            Double depthToWidth) {
        static Sizes of(Measures of) {
            return of == null
                    ? null
                    : new Sizes(
                            of.area(),
                            of.longDiameter(),
                            of.perpendicularDiameter(),
                            of.perimeter(),
                            defined(of.circularity()),
                            defined(of.depthToWidth()));
        }

        private static Double defined(double value) {
            return Double.isNaN(value) ? null : value;
        }
    }

    static List<LesionView> ofUncertain(List<UncertainLesion> lesions) {
        List<LesionView> views = new ArrayList<>();
        for (UncertainLesion lesion : lesions) {
            Spread spread = lesion.lesion().mm() == null ? lesion.spreadPx() : lesion.spreadMm();
            views.add(of(views.size() + 1, lesion.lesion(), spread));
        }
        return views;
    }

    static List<LesionView> ofCertain(List<Lesion> lesions) {
        List<LesionView> views = new ArrayList<>();
        lesions.forEach(lesion -> views.add(of(views.size() + 1, lesion, null)));
        return views;
    }

    private static LesionView of(int number, Lesion lesion, Spread spread) {
        List<int[]> outline = new ArrayList<>();
        for (int i = 0; i < lesion.outline().x().length; i++) {
            outline.add(new int[] {lesion.outline().x()[i], lesion.outline().y()[i]});
        }
        return new LesionView(
                number,
                lesion.box(),
                outline,
                lesion.longAxis(),
                lesion.shortAxis(),
                lesion.mm() == null ? "px" : "mm",
                Sizes.of(lesion.measures()),
                spread == null ? null : Sizes.of(spread.low()),
                spread == null ? null : Sizes.of(spread.high()),
                Sizes.of(lesion.px()));
    }
}
