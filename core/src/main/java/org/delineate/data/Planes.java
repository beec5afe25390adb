package org.delineate.data;

import java.util.Arrays;
import java.util.List;
import org.delineate.image.Image;

/** A picture's channels as planes of floats in 0..1; grey is one plane however it is stored. */
final class Planes {
    private Planes() {}

    /** @return three planes for a coloured picture that is to have three channels, else one */
    static List<float[]> of(Image image, int channels) {
        if (image.channels() != 1 && image.channels() != 3) {
            throw new IllegalArgumentException(
                    "a picture has 1 or 3 channels, not " + image.channels() + "; convert it to grey or RGB");
        }
        if (image.channels() == 1 || isGrey(image)) {
            return List.of(plane(image, 0));
        }
        return channels == 1 ? List.of(luminance(image)) : List.of(plane(image, 0), plane(image, 1), plane(image, 2));
    }

    /** Whether all channels are equal. */
    static boolean isGrey(Sample sample) {
        int area = sample.height() * sample.width();
        for (int c = 1; c < sample.channels(); c++) {
            if (!Arrays.equals(sample.x(), 0, area, sample.x(), c * area, (c + 1) * area)) {
                return false;
            }
        }
        return true;
    }

    /** Copies the first plane over the planes from..channels - 1. */
    static void repeat(float[] x, int area, int from, int channels) {
        for (int c = from; c < channels; c++) {
            System.arraycopy(x, 0, x, c * area, area);
        }
    }

    private static boolean isGrey(Image image) {
        for (int y = 0; y < image.height(); y++) {
            for (int x = 0; x < image.width(); x++) {
                int red = image.sample(y, x, 0);
                if (red != image.sample(y, x, 1) || red != image.sample(y, x, 2)) {
                    return false;
                }
            }
        }
        return true;
    }

    private static float[] plane(Image image, int channel) {
        float[] plane = new float[image.height() * image.width()];
        for (int y = 0; y < image.height(); y++) {
            for (int x = 0; x < image.width(); x++) {
                plane[y * image.width() + x] = image.unit(y, x, channel);
            }
        }
        return plane;
    }

    /** ITU-R BT.601: 0.299 red + 0.587 green + 0.114 blue. */
    private static float[] luminance(Image image) {
        float[] plane = new float[image.height() * image.width()];
        for (int y = 0; y < image.height(); y++) {
            for (int x = 0; x < image.width(); x++) {
                plane[y * image.width() + x] =
                        0.299f * image.unit(y, x, 0) + 0.587f * image.unit(y, x, 1) + 0.114f * image.unit(y, x, 2);
            }
        }
        return plane;
    }
}
