package org.delineate.image;

import java.util.List;

/**
 * Holds what the check of a file leaves to its decoder.
 *
 * @param bytes what the decoder reads: the file, or a copy without what it trips over
 * @param decoding how pixels are got from the decoder
 * @param remarks what the user should know about the file although all pixels are intact
 */
record CheckedFile(byte[] bytes, Decoding decoding, List<String> remarks) {
    static CheckedFile of(byte[] file) {
        return new CheckedFile(file, Decoding.PLAIN, List.of());
    }
}
