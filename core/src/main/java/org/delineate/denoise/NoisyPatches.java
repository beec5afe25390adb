package org.delineate.denoise;

import java.util.List;
import org.delineate.image.Image;
import org.delineate.random.SplitMix64;

/**
 * Cuts patches out of pictures and adds noise to them, for training: what patch it is and what noise depends on the
 * seed and its number alone.
 *
 * <p>Half of the patches come from the picture at half its size, where pixels are means of four and so have less noise
 * of their own; all are mirrored and turned at random.
 */
final class NoisyPatches {
    private static final double MOST_SHARE = 1;
    private static final double MOST_GRAIN = 1.2;
    private static final double FEWEST_PHOTONS = 6;
    private static final double MOST_PHOTONS = 600;
    private static final double MOST_RECEIVER = 0.04;
    private static final double WHITE_SHARE = 0.25; // of speckle without a grain

    /** Clean pictures in 8 bits, which take a quarter of the memory of floats. */
    private record Clean(int height, int width, byte[] levels) {
        static Clean of(Image image) {
            float[] luminance = image.luminance();
            byte[] levels = new byte[luminance.length];
            for (int i = 0; i < levels.length; i++) {
                levels[i] = (byte) Math.round(luminance[i] * 255);
            }
            return new Clean(image.height(), image.width(), levels);
        }

        float at(int y, int x) {
            int level = levels[Plane.mirrored(y, height) * width + Plane.mirrored(x, width)] & 0xff;
            return level / 255f;
        }
    }

    /** A patch as the network gets it, and what it is to find in it. */
    record Patch(NoiseKind kind, Plane clean, Plane noisy) {}

    private final List<Clean> pictures;
    private final int side;
    private final long seed;

    /** @param side height and width of a patch */
    NoisyPatches(List<Image> pictures, int side, long seed) {
        this.pictures = pictures.stream().map(Clean::of).toList();
        this.side = side;
        this.seed = seed;
    }

    /** Makes the patch of this number. */
    Patch patch(long number) {
        SplitMix64 random = SplitMix64.of(seed, number);
        Plane clean = cut(random);
        SyntheticNoise noise = noise(random);
        return new Patch(noise.kind(), clean, noise.add(clean, random));
    }

    private Plane cut(SplitMix64 random) {
        Clean picture = pictures.get(random.below(pictures.size()));
        int scale = random.happens(0.5) ? 2 : 1;
        int top = random.below(Math.max(1, picture.height - side * scale + 1));
        int left = random.below(Math.max(1, picture.width - side * scale + 1));
        boolean mirror = random.happens(0.5);
        boolean flip = random.happens(0.5);
        boolean turn = random.happens(0.5);
        float[] values = new float[side * side];
        for (int i = 0; i < values.length; i++) {
            int y = flip ? side - 1 - i / side : i / side;
            int x = mirror ? side - 1 - i % side : i % side;
            values[i] = mean(picture, top + scale * (turn ? x : y), left + scale * (turn ? y : x), scale);
        }
        return new Plane(side, side, values);
    }

    private static float mean(Clean picture, int top, int left, int scale) {
        float sum = 0;
        for (int i = 0; i < scale * scale; i++) {
            sum += picture.at(top + i / scale, left + i % scale);
        }
        return sum / (scale * scale);
    }

    private static SyntheticNoise noise(SplitMix64 random) {
        if (random.happens(0.5)) {
            double grain = random.happens(WHITE_SHARE) ? 0 : random.between(0.3, MOST_GRAIN);
            return SyntheticNoise.speckle(MOST_SHARE * (1 - random.unit()), grain);
        }
        double log = random.between(StrictMath.log(FEWEST_PHOTONS), StrictMath.log(MOST_PHOTONS));
        return SyntheticNoise.lowDose(StrictMath.exp(log), random.between(0, MOST_RECEIVER));
    }
}
