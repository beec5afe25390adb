package org.delineate.bench.engines;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.delineate.bench.MeasuredPart;
import org.delineate.nn.engine.Machine;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class EngineTableTest {
    @TempDir
    private Path docs;

    private static String place(String by) {
        return "<!-- measured: written by " + by + " -->\nold\n<!-- end of measured -->\n";
    }

    private Path page(String text) throws IOException {
        Path page = docs.resolve("results/engine-choice.md");
        Files.createDirectories(page.getParent());
        return Files.writeString(page, text);
    }

    @Test
    void writesARowForEachUseIntoThePartOfThisClassOfProcessors() throws IOException {
        Path page = page("before\n" + place("bench/engines, another class")
                + place("bench/engines, " + Machine.here().kind()) + "after\n");
        String[] words = {"--networks", "unext-s", "--rounds", "1", "--write", docs.toString()};
        assertEquals(0, new CommandLine(new EngineTable()).execute(words));
        String text = Files.readString(page);
        assertTrue(text.startsWith("before\n" + place("bench/engines, another class")), text);
        assertTrue(text.endsWith("<!-- end of measured -->\nafter\n"), text);
        List<String> rows =
                text.lines().filter(l -> l.startsWith("| `unext-s`, ")).toList();
        assertEquals(3, rows.size(), text);
        for (String row : rows) {
            String[] cells = row.split(" \\| ");
            double chosen = Double.parseDouble(cells[cells.length - 3]);
            double rule = Double.parseDouble(cells[cells.length - 2]);
            assertTrue(chosen >= 1 && rule >= 1, "nothing is faster than the fastest: " + row);
            assertTrue(row.contains("libtorch float32") || row.contains("libtorch bf16") || row.contains("onnx"), row);
        }
        assertTrue(text.contains("libtorch float32 | "), text);
    }

    @Test
    void refusesAPageWithoutAPlace() throws IOException {
        Path page = page(place("bench/nodes"));
        String problem = assertThrows(IOException.class, () -> MeasuredPart.write(page, "bench/engines, AVX2", "new"))
                .getMessage();
        assertTrue(problem.contains("has no place for the measured part"), problem);
        assertEquals(place("bench/nodes"), Files.readString(page));
    }
}
