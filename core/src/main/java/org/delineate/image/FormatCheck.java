package org.delineate.image;

import java.io.IOException;

/** Checks the rules of a format that decoders skip, or trip over, before the decoder gets the bytes. */
interface FormatCheck {
    /**
     * Checks a whole file.
     *
     * @throws IOException naming the rule that is broken and the place
     */
    CheckedFile check(byte[] file) throws IOException;
}
