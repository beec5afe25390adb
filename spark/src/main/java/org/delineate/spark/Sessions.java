package org.delineate.spark;

import java.util.List;
import java.util.Map;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.apache.spark.SparkConf;
import org.apache.spark.sql.SparkSession;

/** Starts Spark: inside this process where nobody named a cluster. */
final class Sessions {
    private static final String MASTER = "spark.master";

    /** What engine.sh sets for a process of its own: executors are started by Spark. */
    private static final Map<String, String> ENVIRONMENT = Map.of(
            "GOMP_SPINCOUNT", "1000",
            "OPENBLAS_NUM_THREADS", "1",
            "MALLOC_ARENA_MAX", "1",
            "MALLOC_MMAP_THRESHOLD_", "1073741824",
            "MALLOC_TRIM_THRESHOLD_", "2147483648");

    /** Kept, since the JDK forgets the level of a logger that nobody holds. */
    private static final List<Logger> LOGGERS = List.of(
            Logger.getLogger(""),
            Logger.getLogger("org.apache.hadoop.util.NativeCodeLoader"), // every machine lacks these
            Logger.getLogger("org.apache.spark.util.Utils")); // the name of the machine and its address

    private Sessions() {}

    /** @param threads of this process, where nobody named a cluster */
    static SparkSession open(int threads) {
        boolean isLocal = System.getProperty(MASTER) == null; // which spark-submit sets
        if (isLocal) { // before Spark's first word
            LOGGERS.forEach(logger -> logger.setLevel(logger.getName().isEmpty() ? Level.WARNING : Level.SEVERE));
        }
        SparkConf conf = new SparkConf();
        conf.setIfMissing("spark.app.name", "delineate archive");
        // results appear when a batch is complete, not task by task
        conf.set("spark.hadoop.mapreduce.fileoutputcommitter.algorithm.version", "1");
        ENVIRONMENT.forEach((name, value) -> conf.setIfMissing("spark.executorEnv." + name, value));
        if (isLocal) {
            conf.set(MASTER, "local[" + threads + "]");
            conf.set("spark.driver.bindAddress", "127.0.0.1");
            conf.set("spark.driver.host", "127.0.0.1");
            conf.setIfMissing("spark.ui.enabled", "false");
            conf.setIfMissing("spark.sql.debug.maxToStringFields", "1000"); // a warning less
        }
        return SparkSession.builder().config(conf).getOrCreate();
    }

    static boolean isLocal(SparkSession spark) {
        return spark.conf().get(MASTER).startsWith("local");
    }
}
