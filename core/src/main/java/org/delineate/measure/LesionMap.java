package org.delineate.measure;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.delineate.image.Contour;
import org.delineate.image.Mask;
import org.delineate.image.Regions;
import org.delineate.image.Runs;

/** Knows which lesion of a mask a pixel belongs to, and counts what the measures need. */
final class LesionMap {
    private final Mask mask;
    private final Regions regions;
    private final Extent[] extents;

    /** Adds up the pixels of one lesion and its steps outwards, in one sense of each of the four directions. */
    private static final class Extent {
        private int left = Integer.MAX_VALUE;
        private int top = Integer.MAX_VALUE;
        private int right;
        private int bottom;
        private double sumX;
        private double sumY;
        private int outRight;
        private int outDown;
        private int outDiagonal;

        /** Adds pixels of a row that follow each other, with what lies below them. */
        void add(Runs runs, int run, int w) {
            int from = runs.from(run);
            int to = runs.to(run);
            int length = to - from;
            int y = from / w;
            int x = from % w;
            left = Math.min(left, x);
            right = Math.max(right, x + length - 1);
            top = Math.min(top, y);
            bottom = Math.max(bottom, y);
            sumX += (2L * x + length - 1) * length / 2;
            sumY += (long) y * length;
            // lesion pixels that touch, even at a corner, belong to one lesion: what is next is it or nothing
            outRight++;
            outDown += length - runs.below(run, 0);
            outDiagonal += 2 * length - runs.below(run, 1) - runs.below(run, -1);
        }

        Box box() {
            return new Box(left, top, right - left + 1, bottom - top + 1);
        }

        /**
         * The perimeter, by Crofton's formula: half of the mean number of crossings of all lines of the plane, here of
         * those through pixel centres in four directions, each with its share of the angles and the distance of its
         * lines. With square pixels this is scikit-image's {@code perimeter_crofton} with 4 directions.
         *
         * <p>Source of the weights for pixels that are not square: Lehmann and Legland, Efficient N-Dimensional surface
         * estimation using Crofton formula and run-length encoding, Insight Journal (2012).
         */
        double perimeter(double wide, double high) {
            double slope = Math.atan2(high, wide);
            double diagonals = wide * high / Math.hypot(wide, high);
            return slope * high * outRight
                    + (Math.PI / 2 - slope) * wide * outDown
                    + Math.PI / 4 * diagonals * outDiagonal;
        }
    }

    LesionMap(Mask mask) {
        this.mask = mask;
        this.regions = Regions.of(mask);
        this.extents = new Extent[regions.count()];
        for (int i = 0; i < extents.length; i++) {
            extents[i] = new Extent();
        }
        Runs runs = regions.runs();
        for (int run = 0; run < runs.count(); run++) {
            extents[regions.ofRun(run)].add(runs, run, mask.width());
        }
    }

    /** The number of the lesion that a pixel belongs to, -1 where it is background. */
    int at(int x, int y) {
        return regions.at(y * mask.width() + x);
    }

    /** The number of a lesion of this or of a smaller mask, by the first pixel of its outline. */
    int at(Lesion lesion) {
        return at(lesion.outline().x()[0], lesion.outline().y()[0]);
    }

    int count() {
        return extents.length;
    }

    /** Measures the lesions, the largest first. */
    List<Lesion> lesions(Scale scale) {
        List<Lesion> lesions = new ArrayList<>();
        for (Contour contour : Contour.of(mask)) {
            if (!contour.hole()) {
                int number = at(contour.x()[0], contour.y()[0]);
                lesions.add(lesion(extents[number], regions.areaPx(number), contour, scale));
            }
        }
        lesions.sort(Comparator.comparingDouble((Lesion l) -> l.px().area()).reversed());
        return lesions;
    }

    private static Lesion lesion(Extent extent, int area, Contour outline, Scale scale) {
        Box box = extent.box();
        ConvexHull hull = ConvexHull.of(outline, box);
        ConvexHull.Axes axes = hull.axes(1, 1);
        Measures px = measures(Unit.PX, extent, area, axes, 1, 1);
        Measures mm = null;
        Spacing spacing = scale.within(box);
        if (spacing != null) {
            axes = hull.axes(spacing.xMm(), spacing.yMm());
            mm = measures(Unit.MM, extent, area, axes, spacing.xMm(), spacing.yMm());
        }
        double centreX = extent.sumX / area;
        double centreY = extent.sumY / area;
        return new Lesion(box, centreX, centreY, outline, axes.longest(), axes.perpendicular(), px, mm);
    }

    private static Measures measures(
            Unit unit, Extent extent, int area, ConvexHull.Axes axes, double wide, double high) {
        Box box = extent.box();
        return Measures.of(
                unit,
                area * wide * high,
                axes.length(),
                axes.across(),
                extent.perimeter(wide, high),
                box.height() * high / (box.width() * wide));
    }
}
