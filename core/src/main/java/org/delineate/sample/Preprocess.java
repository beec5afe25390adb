package org.delineate.sample;

import java.util.List;
import org.delineate.image.Image;
import org.delineate.image.Mask;
import org.delineate.image.Resize;

/**
 * Turns a picture of any size into the network's input; it is stored with the weights.
 *
 * @param channels 1 = luminance, 3 = colours
 * @param channelOrder of the colours; RGB where nothing is stated
 * @param height rows of the network's input
 * @param mean per channel of the network's input, of values in 0..1
 * @param std per channel of the network's input, of values in 0..1
 * @param white sample of 16 bits that is white, 65535 where none is given; 4095 where 12 bits are stored in 16
 */
public record Preprocess(
        int channels,
        ChannelOrder channelOrder,
        int height,
        int width,
        Fit fit,
        List<Float> mean,
        List<Float> std,
        Integer white) {
    private static final List<Float> IMAGENET_MEAN = List.of(0.485f, 0.456f, 0.406f);
    private static final List<Float> IMAGENET_STD = List.of(0.229f, 0.224f, 0.225f);

    public Preprocess {
        if (channels != 1 && channels != 3) {
            throw new IllegalArgumentException("channels is 1 (luminance) or 3 (colours), not " + channels);
        }
        channelOrder = channelOrder == null ? ChannelOrder.RGB : channelOrder; // as files of former versions mean it
        if (channels == 1 && channelOrder != ChannelOrder.RGB) {
            throw new IllegalArgumentException(
                    "channelOrder orders the colours of 3 channels, and there is 1; leave it out");
        }
        if (height < 1 || width < 1) {
            throw new IllegalArgumentException("height and width are at least 1, not " + height + "x" + width);
        }
        if (fit == null) {
            throw new IllegalArgumentException("fit is missing; one of " + List.of(Fit.values()));
        }
        white = white == null ? Image.WHITE : white;
        if (white < 1 || white > Image.WHITE) {
            throw new IllegalArgumentException("white is 1 to " + Image.WHITE + ", not " + white);
        }
        mean = perChannel("mean", mean, channels);
        std = perChannel("std", std, channels);
        for (float deviation : std) {
            if (deviation <= 0) {
                throw new IllegalArgumentException("std is greater than 0, not " + deviation);
            }
        }
    }

    /** Takes colours in the order red, green, blue, and the whole range of 16 bits. */
    public Preprocess(int channels, int height, int width, Fit fit, List<Float> mean, List<Float> std) {
        this(channels, null, height, width, fit, mean, std, null);
    }

    /** Square, stretched; three channels with ImageNet's mean and deviation, one channel with 0.449 and 0.226. */
    public static Preprocess of(int channels, int size) {
        return channels == 1
                ? new Preprocess(1, size, size, Fit.STRETCH, List.of(0.449f), List.of(0.226f))
                : new Preprocess(channels, size, size, Fit.STRETCH, IMAGENET_MEAN, IMAGENET_STD);
    }

    public Preprocess withFit(Fit other) {
        return new Preprocess(channels, channelOrder, height, width, other, mean, std, white);
    }

    /**
     * Hands the colours on in this order; mean and deviation stay with the channel's place, as in OpenCV's programs.
     */
    public Preprocess withChannelOrder(ChannelOrder other) {
        return new Preprocess(channels, other, height, width, fit, mean, std, white);
    }

    public Preprocess withNormalisation(List<Float> otherMean, List<Float> otherStd) {
        return new Preprocess(channels, channelOrder, height, width, fit, otherMean, otherStd, white);
    }

    public Preprocess withWhite(int level) {
        return new Preprocess(channels, channelOrder, height, width, fit, mean, std, level);
    }

    /** Resizes and normalises a picture for inference. */
    public Sample apply(String name, Image image) {
        Sample unit = resize(name, image, null);
        normalise(unit, unit.x());
        return unit;
    }

    /**
     * Brings a picture and its mask to the network's size, values in 0..1; the mask by nearest neighbour.
     *
     * @param mask of the picture's size, or null where there is no truth
     */
    public Sample resize(String name, Image image, Mask mask) {
        if (mask != null && (mask.height() != image.height() || mask.width() != image.width())) {
            throw new IllegalArgumentException(name + ": the mask has " + mask.height() + "x" + mask.width()
                    + " pixels, the picture " + image.height() + "x" + image.width()
                    + "; give the mask drawn on this picture");
        }
        Geometry place = place(image.height(), image.width());
        int area = height * width;
        float[] x = new float[channels * area];
        List<float[]> planes = ChannelPlanes.of(image.withWhite(white), channels, channelOrder);
        for (int c = 0; c < planes.size(); c++) {
            pad(resized(planes.get(c), place), place, x, c * area);
        }
        ChannelPlanes.repeat(x, area, planes.size(), channels);
        return new Sample(name, channels, height, width, x, mask == null ? null : resized(mask, place), place);
    }

    /** Computes (x - mean) / std per channel; the given sample stays as it is. */
    public Sample normalise(Sample unit) {
        if (unit.channels() != channels) {
            throw new IllegalArgumentException(
                    unit.name() + ": " + unit.channels() + " channels where " + channels + " are expected");
        }
        float[] x = new float[unit.x().length];
        normalise(unit, x);
        return new Sample(unit.name(), channels, unit.height(), unit.width(), x, unit.y(), unit.geometry());
    }

    private void normalise(Sample unit, float[] out) {
        int area = unit.height() * unit.width();
        float[] x = unit.x();
        for (int c = 0; c < channels; c++) {
            float scale = 1 / std.get(c);
            float shift = -mean.get(c) * scale;
            for (int i = c * area; i < (c + 1) * area; i++) {
                out[i] = x[i] * scale + shift;
            }
        }
    }

    private Geometry place(int originalHeight, int originalWidth) {
        if (fit == Fit.STRETCH) {
            return new Geometry(originalHeight, originalWidth, height, width, 0, 0, height, width);
        }
        double scale = Math.min((double) height / originalHeight, (double) width / originalWidth);
        int scaledHeight = (int) Math.min(height, Math.max(1, Math.round(originalHeight * scale)));
        int scaledWidth = (int) Math.min(width, Math.max(1, Math.round(originalWidth * scale)));
        int top = (height - scaledHeight) / 2;
        int left = (width - scaledWidth) / 2;
        return new Geometry(originalHeight, originalWidth, height, width, top, left, scaledHeight, scaledWidth);
    }

    private static float[] resized(float[] plane, Geometry g) {
        return Resize.bilinear(plane, g.originalHeight(), g.originalWidth(), g.scaledHeight(), g.scaledWidth());
    }

    private static void pad(float[] plane, Geometry g, float[] out, int offset) {
        for (int y = 0; y < g.scaledHeight(); y++) {
            int to = offset + (g.top() + y) * g.width() + g.left();
            System.arraycopy(plane, y * g.scaledWidth(), out, to, g.scaledWidth());
        }
    }

    private static byte[] resized(Mask mask, Geometry g) {
        Mask scaled = Resize.nearest(mask, g.scaledHeight(), g.scaledWidth());
        byte[] out = new byte[g.height() * g.width()];
        for (int y = 0; y < g.scaledHeight(); y++) {
            int to = (g.top() + y) * g.width() + g.left();
            for (int x = 0; x < g.scaledWidth(); x++) {
                int from = y * g.scaledWidth() + x;
                out[to + x] = scaled.ignores(from) ? Sample.IGNORED : (byte) (scaled.at(from) ? 1 : 0);
            }
        }
        return out;
    }

    private static List<Float> perChannel(String component, List<Float> values, int channels) {
        if (values == null || values.size() != channels) {
            throw new IllegalArgumentException(component + " has one value for each of " + channels + " channels, not "
                    + (values == null ? 0 : values.size()));
        }
        for (Float value : values) {
            if (value == null || !Float.isFinite(value)) {
                throw new IllegalArgumentException(component + " is finite, not " + value);
            }
        }
        return List.copyOf(values);
    }
}
