package org.delineate.bench;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import org.delineate.bench.Task.What;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** With real processes. */
class ComparisonTest {
    private static final String SMALLEST = "sc-unext";
    private static final Comparison.Plan PLAN = new Comparison.Plan(2, 60, 60, 60, true);

    @TempDir
    private Path folder;

    @Test
    void peersGiveTheSameAnswer() {
        Task task = new Task(SMALLEST, What.INFERENCE, 1, 1);
        List<Peer> peers = List.of(Peer.OURS_FLOAT32, Peer.LIBTORCH, Peer.ONNX_RUNTIME);
        try (Comparison match = new Comparison(folder)) {
            List<Measurement> cells = match.play(task, peers, PLAN);
            assertEquals(peers, cells.stream().map(Measurement::peer).toList());
            for (Measurement c : cells) {
                assertTrue(c.isMeasured(), c.problem());
                assertEquals(2, c.milliseconds().length);
                assertEquals(64, c.sample().length);
                assertEquals(0, c.difference(cells.get(1)), 1e-5, c.peer().label());
                assertTrue(c.peakBytes() > 50 << 20, c.peer() + " held " + c.peakBytes() + " bytes");
            }
        }
    }

    /** And its process ends: together they may need more memory than there is. */
    @Test
    void aSlowFirstRunIsTheOnlyOne() {
        Comparison.Plan plan = new Comparison.Plan(3, 60, 0, 60, true);
        try (Comparison match = new Comparison(folder)) {
            Measurement cell = match.play(new Task(SMALLEST, What.INFERENCE, 1, 1), List.of(Peer.OURS_FLOAT32), plan)
                    .get(0);
            assertTrue(cell.isMeasured(), cell.problem());
            assertEquals(1, cell.milliseconds().length);
            assertEquals(64, cell.sample().length);
            assertTrue(cell.peakBytes() > 50 << 20, cell.peakBytes() + " bytes");
            assertEquals(
                    0,
                    ProcessHandle.current()
                            .children()
                            .filter(c -> c.info().commandLine().orElse("").contains(Worker.class.getName()))
                            .count());
        }
    }

    /** What is told then is the least. Who comes next has a new process. */
    @Test
    void aRunThatTakesFarTooLongIsEnded() {
        Task task = new Task(SMALLEST, What.INFERENCE, 1, 1);
        List<Peer> peers = List.of(Peer.OURS_FLOAT32, Peer.LIBTORCH);
        try (Comparison match = new Comparison(folder)) {
            List<Measurement> cells = match.play(task, peers, new Comparison.Plan(3, 60, 60, 0.001, false));
            for (Measurement c : cells) {
                assertTrue(c.isMeasured(), c.problem());
                assertTrue(c.cut());
                assertArrayEquals(new double[] {1}, c.milliseconds());
            }
            Measurement next = match.play(task, List.of(Peer.LIBTORCH), PLAN).get(0);
            assertTrue(next.isMeasured(), next.problem());
            assertFalse(next.cut());
            assertEquals(64, next.sample().length);
        }
    }

    @Test
    void theFirstLossIsTheSame() {
        Task task = new Task(SMALLEST, What.TRAINING, 1, 1);
        try (Comparison match = new Comparison(folder)) {
            List<Measurement> cells = match.play(task, List.of(Peer.OURS_FLOAT32, Peer.LIBTORCH), PLAN);
            assertTrue(cells.get(0).isMeasured(), cells.get(0).problem());
            assertEquals(1, cells.get(0).sample().length);
            assertTrue(cells.get(0).sample()[0] > 0);
            assertEquals(0, cells.get(0).difference(cells.get(1)), 1e-5);
        }
    }

    @Test
    void whoCannotIsToldWithTheReason() {
        String before =
                System.setProperty(Peer.PYTHON_FILE, folder.resolve("no-python").toString());
        try (Comparison match = new Comparison(folder)) {
            Measurement cell = match.play(new Task(SMALLEST, What.INFERENCE, 1, 1), List.of(Peer.PYTHON), PLAN)
                    .get(0);
            assertFalse(cell.isMeasured());
            assertTrue(cell.problem().contains("apt-get install python3-torch"), cell.problem());
        } finally {
            if (before == null) {
                System.clearProperty(Peer.PYTHON_FILE);
            } else {
                System.setProperty(Peer.PYTHON_FILE, before);
            }
        }
    }
}
