package org.delineate.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.delineate.dataset.Dataset;
import org.delineate.dataset.Split;
import org.delineate.file.Json;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DemoCommandTest {
    private static final String HOME = "delineate.home";
    private static final Path CHECKOUT = Path.of("").toAbsolutePath().getParent();

    @TempDir
    private Path folder;

    @AfterEach
    void forget() {
        System.clearProperty(HOME);
    }

    @Test
    void goesTheWholeWayOnTheBundledPictures() throws IOException {
        System.setProperty(HOME, CHECKOUT.toString());
        Path out = folder.resolve("demo");
        Files.createDirectory(out);
        Cli answer = Cli.run("demo", "--epochs", 1, "--out", out);
        assertEquals(0, answer.code(), answer.out() + answer.err());
        Path used = folder.resolve("demo-2"); // demo itself was taken
        Dataset pictures = Dataset.open(CHECKOUT.resolve("demo/busi-small"));
        assertEquals(50, pictures.cases().size());
        List<String> test = Split.read(used.resolve("split.json")).parts().get("test");
        assertEquals(
                test.size(),
                Json.tree(used.resolve("evaluation/scores.json"))
                        .at("/protocol/data/images")
                        .asInt());
        assertTrue(Files.exists(used.resolve("masks/" + test.get(0) + "_overlay.png")));
        for (String command : List.of("data split", "train", "evaluate", "segment")) {
            assertTrue(answer.out().contains("$ delineate " + command), answer.out());
        }
        List<String> next = CommandLines.of(answer.out().substring(answer.out().indexOf("What to try next:")));
        assertEquals(3, next.size(), answer.out());
        next.forEach(CommandLines::parse);
    }

    @Test
    void saysWhereItsPicturesAreMissing() {
        Cli answer = Cli.run("demo", "--out", folder.resolve("demo"));
        assertEquals(1, answer.code());
        assertTrue(answer.err().contains("./delineate"), answer.err());
    }

    @Test
    void stopsAtTheStepThatFailsAndSaysItsError() {
        System.setProperty(HOME, CHECKOUT.toString());
        Cli answer = Cli.run("demo", "--epochs", 0, "--out", folder.resolve("demo"));
        assertEquals(1, answer.code(), answer.out() + answer.err());
        assertTrue(answer.out().contains("$ delineate train "), answer.out());
        assertTrue(answer.err().contains("delineate: epochs must be at least 1, got 0"), answer.err());
        assertFalse(answer.out().contains("$ delineate evaluate"), answer.out());
        assertFalse(answer.out().contains("What to try next"), answer.out());
    }
}
