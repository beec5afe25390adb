package org.delineate.zoo;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.delineate.model.Export;
import org.delineate.nn.Python;
import org.delineate.onnx.OnnxFile;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Profile "python": ONNX's own checker takes every exported network; some: {@code -Ddelineate.network=regex}. */
class OnnxPythonTest {
    @TempDir
    Path folder;

    static Stream<Zoo> networks() {
        return Chosen.networks();
    }

    @ParameterizedTest
    @MethodSource("networks")
    void isValid(Zoo zoo) throws Exception {
        for (int batch : new int[] {0, 2}) {
            Filled filled = Filled.of(zoo, 32, 64);
            Path file = folder.resolve("network.onnx");
            new OnnxFile(
                            Export.graph(zoo.id(), filled.network(), batch, filled.height(), filled.width()),
                            "a network",
                            Map.of("network", zoo.id()))
                    .write(file);
            Python.runWith("onnx", "onnx_check.py", file);
            Files.delete(file);
        }
    }
}
