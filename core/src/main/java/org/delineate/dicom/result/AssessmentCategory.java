package org.delineate.dicom.result;

import java.util.Arrays;
import java.util.stream.Collectors;

/**
 * Is a BI-RADS assessment category (PS3.16, CID 6027, with the meanings of the 5th edition). The codes of 4A to 4C and
 * of 6 are those of BI-RADS itself, as the standard gives them: SNOMED CT had none.
 */
public enum AssessmentCategory {
    INCOMPLETE("0", Codes.sct("397138000", "0 - Incomplete - Need additional imaging evaluation +/- priors")),
    NEGATIVE("1", Codes.sct("397140005", "1 - Negative")),
    BENIGN("2", Codes.sct("397141009", "2 - Benign")),
    PROBABLY_BENIGN("3", Codes.sct("397143007", "3 - Probably Benign")),
    SUSPICIOUS("4", Codes.sct("397144001", "4 - Suspicious")),
    LOW_SUSPICION("4A", biRads("MA.II.A.5.4A", "4A - Low suspicion")),
    INTERMEDIATE_SUSPICION("4B", biRads("MA.II.A.5.4B", "4B - Intermediate suspicion")),
    MODERATE_SUSPICION("4C", biRads("MA.II.A.5.4C", "4C - Moderate suspicion")),
    HIGHLY_SUGGESTIVE("5", Codes.sct("397145000", "5 - Highly suggestive of malignancy")),
    PROVEN("6", biRads("MA.II.A.5.6", "6 - Known biopsy proven malignancy"));

    private final String key;
    private final Code code;

    AssessmentCategory(String key, Code code) {
        this.key = key;
        this.code = code;
    }

    private static Code biRads(String value, String meaning) {
        return new Code(value, "BI", meaning, "4.0");
    }

    /** Returns its short name: "4A". */
    public String key() {
        return key;
    }

    public Code code() {
        return code;
    }

    /**
     * Finds one by its short name.
     *
     * @throws IllegalArgumentException naming all
     */
    public static AssessmentCategory of(String key) {
        return Arrays.stream(values())
                .filter(c -> c.key.equals(key))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("unknown category "
                        + org.delineate.file.Printable.quoted(key) + "; known: "
                        + Arrays.stream(values()).map(AssessmentCategory::key).collect(Collectors.joining(", "))));
    }
}
