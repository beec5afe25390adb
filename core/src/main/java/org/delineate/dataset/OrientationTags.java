package org.delineate.dataset;

/** Says whether pictures and masks are turned as their orientation tags say, or read as their pixels are stored. */
public enum OrientationTags {
    APPLIED,
    IGNORED
}
