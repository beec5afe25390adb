package org.delineate.checkpoint;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.delineate.file.BadFileException;
import org.delineate.nn.Python;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
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
        return RecordedCheckpoints.tests(made);
    }

    /** The line of Python in a refusal leaves a file that is read. */
    @Test
    void theRemedyHelps() throws Exception {
        Path file = folder.resolve("refused_arguments.pth");
        Files.copy(RecordedCheckpoints.RESOURCES.resolve("refused_arguments.pth"), file);
        BadFileException e = assertThrows(BadFileException.class, () -> TorchFile.read(file));
        Matcher line = Pattern.compile("python3 (-c \".*\")$").matcher(e.getMessage());
        assertTrue(line.find(), e.getMessage());
        Python.shell(folder, line.group(1));
        TorchFile saved = TorchFile.read(folder.resolve("weights.pth"));
        assertEquals(9, saved.groups().get(0).tensors().size());
    }
}
