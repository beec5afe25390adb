package org.delineate.dicom.result;

import java.util.List;
import org.delineate.dicom.DataSet;
import org.delineate.dicom.DataSetBuilder;
import org.delineate.dicom.Tag;

/**
 * Is a coded concept (PS3.3, 8).
 *
 * @param value code within its scheme, at most 16 characters
 * @param scheme coding scheme: "DCM", "SCT" (SNOMED CT), "UCUM"
 * @param meaning text for people
 * @param version of the scheme; empty where its codes keep their meaning
 */
public record Code(String value, String scheme, String meaning, String version) {
    private static final int SHORT_STRING = 16;

    /** @throws IllegalArgumentException where a text is too long for its attribute */
    public Code {
        Texts.line("a code value", value);
        Texts.line("a coding scheme", scheme);
        Texts.line("a code meaning", meaning);
        if (!version.isEmpty()) {
            Texts.line("the version of a coding scheme", version);
        }
        if (Math.max(value.length(), Math.max(scheme.length(), version.length())) > SHORT_STRING) {
            throw new IllegalArgumentException(
                    "a code and its scheme have at most " + SHORT_STRING + " characters, got " + value + ", " + scheme);
        }
    }

    /** Makes a code of a scheme whose codes keep their meaning. */
    public Code(String value, String scheme, String meaning) {
        this(value, scheme, meaning, "");
    }

    /** Reads the first code of a sequence; null where there is none or where it lacks a part. */
    static Code of(DataSet set, int sequence) {
        DataSet item = set.item(sequence).orElse(DataSet.builder().build());
        String value = item.text(Tag.CODE_VALUE).orElse("");
        String scheme = item.text(Tag.CODING_SCHEME_DESIGNATOR).orElse("");
        String meaning = item.text(Tag.CODE_MEANING).orElse("");
        boolean whole = !value.isEmpty() && !scheme.isEmpty() && !meaning.isEmpty();
        try {
            String version = item.text(Tag.CODING_SCHEME_VERSION).orElse("");
            return whole ? new Code(value, scheme, meaning, version) : null;
        } catch (IllegalArgumentException e) {
            return null; // longer than the standard allows
        }
    }

    DataSet item() {
        DataSetBuilder item = DataSet.builder()
                .text(Tag.CODE_VALUE, value)
                .text(Tag.CODING_SCHEME_DESIGNATOR, scheme)
                .text(Tag.CODE_MEANING, meaning);
        return version.isEmpty()
                ? item.build()
                : item.text(Tag.CODING_SCHEME_VERSION, version).build();
    }

    /** Adds a sequence of this one code. */
    DataSetBuilder to(DataSetBuilder set, int sequence) {
        return set.sequence(sequence, List.of(item()));
    }
}
