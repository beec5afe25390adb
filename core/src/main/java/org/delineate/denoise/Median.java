package org.delineate.denoise;

import java.util.Arrays;

/** Takes the middle value of a square around each pixel (Tukey, Exploratory Data Analysis, 1977). */
record Median(int radius) implements Filter {
    Median {
        if (radius < 1) {
            throw new IllegalArgumentException("the radius of a median is at least 1 pixel, got " + radius);
        }
    }

    @Override
    public Plane apply(Plane noisy) {
        int side = 2 * radius + 1;
        Plane wide = noisy.window(-radius, -radius, noisy.height() + 2 * radius, noisy.width() + 2 * radius);
        float[] out = new float[noisy.values().length];
        Plane.rows(noisy.height(), y -> {
            float[] square = new float[side * side];
            for (int x = 0; x < noisy.width(); x++) {
                for (int row = 0; row < side; row++) {
                    System.arraycopy(wide.values(), (y + row) * wide.width() + x, square, row * side, side);
                }
                Arrays.sort(square);
                out[y * noisy.width() + x] = square[square.length / 2];
            }
        });
        return new Plane(noisy.height(), noisy.width(), out);
    }
}
