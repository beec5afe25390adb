package org.delineate.experiment;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.delineate.image.Mask;
import org.delineate.metric.ImageScores;

/**
 * Is a number of an evaluation that an experiment reports, by its name: {@code dice} is a mean over images,
 * {@code pooled.dice} comes from the pixels of all images together, {@code twoClass.meanIou} is a pooled mean over
 * lesion and background.
 */
record Score(String name) {
    private static final String POOLED = "pooled.";
    private static final String TWO_CLASS = "twoClass.";
    private static final Set<String> IMAGE = imageScores();
    private static final Set<String> POOLED_NAMES =
            Set.of("dice", "iou", "precision", "recall", "specificity", "accuracy");
    private static final Set<String> TWO_CLASS_NAMES =
            Set.of("meanIou", "recall", "precision", "f1", "accuracy", "lesionIou");

    private static Set<String> imageScores() {
        Mask pixel = Mask.of(1, 1, new boolean[] {true});
        return ImageScores.of(new float[] {1}, pixel, pixel).byName().keySet();
    }

    /** @throws IllegalArgumentException for an unknown name, which lists those there are */
    static Score of(String name) {
        boolean known = name.startsWith(POOLED)
                ? POOLED_NAMES.contains(name.substring(POOLED.length()))
                : name.startsWith(TWO_CLASS)
                        ? TWO_CLASS_NAMES.contains(name.substring(TWO_CLASS.length()))
                        : IMAGE.contains(name);
        if (!known) {
            throw new IllegalArgumentException("unknown score \"" + name + "\"; known: " + String.join(", ", IMAGE)
                    + "; pooled. with one of " + String.join(", ", sorted(POOLED_NAMES)) + "; twoClass. with one of "
                    + String.join(", ", sorted(TWO_CLASS_NAMES)));
        }
        return new Score(name);
    }

    private static List<String> sorted(Set<String> names) {
        return names.stream().sorted().toList();
    }

    /** Whether each image has it, rather than the pixels of all together. */
    boolean isOfImages() {
        return IMAGE.contains(name);
    }

    /** Whether the same score exists of pooled pixels. */
    boolean hasPooled() {
        return POOLED_NAMES.contains(name);
    }

    /** Gives the same score of pooled pixels. */
    Score pooled() {
        return new Score(POOLED + name);
    }

    /** Whether less is better. */
    boolean falls() {
        return name.equals("mae") || name.endsWith("_px") && !name.startsWith("surface");
    }

    /** Names it for a table. */
    String title() {
        String bare = name.replace(POOLED, "").replace(TWO_CLASS, "");
        String word = switch (bare) {
            case "dice" -> "Dice";
            case "iou" -> "IoU";
            case "meanIou" -> "mIoU";
            case "lesionIou" -> "lesion IoU";
            case "f1" -> "F1";
            case "mae" -> "MAE";
            default -> bare.replace("_iou", " IoU").replace("_", " ").replaceFirst(" px$", " (px)");
        };
        String kind = name.startsWith(POOLED) ? "pooled " : name.startsWith(TWO_CLASS) ? "two-class " : "";
        return kind + word + (falls() ? " ↓" : " ↑");
    }

    /** Writes a value: distances with two decimals, shares with four. */
    String text(double value) {
        return Double.isNaN(value) ? "–" : String.format(Locale.ROOT, name.endsWith("_px") ? "%.2f" : "%.4f", value);
    }

    /**
     * Reads it from a scores.json.
     *
     * @param label class whose images count alone; null for all
     * @return NaN where it is not defined, or not there for a class
     */
    double in(JsonNode scores, String label) {
        JsonNode value;
        if (label != null) {
            value = scores.path("perClass")
                    .path(label)
                    .path("metrics")
                    .path(name)
                    .path("mean");
        } else if (name.startsWith(POOLED)) {
            value = scores.path("pooled").path("metrics").path(name.substring(POOLED.length()));
        } else if (name.startsWith(TWO_CLASS)) {
            value = scores.path("pooledTwoClassMacro").path(name.substring(TWO_CLASS.length()));
        } else {
            value = scores.path("perImage").path("metrics").path(name).path("mean");
        }
        return value.isNumber() ? value.asDouble() : Double.NaN;
    }
}
