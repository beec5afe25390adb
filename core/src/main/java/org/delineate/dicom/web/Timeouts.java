package org.delineate.dicom.web;

import java.time.Duration;

/**
 * Says how long a server is waited for.
 *
 * @param connect until the connection is there
 * @param answer until an answer begins
 * @param silence between two pieces of an answer
 * @param whole until an answer ends
 */
public record Timeouts(Duration connect, Duration answer, Duration silence, Duration whole) {
    /** Holds what applies where a caller gives none. */
    public static final Timeouts DEFAULT =
            new Timeouts(Duration.ofSeconds(10), Duration.ofSeconds(60), Duration.ofSeconds(60), Duration.ofHours(2));
}
