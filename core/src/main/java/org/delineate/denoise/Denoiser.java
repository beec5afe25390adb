package org.delineate.denoise;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import org.delineate.image.Image;

/** Filters that take noise out of a picture, each for one kind of noise; docs/denoise.md says what each costs. */
public enum Denoiser {
    /** The middle value of a square: quick, and rounds corners. */
    MEDIAN("Median", NoiseKind.SPECKLE) {
        @Override
        Filter filter(Plane plane, double strength) {
            return new Median((int) Math.max(1, Math.round(strength * 2)));
        }
    },
    /** Diffusion that knows speckle. */
    SPECKLE_DIFFUSION("Speckle-reducing diffusion", NoiseKind.SPECKLE) {
        @Override
        Filter filter(Plane plane, double strength) {
            return new SpeckleDiffusion((int) Math.ceil(strength * 10), 1.5);
        }
    },
    /** The mean of places that look alike. */
    NON_LOCAL_MEANS("Non-local means", NoiseKind.NOISE) {
        @Override
        Filter filter(Plane plane, double strength) {
            double deviation = strength * NoiseDeviation.of(NonLocalMeans.compared(plane, true));
            return new NonLocalMeans(true, deviation, 0.8 * deviation, 2, 5);
        }
    },
    /** Diffusion that stops at edges. */
    ANISOTROPIC_DIFFUSION("Anisotropic diffusion", NoiseKind.NOISE) {
        @Override
        Filter filter(Plane plane, double strength) {
            return new AnisotropicDiffusion((int) Math.ceil(strength * 10), 3 * NoiseDeviation.of(plane));
        }
    },
    /** The network, told that the noise is speckle. */
    LEARNED_SPECKLE("Attention network, for speckle", NoiseKind.SPECKLE) {
        @Override
        Filter filter(Plane plane, double strength) {
            return p -> Shipped.NETWORK.apply(p, purpose(), Math.min(strength, 1));
        }
    },
    /** The network, told that the noise is that of a low dose. */
    LEARNED_NOISE("Attention network, for low-dose noise", NoiseKind.NOISE) {
        @Override
        Filter filter(Plane plane, double strength) {
            return p -> Shipped.NETWORK.apply(p, purpose(), Math.min(strength, 1));
        }
    };

    /** The greatest strength; at 1 a filter does what its results in docs were measured with. */
    public static final double MOST = 4;

    private final String title;
    private final NoiseKind purpose;

    Denoiser(String title, NoiseKind purpose) {
        this.title = title;
        this.purpose = purpose;
    }

    abstract Filter filter(Plane plane, double strength);

    /** Is loaded when the first picture needs it, and stays for the life of the program. */
    private static final class Shipped {
        static final LearnedDenoiser NETWORK = LearnedDenoiser.shipped();
    }

    /** Finds a filter by its name; empty where there is none of that name. */
    public static Optional<Denoiser> find(String name) {
        return Arrays.stream(values()).filter(d -> d.id().equals(name)).findFirst();
    }

    /** Lists the names of all. */
    public static String names() {
        return Arrays.stream(values()).map(Denoiser::id).collect(Collectors.joining(", "));
    }

    /** Returns the name in options and JSON. */
    public String id() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** Returns the name that people read. */
    public String title() {
        return title;
    }

    /** Returns what it is for. */
    public NoiseKind purpose() {
        return purpose;
    }

    /** Says whether it learned from pictures. */
    public boolean learned() {
        return this == LEARNED_SPECKLE || this == LEARNED_NOISE;
    }

    /**
     * Requires that filters can have this strength.
     *
     * @return it
     * @throws IllegalArgumentException where they cannot
     */
    public static double requireStrength(double strength) {
        if (!(strength > 0 && strength <= MOST)) {
            throw new IllegalArgumentException(
                    "strength is above 0 and at most " + MOST + ", got " + strength + "; 1 is the usual one");
        }
        return strength;
    }

    /** Makes a picture with less noise, as {@link #apply(Image, double)} with strength 1. */
    public Image apply(Image image) {
        return apply(image, 1);
    }

    /**
     * Makes a picture with less noise, of equal size, channels and bits; the given one stays as it is.
     *
     * @param strength above 0, up to {@link #MOST}: how far the filter goes
     * @throws IllegalArgumentException for another strength
     */
    public Image apply(Image image, double strength) {
        requireStrength(strength);
        int white = white(image);
        List<float[]> planes = new ArrayList<>();
        for (int c = 0; c < image.channels(); c++) {
            Plane plane = plane(image, c, white);
            boolean repeats = c > 0
                    && Arrays.equals(plane.values(), plane(image, 0, white).values());
            planes.add(
                    repeats
                            ? planes.get(0)
                            : filter(plane, strength).apply(plane).values());
        }
        int most = image.bits() == 8 ? 255 : Image.WHITE;
        return image.withSamples(i -> {
            float value = planes.get(i % image.channels())[i / image.channels()];
            return Math.max(0, Math.min(Math.round(value * white), most));
        });
    }

    /** The sample that is white: of 16 bits only some may be used, 4095 where there are 12. */
    private static int white(Image image) {
        return image.bits() == 8 ? 255 : Math.max(255, 2 * Integer.highestOneBit(image.peak()) - 1);
    }

    private static Plane plane(Image image, int channel, int white) {
        float[] values = new float[image.height() * image.width()];
        for (int i = 0; i < values.length; i++) {
            values[i] = image.sample(i / image.width(), i % image.width(), channel) / (float) white;
        }
        return new Plane(image.height(), image.width(), values);
    }
}
