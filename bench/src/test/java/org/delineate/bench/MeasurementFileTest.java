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

class MeasurementFileTest {
    private static final Task TASK = new Task("unet", What.TRAINING, 8, 1);

    @Test
    void goesOnWhereItStopped(@TempDir Path folder) {
        Path file = folder.resolve("new/cells.jsonl");
        Measurement cell = new Measurement(
                TASK, Peer.LIBTORCH, new double[] {1.5, 2}, new double[] {3, 4}, 7, new float[] {.5f}, "x", true, null);
        new MeasurementFile(file, false).add(List.of(cell, Measurement.unmeasured(TASK, Peer.DJL, "why")));
        MeasurementFile again = new MeasurementFile(file, true);
        assertTrue(again.has(TASK, Peer.LIBTORCH));
        assertTrue(again.has(TASK, Peer.DJL));
        assertFalse(again.has(TASK, Peer.PYTHON));
        assertArrayEquals(cell.milliseconds(), again.results().cells().get(0).milliseconds());
        assertTrue(again.results().cells().get(0).cut());
        assertEquals("why", again.results().cells().get(1).problem());
    }

    @Test
    void beginsAnewUnlessAsked(@TempDir Path folder) {
        Path file = folder.resolve("cells.jsonl");
        new MeasurementFile(file, false).add(List.of(Measurement.unmeasured(TASK, Peer.DJL, "why")));
        assertTrue(new MeasurementFile(file, false).results().cells().isEmpty());
    }
}
