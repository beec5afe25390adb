package org.delineate.dicom.result;

import org.delineate.dicom.DataSet;
import org.delineate.dicom.Tag;

/**
 * Identifies the model that made a result (PS3.3, 10.16; PS3.16, TID 4019).
 *
 * @param name name of the model
 * @param version version of the model or of the program that ran it
 * @param sha256 hash of the model file
 */
public record Algorithm(String name, String version, String sha256) {
    /** @throws IllegalArgumentException where a text does not fit, or the hash is none */
    public Algorithm {
        Texts.line("the name of an algorithm", name);
        Texts.line("the version of an algorithm", version);
        if (!sha256.matches("[0-9a-f]{64}")) {
            throw new IllegalArgumentException("a SHA-256 has 64 digits of 0-9a-f, got " + sha256);
        }
    }

    /** Returns what is needed besides name and version to run it again. */
    String parameters() {
        return "sha256=" + sha256;
    }

    /** Returns the item of a sequence that identifies algorithms. */
    DataSet item() {
        return Codes.ARTIFICIAL_INTELLIGENCE
                .to(DataSet.builder(), Tag.ALGORITHM_FAMILY_CODE_SEQUENCE)
                .text(Tag.ALGORITHM_NAME, name)
                .text(Tag.ALGORITHM_VERSION, version)
                .text(Tag.ALGORITHM_PARAMETERS, parameters())
                .build();
    }
}
