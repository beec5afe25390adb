package org.delineate.sample;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.DoubleUnaryOperator;
import java.util.function.IntBinaryOperator;
import org.delineate.image.Image;
import org.delineate.image.ImageFile;
import org.delineate.image.Mask;
import org.delineate.image.Resize;
import org.delineate.random.SplitMix64;

/**
 * What other machines, settings and archives do to a picture: each makes a picture of 8 bits at its original size, the
 * truth moved with it, before a model sees it. The same seed and name give the same picture.
 */
public enum Degradation {
    CLEAN("the images as they are", (image, truth, random) -> new Degraded(image, truth)),
    GAIN_LOW("gain: every sample x 0.7", levels(v -> 0.7 * v)),
    GAIN_HIGH("gain: every sample x 1.4, cut at white", levels(v -> 1.4 * v)),
    GAMMA_LOW("gamma 0.6: dark parts brighter", levels(v -> Math.pow(v, 0.6))),
    GAMMA_HIGH("gamma 1.6: dark parts darker", levels(v -> Math.pow(v, 1.6))),
    CONTRAST_LOW("contrast x 0.6 about the image's mean", Degradation::flat),
    SPECKLE("speckle: every pixel x (1 + 0.25 noise)", Degradation::speckled),
    BLUR("Gaussian blur, deviation 1/250 of the longer side", Degradation::blurred),
    JPEG_30(
            "JPEG, quality 30",
            (image, truth, random) -> new Degraded(ImageFile.of(BurntIn.jpeg(BurntIn.drawable(image), 0.3f)), truth)),
    HALF_SIZE("half as wide and high", Degradation::halved),
    CROPPED("a tenth cut off at each side", (image, truth, random) -> framed(image, truth, -10)),
    BORDERED("a black border of a tenth at each side", (image, truth, random) -> framed(image, truth, 10)),
    CALLIPERS(
            "callipers burnt in at the lesion's ends",
            (image, truth, random) -> new Degraded(BurntIn.callipers(image, truth, random), truth)),
    CALLIPERS_ELSEWHERE(
            "callipers burnt in anywhere",
            (image, truth, random) -> new Degraded(BurntIn.callipers(image, null, random), truth)),
    TEXT("lines of text and a scale burnt in", (image, truth, random) -> new Degraded(BurntIn.text(image), truth)),
    GREY("one grey channel in place of colours", Degradation::grey),
    UPSIDE_DOWN("upside down", Degradation::upsideDown),
    LEFT_RIGHT("mirrored left to right", Degradation::mirrored);

    private interface Change {
        Degraded of(Image image, Mask truth, SplitMix64 random);
    }

    private final String words;
    private final Change change;

    Degradation(String words, Change change) {
        this.words = words;
        this.change = change;
    }

    /** The name in tables: "gain-low". */
    public String id() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    public String words() {
        return words;
    }

    /**
     * Degrades a picture.
     *
     * @param image whose white is set, where its samples have 16 bits
     * @param name of the case, which with the seed chooses what is drawn at random
     */
    public Degraded apply(Image image, Mask truth, String name, long seed) {
        return change.of(image, truth, SplitMix64.of(seed, name.hashCode(), ordinal()));
    }

    private static List<float[]> planes(Image image) {
        List<float[]> planes = new ArrayList<>();
        for (int c = 0; c < image.channels(); c++) {
            planes.add(image.plane(c));
        }
        return planes;
    }

    /** A picture of these planes in 0..1; what lies beyond is cut. */
    static Image image(int height, int width, List<float[]> planes) {
        byte[] samples = new byte[height * width * planes.size()];
        int to = 0;
        for (int i = 0; i < height * width; i++) {
            for (float[] plane : planes) {
                samples[to++] = (byte) Math.round(255 * Math.max(0, Math.min(plane[i], 1)));
            }
        }
        return Image.ofBytes(height, width, planes.size(), samples);
    }

