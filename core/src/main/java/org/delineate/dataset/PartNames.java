package org.delineate.dataset;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The part of a split that a folder's or list's name speaks of. */
final class PartNames {
    private static final Pattern WORD = Pattern.compile(
            "(?:(train(?:ing|val)?)|(val(?:id(?:ation)?)?|dev)|(test(?:ing)?))(?:[ _-]?(?:data(?:set)?|set|images?|img))?[ _-]?\\d*");

    private PartNames() {}

    /** "train", "val" or "test"; "" where the name is none of their words. */
    static String of(String name) {
        Matcher m = WORD.matcher(name.toLowerCase(Locale.ROOT));
        if (!m.matches()) {
            return "";
        }
        return m.group(1) != null ? Split.TRAIN : m.group(2) != null ? Split.VAL : Split.TEST;
    }
}
