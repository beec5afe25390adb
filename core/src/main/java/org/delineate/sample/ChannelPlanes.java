package org.delineate.sample;

import java.util.Arrays;
import java.util.List;
import org.delineate.image.Image;

/** Gives a picture's channels as planes of floats in 0..1; a grey picture is one plane however it is stored. */
final class ChannelPlanes {
    private ChannelPlanes() {}

    /** @return three planes for a coloured picture that is to have three channels, else one */
    static List<float[]> of(Image image, int channels, ChannelOrder order) {
        if (image.channels() != 1 && image.channels() != 3) {
            throw new IllegalArgumentException(
                    "a picture has 1 or 3 channels, not " + image.channels() + "; convert it to grey or RGB");
        }
        float[] first = image.plane(0);
        if (image.channels() == 1) {
            return List.of(first);
        }
        float[] green = image.plane(1);
        float[] blue = image.plane(2);
        if (Arrays.equals(first, green) && Arrays.equals(first, blue)) {
            return List.of(first);
        }
        if (channels == 1) {
            return List.of(image.luminance());
        }
        return order == ChannelOrder.RGB ? List.of(first, green, blue) : List.of(blue, green, first);
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
}
