package org.delineate.measure;

/** Is a calliper: the straight line between two points of a picture, in coordinates of pixel corners. */
public record Line(double x1, double y1, double x2, double y2) {
    /** Measures it in pixels. */
    public Length px() {
        return new Length(Math.hypot(x2 - x1, y2 - y1), Unit.PX);
    }

    /** Measures it where pixels have a size. */
    public Length mm(Spacing spacing) {
        return new Length(Math.hypot((x2 - x1) * spacing.xMm(), (y2 - y1) * spacing.yMm()), Unit.MM);
    }
}
