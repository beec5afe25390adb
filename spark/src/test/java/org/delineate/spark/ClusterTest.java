package org.delineate.spark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.spark.sql.Row;
import org.delineate.cli.ArchiveCommand;
import org.delineate.cli.console.CommandLines;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/**
 * The jar for {@code spark-submit} on a cluster of processes, whose driver and one of whose workers are killed with
 * SIGKILL: {@code mvn -pl spark -am verify -Pcluster -Dtest=ClusterTest -Dsurefire.failIfNoSpecifiedTests=false}.
 */
@EnabledIfSystemProperty(named = "cluster.version", matches = ".+", disabledReason = "needs the jar of -Pcluster")
class ClusterTest {
    private static final int FILES = Integer.getInteger("files", 600);
    private static final int HOSTILE = FILES / 20;

    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    private Path folder;

    private static String[] words(Path pictures, Path out) {
        return new String[] {
            pictures.toString(),
            "--out",
            out.toString(),
            "--engine",
            "libtorch",
            "--precision",
            "float32",
            "--threads",
            "1",
            "--commit",
            "" + FILES / 4
        };
    }

    @Test
    void killedDriverAndWorkerLeaveTheTableOfOneMachine() throws Exception {
        Path pictures = folder.resolve("pictures");
        ArchiveOfCopies.write(pictures, FILES, HOSTILE, ArchiveOfCopies.pictures(Path.of("../demo/busi-small")));
        Path alone = folder.resolve("alone");
        assertEquals(0, CommandLines.of(new ArchiveCommand()).execute(words(pictures, alone)));
        Path out = folder.resolve("out");
        try (Cluster cluster = new Cluster(folder.resolve("logs"), 2)) {
            Process first = cluster.submit("first", words(pictures, out));
            Cluster.await(() -> !first.isAlive() || Cluster.batches(out) == 1);
            assertTrue(first.isAlive(), () -> cluster.said("first"));
            first.destroyForcibly().waitFor();

            Process second = cluster.submit("second", words(pictures, out));
            int before = Cluster.batches(out);
            Cluster.await(() -> !second.isAlive() || Cluster.batches(out) > before);
            assertTrue(second.isAlive(), () -> cluster.said("second"));
            cluster.kill(0);
            assertEquals(0, second.waitFor(), () -> cluster.said("second"));
            assertTrue(
                    cluster.said("second").contains("ExecutorLostFailure")
                            || cluster.said("second").contains("Lost executor"),
                    "the kill hit a running executor");

            TreeMap<String, Row> rows = Rows.byPicture(out);
            TreeMap<String, Row> expected = Rows.byPicture(alone);
            assertEquals(FILES, rows.size());
            assertEquals(expected.keySet(), rows.keySet());
            assertEquals(Rows.hash(expected), Rows.hash(rows));
            System.out.println("ClusterTest: " + rows.size() + " rows, hash " + Rows.hash(rows) + " as on one machine");

            List<Path> files = files(out);
            Process third = cluster.submit("third", words(pictures, out));
            assertEquals(0, third.waitFor(), () -> cluster.said("third"));
            assertTrue(cluster.said("third").contains(FILES + " have their results, 0 to do"), cluster.said("third"));
            assertEquals(files, files(out));
        }
    }

    private static List<Path> files(Path out) throws Exception {
        try (Stream<Path> all = Files.walk(out.resolve("results"))) {
            return new ArrayList<>(all.sorted().toList());
        }
    }
}
