package org.delineate.measure;

import java.util.Locale;

/** Refuses a distance between points that have no spacing in common. */
public final class CrossesRegionsException extends IllegalArgumentException {
    private static final long serialVersionUID = 1;

    CrossesRegionsException(Line line, String rule) {
        super(String.format(
                Locale.ROOT,
                "the points (%.1f, %.1f) and (%.1f, %.1f) %s; place both in one",
                line.x1(),
                line.y1(),
                line.x2(),
                line.y2(),
                rule));
    }
}
