package org.delineate.cli.console;

import java.util.Locale;

/** Collects lines of text, with the same numbers in every country. */
public final class Lines {
    private final StringBuilder text = new StringBuilder();

    public void add(String format, Object... values) {
        text.append(String.format(Locale.ROOT, format, values)).append('\n');
    }

    /** Returns all lines, without the end of the last one. */
    @Override
    public String toString() {
        return text.isEmpty() ? "" : text.substring(0, text.length() - 1);
    }
}
