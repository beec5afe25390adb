package org.delineate.report;

import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import org.delineate.file.Limits;
import org.delineate.image.Image;
import org.delineate.image.Mask;
import org.delineate.image.Overlay;

/**
 * Draws small pictures with both outlines, and keeps those of the cases with the lowest Dice, as many as a page may
 * hold. Several threads may add to it; what it keeps does not depend on their order.
 */
final class Thumbnails {
    private static final int LONGEST_PX = 128;
    private static final float QUALITY = 0.7f;

    private final int most;
    private final TreeMap<CaseScores, String> kept = new TreeMap<>(CaseScores.LOWEST_FIRST);

    Thumbnails() {
        this(Limits.DEFAULT.pages().thumbnails());
    }

    /** @param most of all */
    Thumbnails(int most) {
        this.most = most;
    }

    void add(CaseScores c, Image image, Mask truth, Mask prediction) {
        if (!isWanted(c)) {
            return;
        }
        String picture = DataUrl.jpeg(Overlay.draw(image, truth, prediction, LONGEST_PX), QUALITY);
        synchronized (this) {
            kept.put(c, picture);
            if (kept.size() > most) {
                kept.pollLastEntry();
            }
        }
    }

    private synchronized boolean isWanted(CaseScores c) {
        Comparator<CaseScores> order = CaseScores.LOWEST_FIRST;
        return kept.size() < most || !kept.isEmpty() && order.compare(c, kept.lastKey()) < 0;
    }

    /** Gives the pictures as data URLs, by the names of their cases. */
    synchronized Map<String, String> byName() {
        Map<String, String> pictures = new HashMap<>();
        kept.forEach((c, picture) -> pictures.put(c.name(), picture));
        return pictures;
    }
}
