package org.delineate.nn;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** Profile "python": the checkpoints are made afresh by the PyTorch of this machine. */
class TorchPythonTest {
    @TempDir
    Path folder;

    @TestFactory
    Stream<DynamicTest> readsWhatPyTorchWritesNow() throws Exception {
        Path made = folder.resolve("made");
        Files.createDirectory(made);
        Python.run("checkpoints.py", made);
        return Checkpoints.tests(made);
    }
}
