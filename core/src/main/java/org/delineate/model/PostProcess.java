package org.delineate.model;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import org.delineate.image.Mask;
import org.delineate.image.Regions;

/**
 * Fills the holes of a mask and drops its small regions, in this order (RCA-IUnet, section 4.1; the thresholds are
 * ours, the paper gives none).
 *
 * @param fillHoles background that a 4-connected walk from the border cannot reach becomes lesion
 * @param minAreaShare 8-connected regions smaller than this share of the image are dropped; 0 = none
 */
public record PostProcess(boolean fillHoles, double minAreaShare) {
    public static final PostProcess NONE = new PostProcess(false, 0);
    /** Fills all holes and drops regions below 0.05 % of the image. */
    public static final PostProcess RCA_IUNET = new PostProcess(true, 0.0005);

    public PostProcess {
        if (!(minAreaShare >= 0 && minAreaShare < 1)) {
            throw new IllegalArgumentException("minAreaShare must be in [0, 1), got " + minAreaShare);
        }
    }

    /**
     * Finds a post-processing by its name.
     *
     * @param name none or rca-iunet
     * @throws IllegalArgumentException naming these
     */
    public static PostProcess of(String name) {
        return switch (name) {
            case "none" -> NONE;
            case "rca-iunet" -> RCA_IUNET;
            default ->
                throw new IllegalArgumentException("unknown post-processing \"" + name + "\"; known: none, rca-iunet");
        };
    }

    /** Describes what is done, for reports: "none", or "holes filled, regions below 0.05 % of the picture dropped". */
    public String words() {
        List<String> done = new ArrayList<>();
        if (fillHoles) {
            done.add("holes filled");
        }
        if (minAreaShare > 0) {
            done.add("regions below "
                    + BigDecimal.valueOf(minAreaShare)
                            .movePointRight(2)
                            .stripTrailingZeros()
                            .toPlainString() + " % of the picture dropped");
        }
        return done.isEmpty() ? "none" : String.join(", ", done);
    }

    public Mask apply(Mask mask) {
        Mask out = fillHoles ? Regions.filled(mask) : mask;
        return minAreaShare > 0 ? Regions.of(out).atLeast(minAreaShare * mask.height() * mask.width()) : out;
    }
}
