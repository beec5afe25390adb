package org.delineate.dataset.audit;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import java.util.Arrays;
import java.util.List;
import java.util.SortedMap;
import org.delineate.dataset.Dataset;
import org.delineate.dataset.OrientationTags;
import org.delineate.dataset.ProgressListener;
import org.delineate.image.MaskValues;

/**
 * Reports what a user should know about a data set before training on it; its JSON is one object without the groups.
 *
 * <p>Files are named relative to the data set's folder, cases by their names.
 *
 * @param remarks what the user should know about the folder, one sentence each
 */
public record Audit(
        @JsonUnwrapped Overview overview,
        @JsonUnwrapped Sizes sizes,
        @JsonUnwrapped MaskFindings masks,
        @JsonUnwrapped FileFindings files,
        @JsonUnwrapped DuplicateFindings duplicates,
        List<String> remarks) {

    /**
     * Says how the folder was read and what it holds.
     *
     * @param dataset the folder's name
     * @param layout the layout that was detected
     * @param hash {@link Dataset#hash}
     * @param cases number of pictures with their masks
     * @param firstPairs the first three, picture and masks
     * @param classes cases by class, "" where the layout has none
     * @param lists published splits: name, part, number of cases
     */
    public record Overview(
            String dataset,
            String layout,
            String hash,
            int cases,
            List<String> firstPairs,
            SortedMap<String, Integer> classes,
            SortedMap<String, SortedMap<String, Integer>> lists) {}

    /**
     * Summarises the pictures and their lesions.
     *
     * @param channels pictures by number of channels
     * @param lesionShare share of a picture's pixels that are lesion
     */
    public record Sizes(SortedMap<Integer, Integer> channels, Range widthPx, Range heightPx, Range lesionShare) {}

    /**
     * Says how the masks are read, and names the cases whose masks deserve a look.
     *
     * @param maskValues what the values mean; null in an audit of a former version
     * @param cautions what is doubtful about the masks, one sentence each
     * @param severalMasks cases with more than one mask, which are united
     * @param emptyMasks cases without a single lesion pixel
     * @param faintMasks cases whose masks hold values, but none above the middle: a label map, perhaps, that reads as
     *     empty
     */
    public record MaskFindings(
            MaskValues maskValues,
            List<String> cautions,
            List<String> severalMasks,
            List<String> emptyMasks,
            List<String> faintMasks) {}

    /**
     * Names the files that do not fit or cannot be read as they should.
     *
     * @param unmatchedImages pictures that belong to no case
     * @param unmatchedMasks masks without picture
     * @param otherFiles files that are not read at all, counted by suffix; "" where there is none
     * @param unreadable cases that cannot be read, and why
     * @param sizeMismatches cases whose masks have another size than the picture, and which
     * @param intermediate cases with mask values between none and full, and the share of such pixels
     * @param pictureRemarks what else is odd about files of pictures: which cases, by what it is; null in an audit of a
     *     former version
     * @param orientationTags whether orientation tags are applied; null in an audit of a former version
     */
    public record FileFindings(
            List<String> unmatchedImages,
            List<String> unmatchedMasks,
            String otherFiles,
            SortedMap<String, String> unreadable,
            SortedMap<String, String> sizeMismatches,
            SortedMap<String, Double> intermediate,
            SortedMap<String, List<String>> pictureRemarks,
            OrientationTags orientationTags) {}

    /**
     * Names the cases that show the same or nearly the same.
     *
     * @param exact cases with the same pixels
     * @param near pairs of cases that show nearly the same
     * @param nearThreshold least similarity of such a pair, estimated from the data set itself
     * @param conflicts pairs that show the same, with different classes or clearly different masks
     * @param groups names that must not straddle a split: duplicates, exact and near, joined with the layout's groups
     */
    public record DuplicateFindings(
            List<List<String>> exact,
            List<NearDuplicate> near,
            double nearThreshold,
            List<Conflict> conflicts,
            List<List<String>> groups) {}

    /** Smallest, median and largest of some values; all 0 where there is none. */
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
     * @param turn the symmetry that maps the first picture to the second
     * @param similarity correlation of the two fingerprints, 0..1
     */
    public record NearDuplicate(String a, String b, Symmetry turn, double similarity) {}

    /** Two cases that show the same but disagree, and in what. */
    public record Conflict(String a, String b, String what) {}

    /**
     * Reads every picture and mask and compares every pair of pictures. Files that cannot be read are part of the
     * report.
     */
    public static Audit of(Dataset dataset, ProgressListener progress) {
        return of(AuditCache.NONE.read(dataset, progress));
    }

    /** Compares every pair of pictures of a data set that was read. */
    public static Audit of(Digests digests) {
        return new Auditor(digests).audit();
    }

    /** Writes the report as plain text, for people. */
    public String text() {
        return AuditText.of(this);
    }
}
