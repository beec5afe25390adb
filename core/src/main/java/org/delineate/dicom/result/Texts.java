package org.delineate.dicom.result;

/** Checks the texts that callers give before they become values; none is cut (PS3.5, 6.2). */
final class Texts {
    private static final int LONG_STRING = 64;
    private static final int SHORT_TEXT = 1024;

    private Texts() {}

    /** Returns the text where it fits VR LO: one line of at most 64 characters. */
    static String line(String what, String text) {
        return checked(what, text, LONG_STRING, false);
    }

    /** Returns the text where it fits VR ST: at most 1024 characters, in several lines if need be. */
    static String text(String what, String text) {
        return checked(what, text, SHORT_TEXT, true);
    }

    private static String checked(String what, String text, int longest, boolean lines) {
        boolean fits = !text.isBlank()
                && text.codePointCount(0, text.length()) <= longest
                && text.chars().allMatch(c -> lines && (c == '\n' || c == '\r') || !Character.isISOControl(c))
                && (lines || text.indexOf('\\') < 0);
        if (!fits) {
            throw new IllegalArgumentException(what + " has 1 to " + longest + " characters"
                    + (lines ? "" : " in one line without a backslash") + ", got "
                    + org.delineate.file.Printable.quoted(text));
        }
        return text;
    }
}
