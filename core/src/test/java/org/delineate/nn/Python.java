package org.delineate.nn;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The machine's Python with PyTorch and ONNX, for the tests of the profile "python". -Dpython=/usr/bin/python3 */
public final class Python {
    private static final String PYTHON = System.getProperty("python", "/usr/bin/python3");

    private Python() {}

    /** Runs a script of src/test/python with PyTorch and fails with its words where it fails. */
    public static void run(String script, Path... arguments) throws IOException, InterruptedException {
        runWith("torch", script, arguments);
    }

    /** The same with another module. */
    public static void runWith(String module, String script, Path... arguments)
            throws IOException, InterruptedException {
        require(module);
        List<String> command = new ArrayList<>(List.of(PYTHON, "src/test/python/" + script));
        Stream.of(arguments).map(Path::toString).forEach(command::add);
        runs(Path.of("").toAbsolutePath(), command, "failed");
    }

    /** Runs it with arguments as a shell reads them. */
    public static void shell(Path folder, String arguments) throws IOException, InterruptedException {
        require("torch");
        runs(folder, List.of("sh", "-c", PYTHON + " " + arguments), "failed");
    }

    private static void require(String module) throws IOException, InterruptedException {
        String remedy = "has no " + module + ": apt-get install python3-" + module + ", or -Dpython=ANOTHER";
        runs(Path.of("").toAbsolutePath(), List.of(PYTHON, "-c", "import " + module), remedy);
    }

    private static void runs(Path folder, List<String> command, String problem)
            throws IOException, InterruptedException {
        Path words = Files.createTempFile("python", ".txt");
        try {
            int code = new ProcessBuilder(command)
                    .directory(folder.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(words.toFile())
                    .start()
                    .waitFor();
            assertEquals(0, code, String.join(" ", command) + " " + problem + "\n" + Files.readString(words));
        } finally {
            Files.delete(words);
        }
    }
}
