package org.delineate.dicom.web;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads the boundary of parts from a content type (RFC 2046, 5.1.1). */
final class Boundary {
    private static final Pattern PARAMETER =
            Pattern.compile(";\\s*([A-Za-z-]+)\\s*=\\s*(\"(?:[^\"\\\\]|\\\\.){0,500}\"|[^\\s;\"]{1,500})");

    private static final Pattern ALLOWED = Pattern.compile("[0-9A-Za-z'()+_,./:=? -]{0,69}[0-9A-Za-z'()+_,./:=?-]");

    private Boundary() {}

    /** Returns the boundary of "multipart/related; boundary=..."; nothing where the type is another or names none. */
    static Optional<String> of(String type) {
        if (!type.strip().toLowerCase(Locale.ROOT).matches("multipart/related\\s*(;.*)?")) {
            return Optional.empty();
        }
        Matcher parameters = PARAMETER.matcher(type);
        while (parameters.find()) {
            if (parameters.group(1).equalsIgnoreCase("boundary")) {
                String value = parameters.group(2);
                String plain = value.startsWith("\"")
                        ? value.substring(1, value.length() - 1).replaceAll("\\\\(.)", "$1")
                        : value;
                return Optional.of(plain).filter(b -> ALLOWED.matcher(b).matches());
            }
        }
        return Optional.empty();
    }
}
