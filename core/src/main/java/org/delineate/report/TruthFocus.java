package org.delineate.report;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.delineate.file.UnknownName;
import org.delineate.image.Mask;
import org.delineate.infer.Focus;
import org.delineate.measure.Box;
import org.delineate.measure.Lesion;
import org.delineate.random.SplitMix64;

/** Points at the largest lesion of a truth, as a person does who sees it: focused segmentation is measured with it. */
public enum TruthFocus {
    /** Its box. */
    BOX("the box of the largest lesion"),
    /** Its box, each edge off by up to 10 % of the side. */
    LOOSE_BOX("the box of the largest lesion, each edge off by up to 10 % of the side"),
    /** Its centre. */
    CLICK("a click at the centre of the largest lesion");

    private static final double LOOSE = 0.1;

    private final String words;

    TruthFocus(String words) {
        this.words = words;
    }

    /**
     * Finds one by its name.
     *
     * @param name box, loose-box or click
     * @throws IllegalArgumentException naming these
     */
    public static TruthFocus of(String name) {
        List<TruthFocus> all = Arrays.asList(values());
        return all.stream()
                .filter(f -> f.toString().equals(name))
                .findFirst()
                .orElseThrow(() -> UnknownName.of(
                        "focus", name, all.stream().map(TruthFocus::toString).toList()));
    }

    /** Describes it for reports. */
    String words() {
        return words;
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /**
     * Points at the largest lesion; null where there is none.
     *
     * @param name of the case, by which the edges of a loose box are drawn
     */
    Focus at(Mask truth, String name) {
        if (truth.isEmpty()) {
            return null;
        }
        Lesion lesion = Lesion.of(truth).get(0);
        return switch (this) {
            case BOX -> Focus.box(lesion.box());
            case LOOSE_BOX -> loose(lesion.box(), SplitMix64.of(name.hashCode()));
            case CLICK -> Focus.point(lesion.centreX() + 0.5, lesion.centreY() + 0.5);
        };
    }

    private static Focus loose(Box box, SplitMix64 random) {
        double x = LOOSE * box.width();
        double y = LOOSE * box.height();
        return new Focus(
                box.x() + random.between(-x, x),
                box.y() + random.between(-y, y),
                box.x() + box.width() + random.between(-x, x),
                box.y() + box.height() + random.between(-y, y));
    }
}
