package org.delineate.spark;

import java.util.Locale;
import org.delineate.cli.archive.ArchiveRequest;
import org.delineate.image.Image;
import org.delineate.infer.Segmenter;
import org.delineate.nn.engine.NativeMemory;
import org.delineate.sample.Preprocess;

/**
 * Says how much memory an executor needs beside its heap, which Spark does not count and resource managers do.
 *
 * @param executorMb of the JVM without its heap, the engine's libraries and the models
 * @param taskMb of each task at once
 */
record MemoryAdvice(long executorMb, long taskMb) {
    /** Measured of an executor that computes nothing: the JVM's own memory, Spark's buffers, the engine's libraries. */
    private static final long IDLE_MB = 700;

    private static final long MB = 1_000_000;
    private static final long ROUNDED_TO = 50;

    /** Measures what the models take, with a blank picture. */
    static MemoryAdvice of(Plan plan, ArchiveRequest request) {
        Preprocess input = request.models().ensemble().manifest().preprocess();
        byte[] blank = new byte[input.height() * input.width()];
        long before = NativeMemory.processBytes();
        try (Segmenter segmenter = request.models()
                .ensemble()
                .segmenter(request.pass().batch(), request.pass().tiles())) {
            segmenter.segment(Image.ofBytes(input.height(), input.width(), 1, blank));
            long computing = Math.max(0, NativeMemory.processBytes() - before) / MB;
            long weights =
                    plan.models().stream().mapToLong(m -> m.file().length).sum() / MB;
            return new MemoryAdvice(rounded(IDLE_MB + 2 * weights), rounded(computing));
        }
    }

    private static long rounded(long mb) {
        return (mb / ROUNDED_TO + 1) * ROUNDED_TO;
    }

    /** @param set what Spark is told, "" where nobody told it */
    String words(String set) {
        return String.format(
                Locale.ROOT,
                "memory   beside its heap an executor needs about %d MB, and %d MB for each task at once:"
                        + " spark.executor.memoryOverhead is %s",
                executorMb,
                taskMb,
                set.isEmpty() ? "not set (384m, or a tenth of the heap)" : set);
    }
}
