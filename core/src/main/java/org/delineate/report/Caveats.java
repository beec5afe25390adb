package org.delineate.report;

import java.util.ArrayList;
import java.util.List;
import org.delineate.file.Plural;

/** Collects what a reader must know before believing the numbers. */
final class Caveats {
    private static final int FEW = 30;

    private Caveats() {}

    static List<String> of(Protocol protocol, Scores scores) {
        List<String> caveats = new ArrayList<>();
        Protocol.Data data = protocol.data();
        Protocol.SeenImages seen = data.selection().seen();
        String part = data.selection().part();
        if (part.equals("val") || !seen.known() && !part.equals("test")) {
            caveats.add("Scored on the part “" + part + "”, not on a test part: "
                    + "where these images trained or chose the model, unseen ones will score lower.");
        }
        if (!seen.known() || seen.count() > 0 || seen.otherData()) {
            String text = seen.text();
            caveats.add(Character.toUpperCase(text.charAt(0)) + text.substring(1) + ".");
        }
        if (data.duplicates() == null) {
            caveats.add(
                    "Nobody searched the data set for duplicates: equal images in training would raise the scores.");
        } else if (data.duplicates().acrossSplit() > 0) {
            Protocol.Duplicates duplicates = data.duplicates();
            caveats.add(duplicates.acrossSplit() + " of " + duplicates.groups()
                    + " groups of duplicates lie in more than one part of the split: such images may have been seen"
                    + " in training.");
        }
        long missed = scores.imageLevel().lesionMissed();
        if (missed > 0) {
            caveats.add("In " + missed + " of " + (missed + scores.imageLevel().lesionMarked())
                    + " images with a lesion nothing was marked. Hausdorff 95 % and average surface distance do not"
                    + " exist there and are missing from their means; Dice and IoU count them as 0.");
        }
        int images = scores.all().images();
        if (images < FEW) {
            caveats.add("Only " + Plural.of(images, "image") + ": means and intervals of so few are rough.");
        }
        return caveats;
    }
}
