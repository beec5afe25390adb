package org.delineate.dicom.result;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** Is what a reader describes of a lesion in breast ultrasound, in the words of BI-RADS (ACR, 5th edition, 2013). */
public enum BreastFeature {
    SHAPE(Codes.SHAPE, false),
    ORIENTATION(Codes.ORIENTATION, false),
    MARGIN(Codes.MARGINS, true),
    ECHO(Codes.ECHO_PATTERN, false),
    POSTERIOR(Codes.POSTERIOR_FEATURES, false),
    CALCIFICATIONS(Codes.CALCIFICATION_DISTRIBUTION, true),
    VASCULARITY(Codes.VASCULARITY, false),
    ASSOCIATED(Codes.ASSOCIATED_FINDING, true);

    private final Code concept;
    private final boolean several;

    BreastFeature(Code concept, boolean several) {
        this.concept = concept;
        this.several = several;
    }

    /** Returns its name in files and interfaces: "shape". */
    public String key() {
        return name().toLowerCase(Locale.ROOT);
    }

    public Code concept() {
        return concept;
    }

    /** Returns whether several of its words may hold for one lesion. */
    public boolean takesSeveral() {
        return several;
    }

    /** Returns its words. */
    public List<BreastDescriptor> descriptors() {
        return Arrays.stream(BreastDescriptor.values())
                .filter(d -> d.feature() == this)
                .toList();
    }
}
