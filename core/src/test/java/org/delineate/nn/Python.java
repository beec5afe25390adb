package org.delineate.nn;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The machine's Python with PyTorch, for the tests of the profile "python". -Dpython=/usr/bin/python3 */
public final class Python {
    private Python() {}

    /** Runs a script of src/test/python and fails with its words where it fails. */
    public static void run(String script, Path... arguments) throws IOException, InterruptedException {
        String python = System.getProperty("python", "/usr/bin/python3");
        Path words = Files.createTempFile("python", ".txt");
        try {
            int code = wait(List.of(python, "-c", "import torch"), words);
            assertEquals(0, code, python + " has no torch: apt-get install python3-torch, or -Dpython=ANOTHER");
            List<String> command = new ArrayList<>(List.of(python, "src/test/python/" + script));
            Stream.of(arguments).map(Path::toString).forEach(command::add);
            assertEquals(0, wait(command, words), String.join(" ", command) + "\n" + Files.readString(words));
        } finally {
            Files.delete(words);
        }
    }

    private static int wait(List<String> command, Path words) throws IOException, InterruptedException {
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(words.toFile())
                .start()
                .waitFor();
    }
}
