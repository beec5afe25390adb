package org.delineate.spark;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.when;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.delineate.cli.console.Lines;
import org.delineate.file.Build;
import org.delineate.file.Json;
import org.delineate.file.Plural;

/**
 * Says what the table holds, and how fast this start was.
 *
 * @param files of the archive
 * @param rows of the table for these models and options
 * @param withLesion pictures in which something is marked
 * @param failed pictures that could not be read
 * @param examples of what was wrong with them
 * @param pace of this start
 */
record Summary(long files, long rows, long withLesion, long failed, List<String> examples, Pace pace) {
    private static final int EXAMPLES = 3;

    /** @param coreHoursPerMillion pictures, at this rate on these cores */
    record Pace(long files, double seconds, int cores, double filesPerSecond, double coreHoursPerMillion) {
        static Pace of(long files, double seconds, int cores) {
            double rate = files / seconds;
            return new Pace(files, seconds, cores, rate, 1e6 / rate * cores / 3600);
        }
    }

    static Summary of(ResultTable table, Listing archive, long done, double seconds, int cores) {
        Dataset<Row> rows = table.rows();
        Row counts = rows.agg(
                        count(lit(1)),
                        count(col("error")),
                        count(when(col("area_px").gt(0), 1)))
                .first();
        List<String> examples = new ArrayList<>();
        rows.filter(col("error").isNotNull())
                .orderBy("path")
                .select("error")
                .limit(EXAMPLES)
                .collectAsList()
                .forEach(row -> examples.add(row.getString(0)));
        return new Summary(
                archive.files().size(),
                counts.getLong(0),
                counts.getLong(2),
                counts.getLong(1),
                examples,
                done == 0 ? null : Pace.of(done, seconds, cores));
    }

    /** Writes what a table is about, for whoever finds it later. */
    byte[] json(Plan plan) {
        Map<String, Object> all = Json.object(
                "delineate",
                Build.CURRENT.toString(),
                "model",
                plan.key().model(),
                "options",
                plan.key().options(),
                "summary",
                this);
        return Json.pretty(all).getBytes(StandardCharsets.UTF_8);
    }

    String text(Path out) {
        Lines text = new Lines();
        text.add(
                "%s, %s in the table for this model and these options: %d with a lesion, %d could not be read",
                Plural.of(files, "file"), Plural.of(rows, "row"), withLesion, failed);
        examples.forEach(example -> text.add("  %s", example));
        if (pace == null) {
            text.add("nothing was to do");
        } else {
            text.add(
                    "%s in %.1f s on %s, %.1f a second: %.1f core-hours for a million",
                    Plural.of(pace.files, "file"),
                    pace.seconds,
                    Plural.of(pace.cores, "core"),
                    pace.filesPerSecond,
                    pace.coreHoursPerMillion);
        }
        text.add("table: %s", new Path(out, "results"));
        return text.toString();
    }
}
