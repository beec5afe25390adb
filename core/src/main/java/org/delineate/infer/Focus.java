package org.delineate.infer;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.delineate.measure.Box;

/**
 * Tells the model where to look: a box around one lesion, or a point in it, in coordinates of pixel corners.
 *
 * <p>The picture is segmented as a whole and in windows around the place, each at the network's own size; of every
 * answer the lesion at the place is a candidate. For a point the one with the highest mean probability is kept. A box
 * says more: candidates at lower thresholds count too, none reaches far beyond the box, and the one whose own box fits it
 * best is kept.
 *
 * @param x0 left edge
 * @param y0 upper edge
 * @param x1 right edge, equal to the left one where it is a point
 * @param y1 lower edge
 */
public record Focus(double x0, double y0, double x1, double y1) {
    /** Sides of the windows around a point, as shares of the picture's shorter side. */
    private static final double[] POINT_SIDES = {1, 0.6};

    /** Margins of the windows around a box on each side, as shares of its longer side. */
    private static final double[] BOX_MARGINS = {0.25, 0.75, 1.5};

    /** Thresholds tried for a box, as shares of the model's; a point has no extent to choose by. */
    private static final double[] BOX_THRESHOLDS = {1, 0.5, 0.2, 0.05};

    /** How far a lesion may reach beyond its box, as a share of the side. */
    private static final double BEYOND = 0.1;

    /** How far from a point a lesion may begin, as a share of the picture's shorter side. */
    private static final double REACH = 0.05;

    /** @throws IllegalArgumentException where a number is none, or it is neither a box nor a point */
    public Focus {
        boolean numbers = Double.isFinite(x0) && Double.isFinite(y0) && Double.isFinite(x1) && Double.isFinite(y1);
        if (!numbers || !(x0 < x1 && y0 < y1 || x0 == x1 && y0 == y1)) {
            throw new IllegalArgumentException("a focus is a box x0,y0,x1,y1 with x0 < x1 and y0 < y1, or a point x,y;"
                    + " got " + x0 + "," + y0 + "," + x1 + "," + y1);
        }
    }

    /** Points at a place in a lesion. */
    public static Focus point(double x, double y) {
        return new Focus(x, y, x, y);
    }

    /** Takes a box of pixels. */
    public static Focus box(Box box) {
        return new Focus(box.x(), box.y(), (double) box.x() + box.width(), (double) box.y() + box.height());
    }

    /**
     * Reads a box or a point.
     *
     * @param text {@code x0,y0,x1,y1} or {@code x,y}
     * @throws IllegalArgumentException where it is neither
     */
    public static Focus of(String text) {
        String[] parts = text.split(",", -1);
        try {
            double[] n = Arrays.stream(parts).mapToDouble(Double::parseDouble).toArray();
            if (n.length == 2 || n.length == 4) {
                return n.length == 2 ? point(n[0], n[1]) : new Focus(n[0], n[1], n[2], n[3]);
            }
        } catch (NumberFormatException e) {
            // said below
        }
        throw new IllegalArgumentException(
                "a focus is a box x0,y0,x1,y1 or a point x,y in pixels, got \"" + text + "\"");
    }

    public boolean isPoint() {
        return x0 == x1;
    }

    /** Returns it as {@link #of(String)} reads it. */
    public String words() {
        return isPoint()
                ? String.format(Locale.ROOT, "%.1f,%.1f", x0, y0)
                : String.format(Locale.ROOT, "%.1f,%.1f,%.1f,%.1f", x0, y0, x1, y1);
    }

    /**
     * Refuses a focus beside the picture.
     *
     * @throws IllegalArgumentException where no pixel of the picture is in it
     */
    public void requireIn(int height, int width) {
        if (x1 < 0 || y1 < 0 || x0 > width || y0 > height) {
            throw new IllegalArgumentException("the focus " + words() + " lies beside the picture of " + width + " x "
                    + height + " pixels; give a place from 0,0 to " + width + "," + height);
        }
    }

    /** The rectangles of the picture that the network looks at, the whole first. */
    List<Box> windows(int height, int width) {
        requireIn(height, width);
        List<Box> windows = new ArrayList<>();
        windows.add(new Box(0, 0, width, height));
        int shorter = Math.min(height, width);
        double longer = Math.max(x1 - x0, y1 - y0);
        double[] sides = isPoint()
                ? Arrays.stream(POINT_SIDES).map(share -> share * shorter).toArray()
                : Arrays.stream(BOX_MARGINS).map(m -> (1 + 2 * m) * longer).toArray();
        for (double side : sides) {
            Box window = square(side, height, width);
            if (!windows.contains(window)) {
                windows.add(window);
            }
        }
        return windows;
    }

    /** A square around the middle of the focus, moved and cut so that it lies in the picture. */
    private Box square(double side, int height, int width) {
        int boxWidth = (int) Math.max(1, Math.min(width, Math.ceil(side)));
        int boxHeight = (int) Math.max(1, Math.min(height, Math.ceil(side)));
        int left = (int) Math.rint((x0 + x1) / 2 - boxWidth / 2.0);
        int top = (int) Math.rint((y0 + y1) / 2 - boxHeight / 2.0);
        return new Box(
                Math.max(0, Math.min(left, width - boxWidth)),
                Math.max(0, Math.min(top, height - boxHeight)),
                boxWidth,
                boxHeight);
    }

    /** The thresholds to try. */
    double[] thresholds(double usual) {
        return isPoint()
                ? new double[] {usual}
                : Arrays.stream(BOX_THRESHOLDS).map(share -> share * usual).toArray();
    }

    /** Whether the middle of a pixel is where the lesion can be: anywhere around a point, but not far from a box. */
    boolean reaches(int x, int y) {
        double beyondX = BEYOND * (x1 - x0);
        double beyondY = BEYOND * (y1 - y0);
        return isPoint()
                || x + 0.5 > x0 - beyondX && x + 0.5 < x1 + beyondX && y + 0.5 > y0 - beyondY && y + 0.5 < y1 + beyondY;
    }

    /** How far a point may be from the lesion that it means. */
    double reach(int height, int width) {
        return REACH * Math.min(height, width);
    }
}