    private static Change levels(DoubleUnaryOperator curve) {
        return (image, truth, random) -> {
            List<float[]> planes = planes(image);
            for (float[] plane : planes) {
                for (int i = 0; i < plane.length; i++) {
                    plane[i] = (float) curve.applyAsDouble(plane[i]);
                }
            }
            return new Degraded(image(image.height(), image.width(), planes), truth);
        };
    }

    private static Degraded flat(Image image, Mask truth, SplitMix64 random) {
        double sum = 0;
        for (float v : image.luminance()) {
            sum += v;
        }
        double mean = sum / (image.height() * image.width());
        return levels(v -> mean + 0.6 * (v - mean)).of(image, truth, random);
    }

    private static Degraded speckled(Image image, Mask truth, SplitMix64 random) {
        List<float[]> planes = planes(image);
        for (int i = 0; i < image.height() * image.width(); i++) {
            float factor = 1 + 0.25f * random.normal();
            for (float[] plane : planes) {
                plane[i] *= factor;
            }
        }
        return new Degraded(image(image.height(), image.width(), planes), truth);
    }

    private static Degraded blurred(Image image, Mask truth, SplitMix64 random) {
        double deviation = Math.max(image.height(), image.width()) / 250.0;
        GaussianBlur blur = new GaussianBlur(deviation, image.height(), image.width());
        List<float[]> planes = planes(image);
        planes.forEach(plane -> blur.apply(plane, 0));
        return new Degraded(image(image.height(), image.width(), planes), truth);
    }

    private static Degraded halved(Image image, Mask truth, SplitMix64 random) {
        int h = Math.max(1, image.height() / 2);
        int w = Math.max(1, image.width() / 2);
        List<float[]> planes = planes(image).stream()
                .map(plane -> Resize.bilinear(plane, image.height(), image.width(), h, w))
                .toList();
        return new Degraded(image(h, w, planes), Resize.nearest(truth, h, w));
    }

    private static Degraded grey(Image image, Mask truth, SplitMix64 random) {
        return new Degraded(image(image.height(), image.width(), List.of(image.luminance())), truth);
    }

    private static Degraded upsideDown(Image image, Mask truth, SplitMix64 random) {
        int h = image.height();
        return moved(image, truth, h, image.width(), (y, x) -> (h - 1 - y) * image.width() + x);
    }

    private static Degraded mirrored(Image image, Mask truth, SplitMix64 random) {
        int w = image.width();
        return moved(image, truth, image.height(), w, (y, x) -> y * w + w - 1 - x);
    }

    /** @param percent of each side that is added, or cut off where negative */
    private static Degraded framed(Image image, Mask truth, int percent) {
        int h = image.height();
        int w = image.width();
        int top = h * percent / 100;
        int left = w * percent / 100;
        return moved(image, truth, h + 2 * top, w + 2 * left, (y, x) -> {
            boolean inside = y >= top && y < top + h && x >= left && x < left + w;
            return inside ? (y - top) * w + x - left : -1;
        });
    }

    /** Takes each pixel from a place of the picture; those from -1 are black and no lesion. */
    private static Degraded moved(Image image, Mask truth, int height, int width, IntBinaryOperator source) {
        List<float[]> from = planes(image);
        List<float[]> to = new ArrayList<>();
        from.forEach(plane -> to.add(new float[height * width]));
        boolean[] lesion = new boolean[height * width];
        boolean[] ignored = truth.ignoredPx() == 0 ? null : new boolean[height * width];
        for (int i = 0; i < height * width; i++) {
            int at = source.applyAsInt(i / width, i % width);
            for (int c = 0; at >= 0 && c < from.size(); c++) {
                to.get(c)[i] = from.get(c)[at];
            }
            lesion[i] = at >= 0 && truth.at(at);
            if (ignored != null) {
                ignored[i] = at >= 0 && truth.ignores(at);
            }
        }
        return new Degraded(image(height, width, to), Mask.of(height, width, lesion, ignored));
    }
}
