package org.delineate.denoise;

import java.util.Locale;
import org.delineate.image.Image;
import org.delineate.random.SplitMix64;
import org.delineate.sample.GaussianBlur;

/**
 * Is synthetic noise of a kind and a strength, to be added to a clean picture.
 *
 * <p>Speckle multiplies: x (1 + strength (r - 1)), where r is the amplitude of a complex Gaussian field, which has
 * Rayleigh's distribution (Goodman, J. Opt. Soc. Am. 66, 1145, 1976), divided by its mean; the field is blurred by the
 * grain, as a scanner's point spread does it. Noise of a low dose draws Poisson's numbers of photons, and adds Gaussian
 * noise of the receiver.
 *
 * @param strength of speckle: its share, 0..1, where 1 is fully developed (deviation 0.52 of the picture); of noise:
 *     photons that white stands for
 * @param grain of speckle: deviation of the blur in pixels, 0 = every pixel by itself; of noise: deviation of the
 *     receiver's part, white being 1
 */
public record SyntheticNoise(NoiseKind kind, double strength, double grain) {
    /** Poisson's numbers above this mean are nearly normal, and drawn as such. */
    private static final double NEARLY_NORMAL = 40;

    private static final float RAYLEIGH_MEAN = (float) Math.sqrt(Math.PI / 2);

    public SyntheticNoise {
        if (!(strength > 0) || !(grain >= 0)) {
            throw new IllegalArgumentException(
                    "strength is above 0 and grain not below, got " + strength + ", " + grain);
        }
    }

    /** Speckle of this share and grain. */
    public static SyntheticNoise speckle(double share, double grainPx) {
        return new SyntheticNoise(NoiseKind.SPECKLE, share, grainPx);
    }

    /** Noise of so few photons and a receiver of this deviation. */
    public static SyntheticNoise lowDose(double photons, double receiver) {
        return new SyntheticNoise(NoiseKind.NOISE, photons, receiver);
    }

    /** Describes kind and strength in a few words. */
    public String words() {
        return kind == NoiseKind.SPECKLE
                ? String.format(Locale.ROOT, "speckle, share %s, grain %s px", number(strength), number(grain))
                : String.format(Locale.ROOT, "%s photons at white, receiver %s", number(strength), number(grain));
    }

    private static String number(double value) {
        return value == Math.rint(value) ? Long.toString((long) value) : Double.toString(value);
    }

    /**
     * Adds the noise to a picture of one channel.
     *
     * @param keys what is drawn at random depends on these alone
     * @throws IllegalArgumentException for a picture in colour
     */
    public Image add(Image grey, long... keys) {
        if (grey.channels() != 1) {
            throw new IllegalArgumentException("noise is added to pictures of 1 channel, got " + grey.channels());
        }
        int white = grey.bits() == 8 ? 255 : Image.WHITE;
        float[] noisy = add(new Plane(grey.height(), grey.width(), grey.plane(0)), SplitMix64.of(keys))
                .values();
        return grey.withSamples(i -> Math.round(noisy[i] * white));
    }

    /** Adds the noise; what lies beyond black and white is cut, as in a file. */
    Plane add(Plane clean, SplitMix64 random) {
        float[] noisy = kind == NoiseKind.SPECKLE ? speckled(clean, random) : underexposed(clean, random);
        for (int i = 0; i < noisy.length; i++) {
            noisy[i] = Math.max(0, Math.min(noisy[i], 1));
        }
        return new Plane(clean.height(), clean.width(), noisy);
    }

    private float[] speckled(Plane clean, SplitMix64 random) {
        float[] real = field(clean.height(), clean.width(), random);
        float[] imaginary = field(clean.height(), clean.width(), random);
        for (int i = 0; i < real.length; i++) {
            float amplitude = (float) Math.sqrt(real[i] * real[i] + imaginary[i] * imaginary[i]) / RAYLEIGH_MEAN;
            real[i] = clean.values()[i] * (float) (1 + strength * (amplitude - 1));
        }
        return real;
    }

    /** Normal values of deviation 1, neighbours alike as far as the grain reaches. */
    private float[] field(int height, int width, SplitMix64 random) {
        float[] field = new float[height * width];
        for (int i = 0; i < field.length; i++) {
            field[i] = random.normal();
        }
        if (grain > 0) {
            GaussianBlur blur = new GaussianBlur(grain, height, width);
            blur.apply(field, 0);
            float gain = (float) (1 / blur.deviationOfWhiteNoise());
            for (int i = 0; i < field.length; i++) {
                field[i] *= gain;
            }
        }
        return field;
    }

    private float[] underexposed(Plane clean, SplitMix64 random) {
        float[] noisy = new float[clean.values().length];
        for (int i = 0; i < noisy.length; i++) {
            double photons = poisson(clean.values()[i] * strength, random);
            noisy[i] = (float) (photons / strength + grain * random.normal());
        }
        return noisy;
    }

    /** Draws a Poisson number: small ones as Knuth does (The Art of Computer Programming 2, 3.4.1). */
    private static double poisson(double mean, SplitMix64 random) {
        if (mean > NEARLY_NORMAL) {
            return Math.max(0, Math.rint(mean + Math.sqrt(mean) * random.normal()));
        }
        double limit = StrictMath.exp(-mean);
        int count = 0;
        for (double product = random.unit(); product > limit; product *= random.unit()) {
            count++;
        }
        return count;
    }
}
