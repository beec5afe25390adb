package org.delineate.dicom.web;

import java.io.IOException;
import java.io.UncheckedIOException;

/**
 * Reports that a server could not be reached, refused a request or answered what the standard does not allow. The
 * message names the server, the rule and the remedy; it holds neither patient data nor credentials.
 */
public final class DicomWebException extends UncheckedIOException {
    private final int status;

    DicomWebException(String server, int status, String rule, String remedy) {
        this(server, status, rule, remedy, null);
    }

    DicomWebException(String server, int status, String rule, String remedy, Throwable cause) {
        super(server + ": " + rule + "; " + remedy, new IOException(rule, cause));
        this.status = status;
    }

    /** Returns the status of HTTP, 0 where there was no answer. */
    public int status() {
        return status;
    }
}
