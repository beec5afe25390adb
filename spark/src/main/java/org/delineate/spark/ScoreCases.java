package org.delineate.spark;

import java.io.Serializable;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.util.LongAccumulator;
import org.delineate.dataset.Case;
import org.delineate.file.BadFileException;
import org.delineate.report.Cohort;
import org.delineate.report.Evaluation;

/** Is a task: the scores of some cases of a data set, in their order. */
record ScoreCases(Broadcast<Plan> plan, ScoredData data, LongAccumulator done)
        implements FlatMapFunction<Iterator<ScoreCases.Wanted>, Evaluation.Scored> {
    /** A case by its name. @param mask file that takes its mask */
    record Wanted(String name, String mask) implements Serializable {}

    @Override
    public Iterator<Evaluation.Scored> call(Iterator<Wanted> wanted) {
        ExecutorEngine engine =
                ExecutorEngine.of(plan.value(), TaskContext.get().cpus());
        ScoredData.Opened opened = data.open();
        Map<String, Path> masks = new LinkedHashMap<>();
        wanted.forEachRemaining(w -> masks.put(w.name, Path.of(w.mask)));
        List<Case> cases = new ArrayList<>();
        for (String name : masks.keySet()) {
            Case found = opened.cases().get(name);
            if (found == null) {
                throw new BadFileException(
                        opened.dataset().root(),
                        "no case " + name + ", which the data set has elsewhere",
                        "give a folder that all machines share");
            }
            cases.add(found);
        }
        if (cases.isEmpty()) {
            return List.<Evaluation.Scored>of().iterator();
        }
        Evaluation evaluation = new Evaluation(
                Cohort.of(opened.dataset(), cases, "some"),
                engine.ensemble(),
                plan.value().batch(),
                plan.value().tiles());
        return evaluation
                .score(masks, data.curve(), (count, total, dice) -> done.add(1))
                .iterator();
    }
}
