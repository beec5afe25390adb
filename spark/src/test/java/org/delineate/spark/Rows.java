package org.delineate.spark;

import static org.junit.jupiter.api.Assertions.assertNull;

import java.nio.file.Path;
import java.util.List;
import java.util.TreeMap;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.delineate.file.Hash;
import org.delineate.image.Mask;

/** Reads tables of results as their users do. */
final class Rows {
    private Rows() {}

    static SparkSession session() {
        return SparkSession.builder()
                .master("local[2]")
                .config("spark.ui.enabled", "false")
                .config("spark.driver.bindAddress", "127.0.0.1")
                .config("spark.driver.host", "127.0.0.1")
                .getOrCreate();
    }

    /** Returns the rows by their paths and frames; fails where one stands there twice. */
    static TreeMap<String, Row> byPicture(Path out) {
        SparkSession spark = session();
        try {
            TreeMap<String, Row> rows = new TreeMap<>();
            for (Row row :
                    spark.read().parquet(out.resolve("results").toString()).collectAsList()) {
                String picture = row.getAs("path") + ", frame " + row.getAs("frame");
                assertNull(rows.put(picture, row), picture + " has two rows");
            }
            return rows;
        } finally {
            spark.stop();
        }
    }

    /** Hashes a table, whatever the order of its rows and the batches that they came in. */
    static String hash(TreeMap<String, Row> rows) {
        StringBuilder text = new StringBuilder();
        rows.values().forEach(row -> {
            for (String column : ResultRows.SCHEMA.fieldNames()) {
                text.append(row.<Object>getAs(column)).append('\t');
            }
            text.append('\n');
        });
        return Hash.of(text.toString());
    }

    /** Draws the mask of a row. */
    static Mask mask(Row row) {
        int height = row.getAs("height");
        int width = row.getAs("width");
        boolean[] lesion = new boolean[height * width];
        List<Integer> runs = row.getList(row.fieldIndex("mask"));
        for (int i = 0; i < runs.size(); i += 2) {
            for (int k = 0; k < runs.get(i + 1); k++) {
                lesion[runs.get(i) + k] = true;
            }
        }
        return Mask.of(height, width, lesion);
    }
}
