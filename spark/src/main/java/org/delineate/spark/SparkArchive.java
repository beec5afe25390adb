package org.delineate.spark;

import java.io.IOException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.util.LongAccumulator;
import org.delineate.cli.archive.ArchiveEngine;
import org.delineate.cli.archive.ArchiveRequest;
import org.delineate.cli.console.Bar;
import org.delineate.cli.console.Output;
import org.delineate.cli.option.MaskOptions;
import org.delineate.file.FolderLock;
import org.delineate.file.Json;
import org.delineate.file.Plural;
import org.delineate.report.Evaluation;
import org.delineate.report.Scores;

/** Segments archives with Spark: batch by batch, each kept for good before the next begins. */
public final class SparkArchive implements ArchiveEngine {
    private static final int FILES_OF_TASK = 32;
    private static final int FILES_OF_CORE = 1000;
    private static final int TASKS_OF_CORE = 4;
    private static final DateTimeFormatter BATCH =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);

    @Override
    public void segment(ArchiveRequest request, Output output) {
        run(request, output, Run::segment);
    }

    @Override
    public void sample(ArchiveRequest request, int count, Output output) {
        run(request, output, run -> run.sample(count));
    }

    @Override
    public Scores evaluate(
            Evaluation evaluation,
            ArchiveRequest.Models models,
            java.nio.file.Path data,
            Report report,
            Evaluation.Listener listener) {
        SparkSession spark = Sessions.open(report.threads());
        try {
            return SparkEvaluation.run(spark, evaluation, models, data, report, listener);
        } finally {
            spark.stop();
        }
    }

    private static void run(ArchiveRequest request, Output output, Consumer<Run> task) {
        SparkSession spark = Sessions.open(request.pass().threads());
        try {
            task.accept(new Run(spark, request, output));
        } finally {
            spark.stop();
        }
    }

    private static final class Run {
        private final SparkSession spark;
        private final JavaSparkContext context;
        private final ArchiveRequest request;
        private final Output output;
        private final Path out;
        private final Plan plan;
        private final Listing archive;
        private volatile int kept; // files whose results are kept for good

        Run(SparkSession spark, ArchiveRequest request, Output output) {
            this.spark = spark;
            this.request = request;
            this.output = output;
            context = JavaSparkContext.fromSparkContext(spark.sparkContext());
            Configuration hadoop = context.hadoopConfiguration();
            try {
                Path given = new Path(request.out());
                out = given.getFileSystem(hadoop).makeQualified(given);
            } catch (IOException e) {
                throw new IllegalArgumentException("--out: " + request.out() + ": " + e.getMessage(), e);
            }
            plan = Plan.of(request, out, hadoop);
            archive = Listing.of(request.sources(), out, hadoop);
            if (archive.twice() != null
                    && (request.results().masks() || request.results().dicom())) {
                throw new IllegalArgumentException("two files are " + archive.twice() + " below the given folders, so"
                        + " that one's mask would replace the other's; give the folder above them");
            }
            if (!archive.closed().isEmpty()) {
                output.caution(archive.closed().size() + " folders or links could not be listed and are passed over: "
                        + MaskOptions.firstNames(archive.closed()));
            }
            if (archive.results() + archive.others() > 0) {
                output.note("passed over: "
                        + Plural.of(
                                archive.results(), "mask or overlay by its name", "masks and overlays by their names")
                        + ", "
                        + Plural.of(
                                archive.others(),
                                "file that is no picture by its suffix",
                                "files that are no pictures by their suffixes"));
            }
        }

        void sample(int count) {
            List<ArchiveFile> chosen = archive.spread(count);
            byte[] page = SamplePage.of(
                    request,
                    chosen,
                    plan.key().options(),
                    archive.files().size(),
                    context.hadoopConfiguration(),
                    output);
            new OutputFiles(out.toString(), context.hadoopConfiguration()).write(SamplePage.FILE, page);
            Path written = new Path(out, SamplePage.FILE);
            output.result("sample: " + written, Json.object("sample", written.toString()));
        }

        void segment() {
            if (!"file".equals(out.toUri().getScheme())) {
                segmentAlone();
                return;
            }
            try (FolderLock lock = FolderLock.take(java.nio.file.Path.of(out.toUri()), output::note)) {
                segmentAlone();
            }
        }

        /** Where no other start works on the same table. */
        private void segmentAlone() {
            ResultTable table = new ResultTable(spark, out, plan.key());
            ResultTable.Done done = table.done();
            List<ArchiveFile> left = done.left(archive.files());
            output.note(String.format(
                    Locale.ROOT,
                    "archive  %d files, %.1f GB: %d have their results, %d to do",
                    archive.files().size(),
                    archive.bytes() / 1e9,
                    archive.files().size() - left.size(),
                    left.size()));
            if (!Sessions.isLocal(spark) && !left.isEmpty()) {
                output.note(MemoryAdvice.of(plan, request)
                        .words(context.getConf().get("spark.executor.memoryOverhead", "")));
            }
            long start = System.nanoTime();
            if (!left.isEmpty()) {
                segment(left, table, done);
            }
            Summary summary = Summary.of(table, archive, left.size(), (System.nanoTime() - start) / 1e9, cores());
            new OutputFiles(out.toString(), context.hadoopConfiguration()).write("archive.json", summary.json(plan));
            output.result(summary.text(out), summary);
        }

        /** Frames of one file count one by one, and tasks of a lost machine twice. */
        private void show(Bar bar, LongAccumulator counter, int total) {
            bar.at(Math.max(kept, Math.min(total, counter.value())), kept + " kept");
        }

        private int cores() {
            return Sessions.isLocal(spark) ? request.pass().threads() : context.defaultParallelism();
        }

        private void segment(List<ArchiveFile> left, ResultTable table, ResultTable.Done done) {
            Broadcast<Plan> sent = context.broadcast(plan);
            Broadcast<HashSet<String>> known = context.broadcast(done.contents());
            LongAccumulator counter = spark.sparkContext().longAccumulator("pictures");
            String started = BATCH.format(Instant.now());
            try (Bar bar = output.bar("archive", "images", 0, left.size());
                    Polling polling = new Polling(() -> show(bar, counter, left.size()))) {
                for (int from = 0, batch = 1; from < left.size(); batch++) {
                    int cores = cores();
                    int size = request.commit() > 0 ? request.commit() : FILES_OF_CORE * cores;
                    List<ArchiveFile> files = List.copyOf(left.subList(from, Math.min(from + size, left.size())));
                    int tasks = Math.max(files.size() / FILES_OF_TASK, Math.min(files.size(), TASKS_OF_CORE * cores));
                    JavaRDD<Row> rows =
                            context.parallelize(files, tasks).mapPartitions(new SegmentFiles(sent, known, counter));
                    table.write(
                            spark.createDataFrame(rows, ResultRows.SCHEMA),
                            files.size(),
                            String.format(Locale.ROOT, "%s-%05d", started, batch),
                            done);
                    from += files.size();
                    kept = from;
                }
            }
        }
    }
}
