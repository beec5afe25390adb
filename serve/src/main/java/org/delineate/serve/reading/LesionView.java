package org.delineate.serve.reading;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.delineate.file.Json;
import org.delineate.image.Mask;
import org.delineate.measure.Box;
import org.delineate.measure.Lesion;
import org.delineate.measure.Line;
import org.delineate.measure.Measures;
import org.delineate.measure.Scale;
import org.delineate.measure.Spread;
import org.delineate.measure.UncertainLesion;
import org.delineate.measure.Unit;

/**
 * Is a measured lesion as the interface shows it.
 *
 * @param number from 1, the largest first
 * @param outline corners of its pixels, x and y in turn
 * @param unit of the measures: mm or px
 * @param low the least of each measure that the model's uncertainty implies; null where nobody knows
 * @param px the measures in pixels
 */
public record LesionView(
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
    public record Sizes(
            double area,
            double longDiameter,
            double perpendicularDiameter,
            double perimeter,
            double equivalentDiameter,
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
                            of.equivalentDiameter(),
                            defined(of.circularity()),
                            defined(of.depthToWidth()));
        }

        private Measures measures(Unit unit) {
            return new Measures(
                    unit,
                    area,
                    longDiameter,
                    perpendicularDiameter,
                    perimeter,
                    equivalentDiameter,
                    circularity == null ? Double.NaN : circularity,
                    depthToWidth == null ? Double.NaN : depthToWidth);
        }

        private static Double defined(double value) {
            return Double.isNaN(value) ? null : value;
        }
    }

    /** Shows what a model found, the largest first. */
    public static List<LesionView> ofUncertain(List<UncertainLesion> lesions) {
        List<LesionView> views = new ArrayList<>();
        for (UncertainLesion lesion : lesions) {
            Spread spread = lesion.lesion().mm() == null ? lesion.spreadPx() : lesion.spreadMm();
            views.add(of(views.size() + 1, lesion.lesion(), spread));
        }
        return views;
    }

    /** Shows what a reader drew, the largest first. */
    public static List<LesionView> ofCertain(List<Lesion> lesions) {
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

    /** Writes them as they are kept. */
    public static byte[] json(List<LesionView> lesions) {
        return Json.line(lesions).getBytes(StandardCharsets.UTF_8);
    }

    /**
     * Measures the lesions of a mask that was kept, with the spreads that were kept beside it.
     *
     * @param kept as {@link #json} wrote it, of the same mask
     */
    static List<UncertainLesion> lesions(Mask mask, Scale scale, byte[] kept) {
        LesionView[] views =
                Json.parse(new String(kept, StandardCharsets.UTF_8), LesionView[].class, Path.of("lesions"));
        List<Lesion> measured = Lesion.of(mask, scale);
        List<UncertainLesion> lesions = new ArrayList<>();
        for (int i = 0; i < measured.size(); i++) {
            LesionView view = views[i];
            Unit unit = view.unit().equals("mm") ? Unit.MM : Unit.PX;
            Spread spread = view.low() == null
                    ? null
                    : new Spread(view.low().measures(unit), view.high().measures(unit));
            lesions.add(new UncertainLesion(
                    measured.get(i), unit == Unit.PX ? spread : null, unit == Unit.MM ? spread : null));
        }
        return lesions;
    }
}
