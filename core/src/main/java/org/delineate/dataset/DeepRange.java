package org.delineate.dataset;

import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import org.delineate.file.Plural;
import org.delineate.image.Image;

/**
 * The range of pictures whose samples have 16 bits: often 10, 12 or 14 bits are stored in them.
 *
 * @param peaks greatest samples ({@link Image#peak}) by the names of the cases
 */
public record DeepRange(SortedMap<String, Integer> peaks) {
    private static final int LEAST_BITS = 8;

    /** Returns the sample that is white: the greatest of as many bits as hold all peaks. */
    public int white() {
        int greatest = peaks.values().stream().mapToInt(p -> p).max().orElse(0);
        return greatest == 0 ? Image.WHITE : (1 << bits(greatest)) - 1;
    }

    private static int bits(int greatest) {
        return Math.max(LEAST_BITS, Integer.SIZE - Integer.numberOfLeadingZeros(greatest));
    }

    /** Says in a line how the samples are scaled; "" where no picture has 16 bits. */
    public String text() {
        return peaks.isEmpty()
                ? ""
                : Plural.of(peaks.size(), "picture of 16 bits has", "pictures of 16 bits have") + " values up to "
                        + peaks.values().stream().mapToInt(p -> p).max().orElse(0) + ", so that " + white()
                        + " is white";
    }

    /** Returns why a picture with such a peak is read badly by a model for which another sample is white; "" if not. */
    public static String misfit(int peak, int white) {
        if (peak > white) {
            return "values above " + white + ", which the model reads as white";
        }
        boolean dark = white == Image.WHITE && peak > 0 && bits(peak) <= 12;
        return dark ? "at most 12 of 16 bits, which this model, trained on the full range, reads as nearly black" : "";
    }

    /** Names the cases that a model reads badly for which this sample is white. */
    public List<String> misfits(int white) {
        return peaks.entrySet().stream()
                .filter(e -> !misfit(e.getValue(), white).isEmpty())
                .map(Map.Entry::getKey)
                .toList();
    }
}
