package org.delineate.spark;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.util.LongAccumulator;
import org.delineate.cli.archive.ArchiveEngine;
import org.delineate.cli.archive.ArchiveRequest;
import org.delineate.dataset.Case;
import org.delineate.measure.Scale;
import org.delineate.metric.Confusion;
import org.delineate.report.CaseScores;
import org.delineate.report.Evaluation;
import org.delineate.report.Metric;
import org.delineate.report.Scores;

/** Scores the cases of an evaluation on all machines; the report is written by this one. */
final class SparkEvaluation {
    private static final int CASES_OF_TASK = 16;
    private static final String TABLE = "scores";

    private SparkEvaluation() {}

    static Scores run(
            SparkSession spark,
            Evaluation evaluation,
            ArchiveRequest.Models models,
            Path data,
            ArchiveEngine.Report report,
            Evaluation.Listener listener) {
        if (evaluation.focus() != null) {
            throw new IllegalArgumentException("--truth-focus is for one machine: evaluate without spark-submit");
        }
        JavaSparkContext context = JavaSparkContext.fromSparkContext(spark.sparkContext());
        Plan plan = Plan.of(
                new ArchiveRequest(
                        List.of(),
                        report.out().toString(),
                        models,
                        new ArchiveRequest.Pass(report.threads(), evaluation.batch(), evaluation.tiles()),
                        Scale.UNKNOWN,
                        new ArchiveRequest.Results(false, false),
                        0),
                new org.apache.hadoop.fs.Path(report.out().toUri()),
                context.hadoopConfiguration());
        ScoredData scored = ScoredData.of(data, evaluation.cohort().dataset(), evaluation.hasCurve());
        Map<String, Path> masks =
                evaluation.maskFiles(report.out().toAbsolutePath().normalize());
        List<ScoreCases.Wanted> wanted = evaluation.cohort().cases().stream()
                .map(Case::name)
                .map(name -> new ScoreCases.Wanted(name, masks.get(name).toString()))
                .toList();
        LongAccumulator done = spark.sparkContext().longAccumulator("cases");
        JavaRDD<Evaluation.Scored> tasks = context.parallelize(wanted, Math.max(1, wanted.size() / CASES_OF_TASK))
                .mapPartitions(new ScoreCases(context.broadcast(plan), scored, done));
        List<Evaluation.Scored> all;
        try (Polling polling = new Polling(
                () -> listener.at((int) Math.min(done.value(), wanted.size()), wanted.size(), Double.NaN))) {
            all = tasks.collect();
        }
        Scores scores = evaluation.report(report.out(), report.history(), report.run(), all);
        writeTable(spark, scores, report.out().resolve(TABLE));
        return scores;
    }

    /** Writes what per-image.csv holds as Parquet. */
    private static void writeTable(SparkSession spark, Scores scores, Path folder) {
        StructType schema = new StructType()
                .add("name", DataTypes.StringType, false)
                .add("class", DataTypes.StringType, false)
                .add("seen", DataTypes.StringType, false)
                .add("true_positive", DataTypes.LongType, false)
                .add("false_positive", DataTypes.LongType, false)
                .add("false_negative", DataTypes.LongType, false)
                .add("true_negative", DataTypes.LongType, false);
        for (Metric metric : Metric.values()) {
            schema = schema.add(metric.id(), DataTypes.DoubleType, false);
        }
        schema = schema.add("uncertainty", DataTypes.DoubleType, false).add("group", DataTypes.StringType, false);
        List<Row> rows = scores.cases().stream().map(SparkEvaluation::row).toList();
        spark.createDataFrame(rows, schema)
                .repartition(1)
                .write()
                .mode(SaveMode.Overwrite)
                .parquet(folder.toUri().toString());
    }

    private static Row row(CaseScores c) {
        Confusion counts = c.scores().confusion();
        List<Object> values = new ArrayList<>(List.of(
                c.name(),
                c.label(),
                c.seen().word(),
                counts.truePositive(),
                counts.falsePositive(),
                counts.falseNegative(),
                counts.trueNegative()));
        values.addAll(c.scores().byName().values());
        values.add(c.uncertainty());
        values.add(c.group());
        return RowFactory.create(values.toArray());
    }
}
