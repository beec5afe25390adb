package org.delineate.report;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.delineate.image.MaskValues;

/** How a result was obtained: everything a reader must know before comparing its numbers with others. */
public record Protocol(Data data, Input input, Model model, Decision decision, Run run) {

    /** @throws IllegalArgumentException where it tells of other images than were scored */
    void requireMatch(Scores scores) {
        int images = scores.all().images();
        long normals = scores.imageLevel().normalMarked() + scores.imageLevel().normalClean();
        if (data.images != images || data.normals != normals) {
            throw new IllegalArgumentException("the protocol tells of " + data.images + " images, " + data.normals
                    + " of them normal, but " + images + " were scored, " + normals + " of them normal");
        }
    }

    /**
     * What was evaluated.
     *
     * @param dataset name of the data set
     * @param images pictures evaluated
     * @param classes pictures evaluated per class, in the order to print; empty where the data set has no classes
     * @param normals pictures without lesion among the evaluated ones; 0 = left out
     * @param duplicates null where nobody searched for duplicates
     * @param dataHash SHA-256 over pictures and masks
     * @param maskValues what the values of the masks mean
     */
    public record Data(
            String dataset,
            int images,
            Map<String, Integer> classes,
            int normals,
            Duplicates duplicates,
            String dataHash,
            MaskValues maskValues,
            @JsonUnwrapped Selection selection) {
        public Data {
            if (images < 0 || normals < 0 || normals > images) {
                throw new IllegalArgumentException(normals + " normals of " + images + " pictures");
            }
            classes = Collections.unmodifiableMap(new LinkedHashMap<>(classes));
        }
    }

    /**
     * How the evaluated pictures were chosen.
     *
     * @param split the rule in words ("70/10/20 by group, stratified by class, seed 41"), "" where there is none
     * @param splitHash SHA-256 of the split, "" where there is none
     * @param part "test", "val", "all"
     * @param seen how many of them the model has seen in training
     */
    public record Selection(String split, String splitHash, String part, SeenImages seen) {}

    /**
     * How many of the chosen pictures the model has seen: it was trained on them, or they chose its weights.
     *
     * @param known false where the model does not say which pictures it has seen
     * @param images pictures that were chosen
     * @param same those that it has seen
     * @param near those of which it has seen a near duplicate
     * @param scored "unseen" where those that were seen are scored apart, "seen" where there is no other, else "all"
     * @param otherData says whether the data set is another one than the model was trained on
     */
    public record SeenImages(boolean known, int images, int same, int near, String scored, boolean otherData) {
        public int count() {
            return same + near;
        }

        /** Says it in a sentence without its full stop. */
        public String text() {
            if (!known) {
                return "it is not known which of these " + images + " images the model has seen in training: its file"
                        + " does not say on which it was trained";
            }
            if (count() == 0) {
                return (otherData ? "other data set, " : "") + "0 of " + images + " seen in training";
            }
            String seen = count() + " of " + images + " images were seen in training (" + same + " the same, " + near
                    + " nearly the same)";
            return switch (scored) {
                case "unseen" -> seen + ": they are scored apart";
                case "seen" -> seen + ": no other is left, and these scores do not say how well it does on others";
                default -> seen + ": they are scored with the others, and again apart";
            };
        }
    }

    /**
     * Pictures found more than once in the data set.
     *
     * @param groups groups of equal or nearly equal pictures
     * @param acrossSplit groups with members in more than one part of the split: leaks
     */
    public record Duplicates(int groups, int acrossSplit) {
        public Duplicates {
            if (acrossSplit < 0 || acrossSplit > groups) {
                throw new IllegalArgumentException(acrossSplit + " of " + groups + " duplicate groups cross the split");
            }
        }
    }

    /**
     * @param fit how a picture of another shape is brought to this size: "letterbox", "stretch", …
     * @param tiles how a larger picture is cut instead; "none" where it is not
     * @param focus how the model was told where the lesion is; null where it was not
     */
    public record Input(
            int heightPx,
            int widthPx,
            int channels,
            String fit,
            String tiles,
            @JsonInclude(JsonInclude.Include.NON_NULL) String focus) {}

    /**
     * @param network id in the registry
     * @param parameters trainable numbers
     * @param hash SHA-256 of the weights file
     */
    public record Model(String network, long parameters, String hash) {}

    /**
     * From probabilities to a mask, and from masks to scores.
     *
     * @param threshold a pixel is lesion where its probability is greater
     * @param postProcessing "none", or what is done to the mask
     * @param aggregation "per image, then mean"
     * @param emptyRule what happens where truth, prediction or both are empty
     * @param testTimeAugmentation "none", or what is averaged before the threshold; null in files of former versions
     *     becomes "none"
     * @param chosenOn images on which all this was chosen; null where nobody chose it
     */
    public record Decision(
            double threshold,
            String postProcessing,
            String aggregation,
            String emptyRule,
            String testTimeAugmentation,
            @JsonInclude(JsonInclude.Include.NON_NULL) String chosenOn) {
        public Decision {
            testTimeAugmentation = testTimeAugmentation == null ? "none" : testTimeAugmentation;
            if (!(threshold >= 0 && threshold <= 1)) {
                throw new IllegalArgumentException("threshold " + threshold + "; a probability lies in 0..1");
            }
        }
    }

    /**
     * @param seed of the training
     * @param codeVersion version and commit
     * @param machine processor, memory, operating system, Java
     * @param date of the evaluation, ISO 8601
     * @param command the command line that made this result
     * @param engine what computed the networks, in which numbers, and why; null in files of former versions
     */
    public record Run(
            long seed,
            String codeVersion,
            String machine,
            String date,
            String command,
            @JsonInclude(JsonInclude.Include.NON_NULL) String engine) {}
}
