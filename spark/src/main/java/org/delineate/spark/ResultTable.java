package org.delineate.spark;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.replace;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * Keeps results as Parquet, a folder for each batch, so that what a killed run leaves is complete files and nothing of
 * one run gets into another: {@code results/batch=.../}.
 */
final class ResultTable {
    private static final int ROWS_OF_FILE = 20_000;
    private static final String[] OF_FILE = {ResultRows.PATH, ResultRows.NAME, ResultRows.BYTES, ResultRows.MODIFIED};

    private final SparkSession spark;
    private final Path folder;
    private final Plan.Key key;

    ResultTable(SparkSession spark, Path out, Plan.Key key) {
        this.spark = spark;
        this.folder = new Path(out, "results");
        this.key = key;
    }

    /**
     * What has its results.
     *
     * @param files path, size and time of each file
     * @param unreadable those of them of which not a byte could be read
     * @param contents hashes of all contents
     * @param places path and content of each file
     */
    record Done(Set<String> files, Set<String> unreadable, HashSet<String> contents, Set<String> places) {
        /** Lists what is left to do of an archive. */
        List<ArchiveFile> left(List<ArchiveFile> all) {
            List<ArchiveFile> left = new ArrayList<>();
            for (ArchiveFile file : all) {
                String stamp = stamp(file.path(), file.bytes(), file.modified());
                if (!files.contains(stamp)) {
                    left.add(file);
                } else if (unreadable.contains(stamp)) {
                    left.add(file.again());
                }
            }
            return left;
        }

        boolean holds(Row row) {
            return places.contains(place(row.getString(0), row.getString(4)));
        }

        private static String stamp(String path, long bytes, long modified) {
            return path + '\n' + bytes + '\n' + modified;
        }

        private static String place(String path, String content) {
            return path + '\n' + content;
        }
    }

    /** Reads the rows of these models and options. */
    Dataset<Row> rows() {
        return spark.read()
                .schema(ResultRows.SCHEMA)
                .parquet(folder.toString())
                .filter(col(ResultRows.MODEL)
                        .equalTo(key.model())
                        .and(col(ResultRows.OPTIONS).equalTo(key.options())));
    }

    /** Creates the folder where it is missing, and reads what earlier starts have done. */
    Done done() {
        try {
            folder.getFileSystem(spark.sparkContext().hadoopConfiguration()).mkdirs(folder);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write to " + folder + ": " + e.getMessage(), e);
        }
        Done done = new Done(new HashSet<>(), new HashSet<>(), new HashSet<>(), new HashSet<>());
        Iterator<Row> files = rows().select(ResultRows.PATH, ResultRows.BYTES, ResultRows.MODIFIED, ResultRows.CONTENT)
                .distinct()
                .toLocalIterator();
        files.forEachRemaining(row -> {
            String stamp = Done.stamp(row.getString(0), row.getLong(1), row.getLong(2));
            done.files.add(stamp);
            if (row.isNullAt(3)) {
                done.unreadable.add(stamp);
            } else {
                done.contents.add(row.getString(3));
                done.places.add(Done.place(row.getString(0), row.getString(3)));
            }
        });
        return done;
    }

    /**
     * Keeps the rows of a batch.
     *
     * <p>A row that only says that its content has its results becomes a copy of these, unless the file has them itself.
     *
     * @param files of the batch
     * @param name of the batch
     */
    void write(Dataset<Row> batch, int files, String name, Done done) {
        if (done.contents.isEmpty()) {
            write(batch, files, name);
            return;
        }
        Dataset<Row> kept = batch.persist();
        Column known = col(ResultRows.FRAME).equalTo(0);
        List<Row> elsewhere = kept.filter(known).collectAsList().stream()
                .filter(row -> !done.holds(row))
                .toList();
        Dataset<Row> fresh = kept.filter(not(known));
        write(elsewhere.isEmpty() ? fresh : fresh.union(copies(elsewhere)), files, name);
        kept.unpersist();
    }

    private Dataset<Row> copies(List<Row> elsewhere) {
        Dataset<Row> here = spark.createDataFrame(elsewhere, ResultRows.SCHEMA).as("here");
        Dataset<Row> there =
                rows().dropDuplicates(ResultRows.CONTENT, ResultRows.FRAME).as("there");
        List<Column> columns = new ArrayList<>();
        for (String column : ResultRows.SCHEMA.fieldNames()) {
            boolean ofFile = List.of(OF_FILE).contains(column);
            columns.add(
                    column.equals(ResultRows.ERROR)
                            ? replace(col("there.error"), col("there.path"), col("here.path"))
                                    .as(column)
                            : col((ofFile ? "here." : "there.") + column));
        }
        return here.join(there, col("here.content").equalTo(col("there.content")))
                .select(columns.toArray(Column[]::new));
    }

    private void write(Dataset<Row> rows, int files, String name) {
        rows.repartition(1 + files / ROWS_OF_FILE, col(ResultRows.PATH))
                .sortWithinPartitions(ResultRows.PATH, ResultRows.FRAME)
                .write()
                .parquet(new Path(folder, "batch=" + name).toString());
    }
}
