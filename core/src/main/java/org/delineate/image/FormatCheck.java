package org.delineate.image;

import java.io.IOException;

/** What a format's own bytes must satisfy before its decoder sees them: rules that decoders skip, or trip over. */
interface FormatCheck {
    /** @throws IOException naming the rule that is broken and where */
    void check(byte[] file) throws IOException;
}
