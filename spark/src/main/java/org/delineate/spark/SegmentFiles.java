package org.delineate.spark;

import java.util.HashSet;
import java.util.Iterator;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Row;
import org.apache.spark.util.LongAccumulator;

/**
 * Is a task: the rows of some files.
 *
 * @param known hashes of contents that have their results
 * @param done counts pictures, as far as tasks have ended
 */
record SegmentFiles(Broadcast<Plan> plan, Broadcast<HashSet<String>> known, LongAccumulator done)
        implements FlatMapFunction<Iterator<ArchiveFile>, Row> {
    @Override
    public Iterator<Row> call(Iterator<ArchiveFile> files) {
        ExecutorEngine engine =
                ExecutorEngine.of(plan.value(), TaskContext.get().cpus());
        try (PicturePass pass = new PicturePass(plan.value(), engine, known.value())) {
            return pass.rows(files, () -> done.add(1));
        }
    }
}
