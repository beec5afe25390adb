package org.delineate.sample;

import org.delineate.random.SplitMix64;

/**
 * Where every pixel comes from: an affine map and an elastic displacement, composed, so that values are resampled once.
 *
 * @param xx source x = xx * x + xy * y + fromX
 * @param yx source y = yx * x + yy * y + fromY
 * @param elastic added to the source, or null
 * @param permutes whether every pixel comes from exactly one other: flips and quarter turns alone
 */
record Warp(
        int height,
        int width,
        double xx,
        double xy,
        double fromX,
        double yx,
        double yy,
        double fromY,
        Elastic elastic,
        boolean permutes) {
    private static final int[] COSINE = {1, 0, -1, 0}; // of quarter turns, exact
    private static final int[] SINE = {0, 1, 0, -1};

    static Warp draw(Augment augment, int height, int width, SplitMix64 draws) {
        int mirrorX = draws.happens(augment.flipHorizontal()) ? -1 : 1;
        int mirrorY = draws.happens(augment.flipVertical()) ? -1 : 1;
        boolean turned = draws.happens(augment.quarterTurns());
        int third = draws.below(3);
        int turns = !turned ? 0 : height == width ? 1 + third : 2;
        double angle = StrictMath.toRadians(augment.rotateDegrees().draw(draws, 0));
        double scale = augment.scale().draw(draws, 1);
        boolean shifted = draws.happens(augment.shift().probability());
        double downPx = draws.between(augment.shift().from(), augment.shift().to()) * (shifted ? height : 0);
        double rightPx = draws.between(augment.shift().from(), augment.shift().to()) * (shifted ? width : 0);
        double reach = augment.elastic().draw(draws, 0);
        SplitMix64 field = draws.fork();

        // from the picture that is made back to the one given: turn and shrink about the middle, quarter turn, mirror
        double cosine = StrictMath.cos(angle) / scale;
        double sine = StrictMath.sin(angle) / scale;
        double xx = mirrorX * (COSINE[turns] * cosine - SINE[turns] * sine);
        double xy = mirrorX * (-COSINE[turns] * sine - SINE[turns] * cosine);
        double yx = mirrorY * (SINE[turns] * cosine + COSINE[turns] * sine);
        double yy = mirrorY * (-SINE[turns] * sine + COSINE[turns] * cosine);
        double middleX = (width - 1) / 2.0;
        double middleY = (height - 1) / 2.0;
        double fromX = middleX - xx * (middleX + rightPx) - xy * (middleY + downPx);
        double fromY = middleY - yx * (middleX + rightPx) - yy * (middleY + downPx);
        int side = Math.min(height, width);
        Elastic elastic =
                reach == 0 ? null : new Elastic(height, width, reach * side, augment.elasticSmoothness() * side, field);
        boolean permutes = angle == 0 && scale == 1 && downPx == 0 && rightPx == 0 && elastic == null;
        return new Warp(height, width, xx, xy, fromX, yx, yy, fromY, elastic, permutes);
    }

    /**
     * Moves picture and mask: bilinear and nearest neighbour.
     *
     * @param x [at least planes, height, width]; so is movedX
     * @param y [height, width] or null; so is movedY
     */
    void move(float[] x, int planes, float[] movedX, byte[] y, byte[] movedY) {
        if (permutes) {
            permute(x, planes, movedX, y, movedY);
            return;
        }
        SourceRow row = new SourceRow(height, width);
        for (int i = 0; i < height; i++) {
            row.locate(xx, xy * i + fromX, yx, yy * i + fromY);
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
        int first = (int) fromY * width + (int) fromX;
        int stepX = (int) yx * width + (int) xx;
        int stepY = (int) yy * width + (int) xy;
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
