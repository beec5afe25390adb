package org.delineate.dataset;

import java.nio.file.Path;
import java.util.List;
import org.delineate.file.FileNames;

/**
 * One picture of a data set with its masks.
 *
 * @param name unique in the data set and stable across machines: the picture's stem, with its folder where stems
 * repeat,
 *     in composed letters
 * @param image the picture's file
 * @param masks mask files, united pixel by pixel; empty = no lesion (normal) only where the layout says so
 * @param label class of the data set ("benign"), "" where it has none
 * @param group patient or sequence that must not straddle a split, "" where unknown
 * @param part "train", "val" or "test" where the layout itself prescribes one, else ""
 */
public record Case(String name, Path image, List<Path> masks, String label, String group, String part) {
    public Case {
        name = FileNames.composed(name);
        masks = List.copyOf(masks);
    }
}
