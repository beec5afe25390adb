package org.delineate.metric;

import java.util.Random;
import java.util.stream.Stream;
import org.delineate.image.Mask;

/** Draws masks of all small sizes and densities from a seed, which stands in the message of every failure. */
final class RandomMasks {
    private static final long SEED = Long.getLong("delineate.seed", 20240611);

    /** Holds two masks of one size, none of them empty, and a probability map. */
    record Pair(Mask prediction, Mask truth, float[] probability, String name) {
        Pair swapped() {
            return new Pair(truth, prediction, probability, name);
        }

        ImageScores scores() {
            return ImageScores.of(probability, prediction, truth);
        }
    }

    static Stream<Pair> pairs(int count) {
        return Stream.iterate(0, i -> i + 1).limit(count).map(i -> pair(SEED + i));
    }

    private static Pair pair(long seed) {
        Random random = new Random(seed);
        int height = 1 + random.nextInt(24);
        int width = 1 + random.nextInt(24);
        Mask prediction = mask(random, height, width);
        Mask truth = mask(random, height, width);
        float[] probability = new float[height * width];
        for (int i = 0; i < probability.length; i++) {
            probability[i] = random.nextInt(4) == 0 ? random.nextInt(256) / 255f : random.nextFloat();
        }
        return new Pair(prediction, truth, probability, "seed " + seed + ", " + height + "x" + width);
    }

    /** Draws noise or a rectangle: a scattered border or a compact one. */
    private static Mask mask(Random random, int height, int width) {
        boolean[] lesion = new boolean[height * width];
        if (random.nextBoolean()) {
            double density = random.nextDouble();
            for (int i = 0; i < lesion.length; i++) {
                lesion[i] = random.nextDouble() < density;
            }
        } else {
            int bottom = random.nextInt(height) + 1;
            int right = random.nextInt(width) + 1;
            int top = random.nextInt(bottom);
            int left = random.nextInt(right);
            for (int i = 0; i < lesion.length; i++) {
                int y = i / width;
                int x = i % width;
                lesion[i] = y >= top && y < bottom && x >= left && x < right;
            }
        }
        lesion[random.nextInt(lesion.length)] = true;
        return Mask.of(height, width, lesion);
    }

    private RandomMasks() {}
}
