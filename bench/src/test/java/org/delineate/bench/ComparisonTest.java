package org.delineate.bench;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import org.delineate.bench.Task.Kind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Measures with real processes. */
class ComparisonTest {
    private static final String SMALLEST = "sc-unext";
    private static final Comparison.Budget PLAN = new Comparison.Budget(2, 60, 60, 60, true);

    @TempDir
    private Path folder;

    @Test
    void peersHaveTheSameOutput() {
        Task task = new Task(SMALLEST, Kind.INFERENCE, 1, 1);
        List<Peer> peers = List.of(Peer.OURS_FLOAT32, Peer.LIBTORCH, Peer.ONNX_RUNTIME);
        try (Comparison comparison = new Comparison(folder)) {
            List<Measurement> measurements = comparison.measure(task, peers, PLAN);
            assertEquals(peers, measurements.stream().map(Measurement::peer).toList());
            for (Measurement c : measurements) {
                assertTrue(c.isMeasured(), c.problem());
                assertEquals(2, c.rounds());
                assertEquals(64, c.sample().length);
                assertEquals(
                        0, c.difference(measurements.get(1)), 1e-5, c.peer().label());
                assertTrue(c.peakBytes() > 50 << 20, c.peer() + " held " + c.peakBytes() + " bytes");
            }
        }
    }

    /** The process ends as well: together they may need more memory than there is. */
    @Test
    void aSlowFirstRunIsTheOnlyOne() {
        Comparison.Budget budget = new Comparison.Budget(3, 60, 0, 60, true);
        try (Comparison comparison = new Comparison(folder)) {
            Measurement measurement = comparison
                    .measure(new Task(SMALLEST, Kind.INFERENCE, 1, 1), List.of(Peer.OURS_FLOAT32), budget)
                    .get(0);
            assertTrue(measurement.isMeasured(), measurement.problem());
            assertEquals(1, measurement.rounds());
            assertEquals(64, measurement.sample().length);
            assertTrue(measurement.peakBytes() > 50 << 20, measurement.peakBytes() + " bytes");
            assertEquals(
                    0,
                    ProcessHandle.current()
                            .children()
                            .filter(c -> c.info().commandLine().orElse("").contains(Worker.class.getName()))
                            .count());
        }
    }

    /** The time is a lower bound then, and the next task has a new process. */
    @Test
    void aRunThatTakesTooLongIsEnded() {
        Task task = new Task(SMALLEST, Kind.INFERENCE, 1, 1);
        List<Peer> peers = List.of(Peer.OURS_FLOAT32, Peer.LIBTORCH);
        try (Comparison comparison = new Comparison(folder)) {
            List<Measurement> measurements =
                    comparison.measure(task, peers, new Comparison.Budget(3, 60, 60, 0.001, false));
            for (Measurement c : measurements) {
                assertTrue(c.isMeasured(), c.problem());
                assertTrue(c.isAborted());
                assertArrayEquals(new double[] {1}, c.times().milliseconds());
            }
            Measurement next =
                    comparison.measure(task, List.of(Peer.LIBTORCH), PLAN).get(0);
            assertTrue(next.isMeasured(), next.problem());
            assertFalse(next.isAborted());
            assertEquals(64, next.sample().length);
        }
    }

    @Test
    void theFirstLossIsTheSame() {
        Task task = new Task(SMALLEST, Kind.TRAINING, 1, 1);
        try (Comparison comparison = new Comparison(folder)) {
            List<Measurement> measurements = comparison.measure(task, List.of(Peer.OURS_FLOAT32, Peer.LIBTORCH), PLAN);
            assertTrue(measurements.get(0).isMeasured(), measurements.get(0).problem());
            assertEquals(1, measurements.get(0).sample().length);
            assertTrue(measurements.get(0).sample()[0] > 0);
            assertEquals(0, measurements.get(0).difference(measurements.get(1)), 1e-5);
        }
    }

    @Test
    void aPeerThatCannotRunIsReportedWithTheReason() {
        String before =
                System.setProperty(Peer.PYTHON_FILE, folder.resolve("no-python").toString());
        try (Comparison comparison = new Comparison(folder)) {
            Measurement measurement = comparison
                    .measure(new Task(SMALLEST, Kind.INFERENCE, 1, 1), List.of(Peer.PYTHON), PLAN)
                    .get(0);
            assertFalse(measurement.isMeasured());
            assertTrue(measurement.problem().contains("apt-get install python3-torch"), measurement.problem());
        } finally {
            if (before == null) {
                System.clearProperty(Peer.PYTHON_FILE);
            } else {
                System.setProperty(Peer.PYTHON_FILE, before);
            }
        }
    }

    @Test
    void aTaskThatFailsInItsProcessIsReportedAndTheOthersAreMeasured() {
        Task task = Task.matmul(64, 1);
        List<Peer> peers = List.of(Peer.DJL, Peer.OURS_FLOAT32, Peer.PEAK_FLOAT32);
        try (Comparison comparison = new Comparison(folder)) {
            List<Measurement> measurements = comparison.measure(task, peers, new Comparison.Budget(1, 0, 60, 60, true));
            for (Measurement c : measurements.subList(0, 2)) {
                assertFalse(c.isMeasured());
                assertTrue(c.problem().contains("unknown network \"matmul-64\""), c.problem());
                assertEquals(0, c.rounds());
            }
            assertTrue(measurements.get(2).isMeasured(), measurements.get(2).problem());
            assertEquals(64, measurements.get(2).sample().length);
        }
    }
}
