package org.delineate.experiment;

import java.util.ArrayList;
import java.util.List;

/**
 * Says what an experiment measures.
 *
 * @param scores by their names ({@link Score}); those per image that exist pooled are reported pooled as well
 * @param masks ways to make masks of the same weights ({@link MaskVariant}), by name: a table each
 * @param crossData data sets that every model is scored on beside its own, without training on them
 */
public record Scoring(List<String> scores, List<String> masks, List<String> crossData) {
    static final Scoring USUAL = new Scoring(null, null, null);

    public Scoring {
        scores = scores == null ? List.of("dice", "iou", "precision", "recall") : List.copyOf(scores);
        masks = masks == null ? List.of(MaskVariant.NONE.id()) : List.copyOf(masks);
        crossData = crossData == null ? List.of() : List.copyOf(crossData);
        scores.forEach(Score::of);
        masks.forEach(MaskVariant::of);
        if (scores.isEmpty() || masks.isEmpty()) {
            throw new IllegalArgumentException("scoring has at least one score and one of masks, perhaps none");
        }
    }

    List<MaskVariant> variants() {
        return masks.stream().map(MaskVariant::of).toList();
    }

    /** Lists the columns of a table: each score, and the pooled one behind it. */
    List<Score> columns() {
        List<Score> columns = new ArrayList<>();
        for (String name : scores) {
            Score score = Score.of(name);
            columns.add(score);
            if (score.hasPooled() && !scores.contains(score.pooled().name())) {
                columns.add(score.pooled());
            }
        }
        return columns;
    }
}
