package org.delineate.denoise;

import java.util.function.IntConsumer;
import java.util.stream.IntStream;

/** Holds one channel of a picture while it is computed with: rows of values, black 0 and white 1. */
record Plane(int height, int width, float[] values) {
    /** Calculates a value of one place. */
    interface Rule {
        float at(int y, int x);
    }

    Plane {
        if (values.length != height * width) {
            throw new IllegalArgumentException(
                    values.length + " values for a plane of " + height + "x" + width + " pixels");
        }
    }

    /** Calculates all values, rows in parallel: each is written once, so that threads change no bit. */
    static Plane of(int height, int width, Rule rule) {
        float[] values = new float[height * width];
        rows(height, y -> {
            for (int x = 0; x < width; x++) {
                values[y * width + x] = rule.at(y, x);
            }
        });
        return new Plane(height, width, values);
    }

    /** Does something for every row, in parallel and in no order. */
    static void rows(int height, IntConsumer row) {
        IntStream.range(0, height).parallel().forEach(row);
    }

    float at(int y, int x) {
        return values[y * width + x];
    }

    /** Repeats the picture as a mirror does beyond its borders, these included: "cb a|abc|c ba". */
    static int mirrored(int place, int length) {
        int period = Math.floorMod(place, 2 * length);
        return period < length ? period : 2 * length - 1 - period;
    }

    /** Returns a rectangle, mirrored where it is beyond the borders. */
    Plane window(int top, int left, int windowHeight, int windowWidth) {
        float[] part = new float[windowHeight * windowWidth];
        for (int y = 0; y < windowHeight; y++) {
            int row = mirrored(top + y, height) * width;
            for (int x = 0; x < windowWidth; x++) {
                part[y * windowWidth + x] = values[row + mirrored(left + x, width)];
            }
        }
        return new Plane(windowHeight, windowWidth, part);
    }
}
