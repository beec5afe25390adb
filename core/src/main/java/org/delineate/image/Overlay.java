package org.delineate.image;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.geom.AffineTransform;
import java.awt.geom.Path2D;
import java.awt.image.BufferedImage;

/**
 * Draws the outlines of masks on their picture: truth solid and blue, prediction dashed and orange.
 *
 * <p>They differ in colour and line style; the dashes are drawn last, so both are seen where they coincide.
 */
public final class Overlay {
    private static final Color TRUTH = new Color(0x56B4E9);
    static final Color PREDICTION = new Color(0xFFA000);
    static final Color HALO = new Color(0, 0, 0, 110);

    private Overlay() {}

    /**
     * Draws the whole picture with both outlines, scaled evenly.
     *
     * @param truth null where it is unknown
     * @param longestPx longer side of the result
     * @throws IllegalArgumentException where a mask has another size than the picture
     */
    public static BufferedImage draw(Image image, Mask truth, Mask prediction, int longestPx) {
        double scale = (double) longestPx / Math.max(image.height(), image.width());
        int width = Math.max(1, (int) Math.round(image.width() * scale));
        int height = Math.max(1, (int) Math.round(image.height() * scale));
        BufferedImage canvas = ImageFile.toBufferedImage(image);
        if (scale != 1) {
            BufferedImage original = canvas;
            canvas = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
            Graphics2D scaler = smooth(canvas);
            scaler.drawImage(original, 0, 0, width, height, null);
            scaler.dispose();
        }
        Graphics2D graphics = smooth(canvas);
        float line = line(longestPx);
        Path2D truthLine = truth == null ? new Path2D.Double() : outline(image, truth, scale);
        Path2D predictionLine = outline(image, prediction, scale);
        // dark edges of both first: an edge must not cover a line
        trace(graphics, truthLine, HALO, solid(2 * line));
        trace(graphics, predictionLine, HALO, solid(2 * line));
        trace(graphics, truthLine, TRUTH, solid(line));
        trace(graphics, predictionLine, PREDICTION, dashed(line));
        graphics.dispose();
        return canvas;
    }

    private static void trace(Graphics2D graphics, Path2D outline, Color color, BasicStroke stroke) {
        graphics.setColor(color);
        graphics.setStroke(stroke);
        graphics.draw(outline);
    }

    /** Returns how wide a line is on a picture whose longer side has so many pixels. */
    static float line(int longestPx) {
        return Math.max(1.5f, longestPx / 240f);
    }

    static void requireSize(Image image, Mask mask) {
        if (mask.height() != image.height() || mask.width() != image.width()) {
            throw new IllegalArgumentException("the mask is " + mask.height() + "x" + mask.width() + ", the picture "
                    + image.height() + "x" + image.width() + "; outlines are drawn at the picture's size");
        }
    }

    /** Draws a line through the centres of the lesion's outermost pixels. */
    private static Path2D outline(Image image, Mask mask, double scale) {
        requireSize(image, mask);
        Path2D path = new Path2D.Double();
        for (Contour contour : Contour.of(mask)) {
            path.moveTo(contour.x()[0] + 0.5, contour.y()[0] + 0.5);
            for (int i = 1; i < contour.x().length; i++) {
                path.lineTo(contour.x()[i] + 0.5, contour.y()[i] + 0.5);
            }
            path.closePath();
        }
        path.transform(AffineTransform.getScaleInstance(scale, scale));
        return path;
    }

    private static BasicStroke solid(float line) {
        return new BasicStroke(line, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND);
    }

    private static BasicStroke dashed(float line) {
        float[] dash = {3.5f * line, 2.5f * line};
        return new BasicStroke(line, BasicStroke.CAP_BUTT, BasicStroke.JOIN_ROUND, 1, dash, 0);
    }

    private static Graphics2D smooth(BufferedImage canvas) {
        Graphics2D graphics = canvas.createGraphics();
        graphics.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
        graphics.setRenderingHint(RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
        graphics.setRenderingHint(RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BICUBIC);
        graphics.setRenderingHint(RenderingHints.KEY_STROKE_CONTROL, RenderingHints.VALUE_STROKE_PURE);
        return graphics;
    }
}
