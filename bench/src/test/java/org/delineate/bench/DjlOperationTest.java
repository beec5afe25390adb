package org.delineate.bench;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.file.Path;
import org.delineate.bench.Task.Kind;
import org.delineate.file.Json;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DjlOperationTest {
    /** A network whose operation is missing would be found out after an hour of measurements. */
    @ParameterizedTest
    @ValueSource(strings = {"unext", "cmunext", "sc-unext", "rca-iunet"})
    void djlHasEveryOperationOfTheNetworks(String network, @TempDir Path folder) {
        TaskFiles files = new TaskFiles(folder);
        Task task = new Task(network, Kind.TRAINING, 1, 1);
        files.writeGraph(task);
        for (GraphFile.Line line :
                Json.read(files.graphFile(task), GraphFile.class).lines()) {
            if (line.op() != null) {
                assertDoesNotThrow(() -> DjlOperation.of(line), line::toString);
            }
        }
    }

    @Test
    void namesTheOperationThatDjlLacks() {
        GraphFile.Line line =
                new GraphFile.Line(null, "MaxUnpool", null, new int[] {0, 1}, new long[] {1}, false, new int[0]);
        assertEquals(
                "DJL has no operation for MaxUnpool",
                assertThrows(IllegalArgumentException.class, () -> DjlOperation.of(line))
                        .getMessage());
    }
}
