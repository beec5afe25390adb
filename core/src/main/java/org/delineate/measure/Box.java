package org.delineate.measure;

/** Is an upright rectangle of pixels; x and y are those of its upper left pixel. */
public record Box(int x, int y, int width, int height) {
    /** Returns whether a point, in coordinates of pixel corners, lies inside or on the edge. */
    public boolean contains(double pointX, double pointY) {
        return pointX >= x && pointX <= (double) x + width && pointY >= y && pointY <= (double) y + height;
    }

    /** Returns whether another lies inside. */
    public boolean contains(Box other) {
        return contains(other.x, other.y) && contains((double) other.x + other.width, (double) other.y + other.height);
    }
}
