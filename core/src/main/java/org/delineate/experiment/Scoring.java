package org.delineate.experiment;

import java.util.ArrayList;
import java.util.List;
import org.delineate.model.PostProcess;

/**
 * Says what an experiment measures.
 *
 * @param scores by their names ({@link Score}); those per image that exist pooled are reported pooled as well
 * @param postProcess what is done to masks, by name, one after the other: a line of the table each
 * @param crossData data sets that every model is scored on beside its own, without training on them
 */
public record Scoring(List<String> scores, List<String> postProcess, List<String> crossData) {
    static final Scoring USUAL = new Scoring(null, null, null);

    public Scoring {
        scores = scores == null ? List.of("dice", "iou", "precision", "recall") : List.copyOf(scores);
        postProcess = postProcess == null ? List.of("none") : List.copyOf(postProcess);
        crossData = crossData == null ? List.of() : List.copyOf(crossData);
        scores.forEach(Score::of);
        postProcess.forEach(PostProcess::of);
        if (scores.isEmpty() || postProcess.isEmpty()) {
            throw new IllegalArgumentException("scoring has at least one score and one postProcess, perhaps none");
        }
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
