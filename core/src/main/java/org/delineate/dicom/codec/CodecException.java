package org.delineate.dicom.codec;

import org.delineate.file.BadFileException;

/** Refuses compressed pixel data with the rule that is broken and the remedy; who knows the file adds its name. */
public final class CodecException extends Exception {
    /** What the user can do about a coding that is valid but not read here. */
    static final String DECOMPRESS = "decompress the file first, for instance with gdcmconv --raw";

    private final String remedy;

    /** Refuses data that are not what an encoder wrote. */
    CodecException(String rule) {
        this(rule, BadFileException.DAMAGED);
    }

    CodecException(String rule, String remedy) {
        super(rule);
        this.remedy = remedy;
    }

    /** Returns the rule that is broken and the value found. */
    public String rule() {
        return getMessage();
    }

    /** Returns what the user can do. */
    public String remedy() {
        return remedy;
    }
}
