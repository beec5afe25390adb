package org.delineate.dataset;

import java.nio.file.Path;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the name of a mask's file says.
 *
 * @param key the picture's key, lower case
 * @param style the affix that marks a mask, "" where there is none; the masks of one picture share it
 * @param number of several masks of one picture, "" where it has none
 */
record MaskName(String key, String style, String number) {
    private static final String WORDS =
            "masks?|segmentations?|seg|lesions?|gts?|ground[ _-]?truth|anno|annotation|labels?|manual";
    private static final Pattern SUFFIXED = Pattern.compile("(.+?)[ _.-](" + WORDS + ")(?:[ _-]?(\\d+))?");
    private static final Pattern PREFIXED = Pattern.compile("(" + WORDS + ")[_-](.+)");
    private static final Pattern IMAGE = Pattern.compile("(.+)[_-](?:image|img|orig|original)");
    private static final Pattern PREFIXED_IMAGE = Pattern.compile("(?:image|img|bus)[_-](.+)");

    static MaskName of(Path file) {
        String stem = Folder.stem(file).toLowerCase(Locale.ROOT);
        Matcher suffixed = SUFFIXED.matcher(stem);
        if (suffixed.matches()) {
            String number = suffixed.group(3);
            return new MaskName(suffixed.group(1), "_" + suffixed.group(2), number == null ? "" : number);
        }
        Matcher prefixed = PREFIXED.matcher(stem);
        return prefixed.matches()
                ? new MaskName(prefixed.group(2), prefixed.group(1) + "_", "")
                : new MaskName(stem, "", "");
    }

    /** The key of a picture whose own name has an affix as well: "a_image" goes with "a_mask". */
    static String imageKey(Path file) {
        String stem = Folder.stem(file).toLowerCase(Locale.ROOT);
        Matcher suffixed = IMAGE.matcher(stem);
        if (suffixed.matches()) {
            return suffixed.group(1);
        }
        Matcher prefixed = PREFIXED_IMAGE.matcher(stem);
        return prefixed.matches() ? prefixed.group(1) : stem;
    }
}
