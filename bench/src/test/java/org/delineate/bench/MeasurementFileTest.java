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

class MeasurementFileTest {
    private static final Task TASK = new Task("unet", Kind.TRAINING, 8, 1);

    @Test
    void resumesWhereItStopped(@TempDir Path folder) {
        Path file = folder.resolve("new/cells.jsonl");
        Measurement measurement = new Measurement(
                TASK,
                Peer.LIBTORCH,
                new Measurement.Times(new double[] {1.5, 2}, new double[] {3, 4}, true),
                7,
                new float[] {.5f},
                "x",
                null);
        new MeasurementFile(file, false).add(List.of(measurement, Measurement.unmeasured(TASK, Peer.DJL, "why")));
        MeasurementFile again = new MeasurementFile(file, true);
        assertTrue(again.has(TASK, Peer.LIBTORCH));
        assertTrue(again.has(TASK, Peer.DJL));
        assertFalse(again.has(TASK, Peer.PYTHON));
        assertArrayEquals(
                measurement.times().milliseconds(),
                again.results().measurements().get(0).times().milliseconds());
        assertTrue(again.results().measurements().get(0).isAborted());
        assertEquals("why", again.results().measurements().get(1).problem());
    }

    @Test
    void startsEmptyUnlessResumed(@TempDir Path folder) {
        Path file = folder.resolve("cells.jsonl");
        new MeasurementFile(file, false).add(List.of(Measurement.unmeasured(TASK, Peer.DJL, "why")));
        assertTrue(new MeasurementFile(file, false).results().measurements().isEmpty());
    }
}
