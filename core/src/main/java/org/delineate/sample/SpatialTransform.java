package org.delineate.sample;

import org.delineate.random.SplitMix64;

/**
 * A spatial transform of picture and mask: an affine map and an elastic deformation, composed, so that values are
 * resampled once.
 *
 * @param source maps a pixel of the result to its source
 * @param elastic displaces the source, or null
 * @param permutes whether every pixel comes from exactly one other: flips and quarter turns alone
 */
record SpatialTransform(int height, int width, Affine source, ElasticDeformation elastic, boolean permutes) {
    /** Maps (x, y) to (xx * x + xy * y + fromX, yx * x + yy * y + fromY). */
    record Affine(double xx, double xy, double fromX, double yx, double yy, double fromY) {}

    private static final int[] COSINE = {1, 0, -1, 0}; // of multiples of 90 degrees, exact
    private static final int[] SINE = {0, 1, 0, -1};

    static SpatialTransform draw(Augment.Spatial augment, int height, int width, SplitMix64 random) {
        int mirrorX = random.happens(augment.flipHorizontal()) ? -1 : 1;
        int mirrorY = random.happens(augment.flipVertical()) ? -1 : 1;
        boolean turned = random.happens(augment.quarterTurns());
        int third = random.below(3);
        int turns = !turned ? 0 : height == width ? 1 + third : 2;
        double angle = StrictMath.toRadians(augment.rotateDegrees().draw(random, 0));
        double scale = augment.scale().draw(random, 1);
        boolean shifted = random.happens(augment.shift().probability());
        double downPx = random.between(augment.shift().from(), augment.shift().to()) * (shifted ? height : 0);
        double rightPx = random.between(augment.shift().from(), augment.shift().to()) * (shifted ? width : 0);
        double reach = augment.elastic().draw(random, 0);
        SplitMix64 field = random.fork();

        // from the result back to the given picture: rotate and scale about the centre, quarter turn, mirror
        double cosine = StrictMath.cos(angle) / scale;
        double sine = StrictMath.sin(angle) / scale;
        double xx = mirrorX * (COSINE[turns] * cosine - SINE[turns] * sine);
        double xy = mirrorX * (-COSINE[turns] * sine - SINE[turns] * cosine);
        double yx = mirrorY * (SINE[turns] * cosine + COSINE[turns] * sine);
        double yy = mirrorY * (-SINE[turns] * sine + COSINE[turns] * cosine);
        double centreX = (width - 1) / 2.0;
        double centreY = (height - 1) / 2.0;
        double fromX = centreX - xx * (centreX + rightPx) - xy * (centreY + downPx);
        double fromY = centreY - yx * (centreX + rightPx) - yy * (centreY + downPx);
        int side = Math.min(height, width);
        ElasticDeformation elastic = reach == 0
                ? null
                : new ElasticDeformation(height, width, reach * side, augment.elasticSmoothness() * side, field);
        boolean permutes = angle == 0 && scale == 1 && downPx == 0 && rightPx == 0 && elastic == null;
        return new SpatialTransform(height, width, new Affine(xx, xy, fromX, yx, yy, fromY), elastic, permutes);
    }

    /**
     * Resamples the picture bilinearly and the mask by nearest neighbour.
     *
     * @param x [at least planes, height, width]; so is movedX
     * @param y [height, width] or null; so is movedY
     */
    void apply(float[] x, int planes, float[] movedX, byte[] y, byte[] movedY) {
        if (permutes) {
            permute(x, planes, movedX, y, movedY);
            return;
        }
        RowResampler row = new RowResampler(height, width);
        for (int i = 0; i < height; i++) {
            row.locate(source.xx, source.xy * i + source.fromX, source.yx, source.yy * i + source.fromY);
            if (elastic != null) {
                elastic.displace(i, row);
            }
            row.mirror();
            for (int plane = 0; plane < planes; plane++) {
                row.bilinear(x, plane * height * width, movedX, (plane * height + i) * width);
            }
            if (y != null) {
                row.nearest(y, movedY, i * width);
            }
        }
    }

    private void permute(float[] x, int planes, float[] movedX, byte[] y, byte[] movedY) {
        int first = (int) source.fromY * width + (int) source.fromX;
        int stepX = (int) source.yx * width + (int) source.xx;
        int stepY = (int) source.yy * width + (int) source.xy;
        for (int i = 0; i < height; i++) {
            for (int plane = 0; plane < planes; plane++) {
                int from = plane * height * width + first + i * stepY;
                int to = (plane * height + i) * width;
                for (int j = 0; j < width; j++) {
                    movedX[to + j] = x[from + j * stepX];
                }
            }
            for (int j = 0; y != null && j < width; j++) {
                movedY[i * width + j] = y[first + i * stepY + j * stepX];
            }
        }
    }
}
