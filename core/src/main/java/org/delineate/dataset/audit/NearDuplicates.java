package org.delineate.dataset.audit;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/**
 * Finds the pairs of pictures that show nearly the same: copies, re-encoded, marked, scaled or mirrored, and
 * neighbouring frames of a sequence.
 *
 * @param threshold least correlation of two fingerprints from which on a pair is a near duplicate
 */
record NearDuplicates(double threshold, List<NearDuplicates.Pair> pairs) {
    private static final int FEW = 20;
    private static final int SAMPLE = 20_000;

    /** Two pictures by their indices, and the symmetry under which the second resembles the first most. */
    record Pair(int a, int b, Symmetry symmetry, double similarity) {}

    /**
     * Compares all pairs by their hashes, and by correlation where the hashes are close.
     *
     * @return every near duplicate once, in the order of the indices
     */
    static NearDuplicates of(List<Fingerprint> prints) {
        double threshold = threshold(prints);
        List<Pair> pairs = IntStream.range(0, prints.size())
                .parallel()
                .mapToObj(a -> pairsWith(prints, a, threshold))
                .flatMap(List::stream)
                .toList();
        return new NearDuplicates(threshold, pairs);
    }

    private static List<Pair> pairsWith(List<Fingerprint> prints, int a, double threshold) {
        int close = close(threshold);
        List<Pair> found = new ArrayList<>();
        for (int b = a + 1; b < prints.size(); b++) {
            Match match = match(prints.get(a), prints.get(b), threshold, close);
            if (match != null) {
                found.add(new Pair(a, b, match.symmetry, match.similarity));
            }
        }
        return found;
    }

    /** How much a picture resembles another one, and under which symmetry most. */
    record Match(Symmetry symmetry, double similarity) {}

    /**
     * Compares two pictures.
     *
     * @param close {@link #close} of the threshold
     * @return null where they are no near duplicates
     */
    static Match match(Fingerprint a, Fingerprint b, double threshold, int close) {
        Match best = null;
        for (Symmetry symmetry : Symmetry.values()) {
            if (a.distance(b, symmetry) <= close) {
                double similarity = a.similarity(b, symmetry);
                if (similarity >= threshold && (best == null || similarity > best.similarity)) {
                    best = new Match(symmetry, similarity);
                }
            }
        }
        return best;
    }

    /** Returns the largest distance of the hashes of two pictures whose correlation may reach the threshold. */
    static int close(double threshold) {
        // a pair at the threshold differs in acos(threshold) / pi of its signs; 32 bits are four standard deviations
        return (int) (Fingerprint.BITS * Math.acos(threshold) / Math.PI) + 32;
    }

    /**
     * Estimates the correlation that no two different pictures of this data set reach by chance: radiographs of one
     * organ resemble one another far more than ultrasound pictures do.
     *
     * <p>It lies six standard deviations above the median of sampled pairs, on Fisher's z scale. The deviation is
     * estimated from the 84th percentile, so that duplicates among the pairs do not matter.
     */
    private static double threshold(List<Fingerprint> prints) {
        int n = prints.size();
        if (n < FEW) {
            return 0.9;
        }
        Random random = new Random(0);
        double[] z = new double[Math.min(SAMPLE, n * (n - 1) / 2)];
        for (int i = 0; i < z.length; i++) {
            int a = random.nextInt(n);
            int b = (a + 1 + random.nextInt(n - 1)) % n;
            double similarity = Math.min(prints.get(a).similarity(prints.get(b), Symmetry.SAME), 0.9999);
            z[i] = 0.5 * Math.log((1 + similarity) / (1 - similarity));
        }
        Arrays.sort(z);
        double median = z[z.length / 2];
        double deviation = z[(int) (0.8413 * z.length)] - median;
        return Math.max(0.6, Math.min(0.985, Math.tanh(median + 6 * deviation)));
    }
}
