package org.delineate.measure;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import org.delineate.image.Mask;

/**
 * Is a lesion with the spread of its measures: the least and the most of each among the lesion itself, what of it is
 * lesion almost certainly, and what may belong to it.
 *
 * @param spreadPx of the measures in pixels
 * @param spreadMm of those in millimetres; null where the size of its pixels is not known
 */
public record UncertainLesion(@JsonUnwrapped Lesion lesion, Spread spreadPx, Spread spreadMm) {
    /**
     * Measures the lesions of a mask, the largest first. Of the certain mask the largest piece inside a lesion counts,
     * and nothing, with sizes of 0, where there is none; of the possible mask the region around it, which lesions that
     * run into one another have in common.
     *
     * @param certain lies inside the mask
     * @param possible holds the mask
     * @throws IllegalArgumentException where it does not
     */
    public static List<UncertainLesion> of(Mask mask, Mask certain, Mask possible, Scale scale) {
        LesionMap map = new LesionMap(mask);
        Lesion[] cores = new Lesion[map.count()];
        for (Lesion core : new LesionMap(certain).lesions(scale)) {
            int number = map.at(core);
            if (number >= 0 && cores[number] == null) {
                cores[number] = core;
            }
        }
        LesionMap around = new LesionMap(possible);
        Lesion[] reaches = new Lesion[around.count()];
        around.lesions(scale).forEach(l -> reaches[around.at(l)] = l);
        List<UncertainLesion> lesions = new ArrayList<>();
        for (Lesion lesion : map.lesions(scale)) {
            int region = around.at(lesion);
            if (region < 0) {
                throw new IllegalArgumentException("a lesion of the mask is no lesion of the possible mask");
            }
            lesions.add(of(lesion, cores[map.at(lesion)], reaches[region]));
        }
        return lesions;
    }

    private static UncertainLesion of(Lesion lesion, Lesion core, Lesion around) {
        Spread px = spread(lesion.px(), core == null ? Measures.none(Unit.PX) : core.px(), around.px());
        // what surrounds a lesion may reach beyond the region whose spacing is known
        boolean known = lesion.mm() != null && around.mm() != null;
        Spread mm = known ? spread(lesion.mm(), core == null ? Measures.none(Unit.MM) : core.mm(), around.mm()) : null;
        return new UncertainLesion(lesion, px, mm);
    }

    private static Spread spread(Measures value, Measures core, Measures around) {
        return new Spread(value.least(core).least(around), value.most(core).most(around));
    }

    /** Describes the diameters and the area in one line, for people: millimetres where they are known. */
    public String words() {
        Measures value = lesion.measures();
        Spread spread = lesion.mm() == null ? spreadPx : spreadMm;
        String format = value.unit() == Unit.PX ? "%.0f" : "%.1f";
        String sizes = sizes(value, format) + " " + value.unit().ofLengths();
        String area = String.format(Locale.ROOT, format, value.area()) + " "
                + value.unit().ofAreas();
        if (spread == null) {
            return sizes + ", area " + area;
        }
        if (spread.low().area() == 0) {
            return sizes + " (at most " + sizes(spread.high(), format) + "), area " + area + " (at most "
                    + String.format(Locale.ROOT, format, spread.high().area()) + ")";
        }
        return sizes + " (" + between(spread, Measures::longDiameter, format) + " x "
                + between(spread, Measures::perpendicularDiameter, format) + "), area " + area + " ("
                + between(spread, Measures::area, format) + ")";
    }

    private static String sizes(Measures of, String format) {
        return String.format(Locale.ROOT, format + " x " + format, of.longDiameter(), of.perpendicularDiameter());
    }

    private static String between(Spread spread, ToDoubleFunction<Measures> measure, String format) {
        return String.format(
                Locale.ROOT,
                format + " to " + format,
                measure.applyAsDouble(spread.low()),
                measure.applyAsDouble(spread.high()));
    }
}
