package org.delineate.dataset;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Names the parts of a split, and recognises them in the names of folders, lists and columns ("Training_Data"). */
final class PartNames {
    static final String TRAIN = "train";
    static final String VAL = "val";
    static final String TEST = "test";
    private static final Pattern WORD =
            Pattern.compile("(?:(train(?:ing|val)?)|(val(?:id(?:ation)?)?|dev)|(test(?:ing)?))"
                    + "(?:[ _-]?(?:data(?:set)?|set|images?|img))?[ _-]?\\d*");

    private PartNames() {}

    /** Reads "train", "val" or "test" from a name; gives "" where the name speaks of none of them. */
    static String of(String name) {
        Matcher m = WORD.matcher(name.toLowerCase(Locale.ROOT));
        if (!m.matches()) {
            return "";
        }
        return m.group(1) != null ? TRAIN : m.group(2) != null ? VAL : TEST;
    }
}
