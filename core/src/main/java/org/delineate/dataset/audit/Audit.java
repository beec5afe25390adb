package org.delineate.dataset.audit;

import java.util.Arrays;
import java.util.List;
import java.util.SortedMap;
import org.delineate.dataset.Dataset;
import org.delineate.dataset.ProgressListener;

/**
 * What a user should know about a data set before training on it; a record, so that it is its own JSON.
 *
 * <p>Files are named relative to the data set's folder, cases by their names.
 *
 * @param layout the layout that was detected
 * @param hash {@link org.delineate.dataset.Dataset#hash}
 * @param cases number of pictures with their masks
 * @param firstPairs the first three, picture and masks
 * @param classes cases by class, "" where the layout has none
 * @param lists published splits: name, part, number of cases
 * @param channels pictures by number of channels
 * @param severalMasks cases with more than one mask, which are united
 * @param emptyMasks cases without a single lesion pixel
 * @param faintMasks cases whose masks hold values, but none above the middle: a label map, perhaps, that reads as empty
 * @param unmatchedImages pictures that belong to no case
 * @param unmatchedMasks masks without picture
 * @param unreadable cases that cannot be read, and why
 * @param sizeMismatches cases whose masks have another size than the picture, and which
 * @param intermediate cases with mask values between none and full, and the share of such pixels
 * @param exact cases with the same pixels
 * @param near pairs of cases that show nearly the same
 * @param nearThreshold least similarity of such a pair, found from the data set itself
 * @param conflicts pairs that show the same, with different classes or clearly different masks
 * @param groups names that must not straddle a split: duplicates, exact and near, joined with the layout's groups
 */
public record Audit(
        String dataset,
        String layout,
        String hash,
        int cases,
        List<String> firstPairs,
        SortedMap<String, Integer> classes,
        SortedMap<String, SortedMap<String, Integer>> lists,
        SortedMap<Integer, Integer> channels,
        Range widthPx,
        Range heightPx,
        Range lesionShare,
        List<String> severalMasks,
        List<String> emptyMasks,
        List<String> faintMasks,
        List<String> unmatchedImages,
        List<String> unmatchedMasks,
        SortedMap<String, String> unreadable,
        SortedMap<String, String> sizeMismatches,
        SortedMap<String, Double> intermediate,
        List<List<String>> exact,
        List<Near> near,
        double nearThreshold,
        List<Conflict> conflicts,
        List<List<String>> groups,
        List<String> remarks) {

    /** Smallest, median and largest. */
    public record Range(double min, double median, double max) {
        static Range of(double... values) {
            double[] sorted = Arrays.stream(values).sorted().toArray();
            int n = sorted.length;
            return n == 0
                    ? new Range(0, 0, 0)
                    : new Range(sorted[0], (sorted[(n - 1) / 2] + sorted[n / 2]) / 2, sorted[n - 1]);
        }
    }

    /**
     * Two cases that show nearly the same.
     *
     * @param turn what the second went through against the first
     * @param similarity correlation of the two fingerprints, 0..1
     */
    public record Near(String a, String b, Symmetry turn, double similarity) {}

    /** Two cases that show the same but disagree, and in what. */
    public record Conflict(String a, String b, String what) {}

    /** Reads every picture and mask, compares every pair of pictures. Files that cannot be read are part of the report. */
    public static Audit of(Dataset dataset, ProgressListener progress) {
        return new Survey(dataset, progress).audit();
    }

    /** The report for people. */
    public String text() {
        return AuditText.of(this);
    }
}
