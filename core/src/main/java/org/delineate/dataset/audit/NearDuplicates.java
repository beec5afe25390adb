package org.delineate.dataset.audit;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.delineate.dataset.audit.NearDuplicates.Twin;

/**
 * Pairs of pictures that show nearly the same: copies, re-encoded, marked, scaled or mirrored, and neighbouring frames.
 *
 * @param threshold least correlation of two fingerprints that counts
 */
record NearDuplicates(double threshold, List<Twin> pairs) {
    private static final int FEW = 20;
    private static final int SAMPLE = 20_000;

    /** Two pictures by their index, the second turned. */
    record Twin(int a, int b, Symmetry turn, double similarity) {}

    /** Every pair once, in the order of the indices. Compares all pairs by hash, and by correlation where the hash is near. */
    static NearDuplicates of(List<Fingerprint> prints) {
        double threshold = threshold(prints);
        // a pair that correlates just enough differs in acos/pi of its signs; 32 bits are four standard deviations
        int near = (int) (Fingerprint.BITS * Math.acos(threshold) / Math.PI) + 32;
        List<Twin> pairs = IntStream.range(0, prints.size())
                .parallel()
                .mapToObj(a -> twins(prints, a, near, threshold))
                .flatMap(List::stream)
                .toList();
        return new NearDuplicates(threshold, pairs);
    }

    private static List<Twin> twins(List<Fingerprint> prints, int a, int near, double threshold) {
        List<Twin> found = new ArrayList<>();
        for (int b = a + 1; b < prints.size(); b++) {
            Symmetry best = null;
            double most = threshold;
            for (Symmetry turn : Symmetry.values()) {
                if (prints.get(a).distance(prints.get(b), turn) <= near) {
                    double similarity = prints.get(a).similarity(prints.get(b), turn);
                    if (similarity > most || similarity == most && best == null) {
                        most = similarity;
                        best = turn;
                    }
                }
            }
            if (best != null) {
                found.add(new Twin(a, b, best, most));
            }
        }
        return found;
    }

    /**
     * What no two different pictures of this data set reach by chance: radiographs of one organ resemble one another far more
     * than ultrasound pictures do. Six standard deviations above the median of the pairs, on Fisher's scale; their upper
     * sixth gives the deviation, so the duplicates among them do not matter.
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
