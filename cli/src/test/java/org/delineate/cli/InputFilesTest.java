package org.delineate.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Files that no command can use: each is refused in words that name it, at once, and nothing is written. */
@Timeout(60)
@EnabledOnOs({OS.LINUX, OS.MAC})
class InputFilesTest {
    @TempDir
    private static Path shared;

    private static Path data;
    private static Path pipe;

    @TempDir
    private Path folder;

    private Path run;

    @BeforeAll
    static void write() throws Exception {
        data = Discs.write(shared.resolve("data"), 4, 0, 1);
        pipe = shared.resolve("pipe");
        assertEquals(0, new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor());
    }

    @BeforeEach
    void name() {
        run = folder.resolve("run");
    }

    private Path text(String name, String content) throws IOException {
        return Files.writeString(folder.resolve(name), content);
    }

    private Cli train(Object... more) {
        List<Object> line = new ArrayList<>(
                List.of("train", "--data", data, "--out", run, "--network", "malunet", "--size", 32, "--threads", 1));
        line.addAll(List.of(more));
        return Cli.run(line.toArray());
    }

    private void refuses(Cli answer, String... words) {
        assertEquals(1, answer.code(), answer.err());
        for (String word : words) {
            assertTrue(answer.err().contains(word), word + " in: " + answer.err());
        }
        assertFalse(answer.err().contains("This should not happen"), answer.err());
        assertFalse(answer.err().chars().anyMatch(c -> c < ' ' && c != '\n'), answer.err());
        assertFalse(Files.exists(run), "nothing is written");
    }

    @Test
    void refusesPipesWhereverAPathIsGiven() throws IOException {
        Path list = text("list.txt", "c00\n");
        Path csv = Files.createSymbolicLink(folder.resolve("pipe.csv"), pipe);
        Path onnx = Files.createSymbolicLink(folder.resolve("pipe.onnx"), pipe);
        Path table = text("table.csv", "image,mask\n" + pipe + ",\n");
        Path picture = data.resolve("images/c00.png");
        for (Cli answer : List.of(
                train("--train-list", pipe, "--val-list", list),
                train("--train-list", list, "--val-list", pipe),
                train("--split", pipe),
                train("--config", pipe),
                train("--init-from", pipe),
                Cli.run("data", "inspect", csv),
                Cli.run("data", "inspect", table),
                Cli.run("segment", "--model", pipe, "--out", run, picture),
                Cli.run("segment", "--model", onnx, "--out", run, picture),
                Cli.run("evaluate", "--model", pipe, "--out", run, "--data", data),
                Cli.run("import", pipe, "--network", "unet", "--out", folder.resolve("m.safetensors")),
                Cli.run("export", "--model", pipe, "--onnx", folder.resolve("m.onnx")))) {
            refuses(answer, "a named pipe, a device or a socket");
        }
    }

    @Test
    void passesOverPipesAndLinksThatLeadNowhereInFolders() throws Exception {
        Path own = Discs.write(folder.resolve("own"), 2, 0, 3);
        Files.createSymbolicLink(own.resolve("images/up"), own);
        Files.createSymbolicLink(own.resolve("images/gone.png"), folder.resolve("gone"));
        Files.createSymbolicLink(own.resolve("loop"), own.resolve("loop"));
        assertEquals(
                0,
                new ProcessBuilder("mkfifo", own.resolve("masks/p.png").toString())
                        .start()
                        .waitFor());
        Cli answer = Cli.run("data", "inspect", own);
        assertEquals(0, answer.code(), answer.err());
        for (String remark : List.of(
                "up in " + own.resolve("images") + " is a link to a folder that holds it and is passed over.",
                "gone.png in " + own.resolve("images") + " is a link to nothing and is passed over.",
                "loop in " + own + " is a link to nothing and is passed over.",
                "p.png in " + own.resolve("masks") + " is a named pipe, a device or a socket and is passed over.")) {
            assertTrue(answer.err().contains("remark   " + remark), remark + " in: " + answer.err());
            assertTrue(answer.out().contains(remark), answer.out());
        }
    }

    @Test
    void endsWhereLinksLeadRound() throws Exception {
        Path own = Discs.write(folder.resolve("own"), 2, 0, 3);
        Files.createSymbolicLink(own.resolve("images/m"), own.resolve("masks"));
        Files.createSymbolicLink(own.resolve("masks/i"), own.resolve("images"));
        Cli answer = Cli.run("data", "inspect", own);
        assertEquals(0, answer.code(), answer.err());
        assertTrue(answer.err().contains("is a link to a folder that holds it"), answer.err());
    }

    @Test
    void namesPicturesInOtherFormats() throws IOException {
        Path own = Discs.write(folder.resolve("own"), 2, 0, 3);
        Files.writeString(own.resolve("images/x.webp"), "RIFF");
        Files.writeString(own.resolve("README.md"), "text");
        Cli answer = Cli.run("data", "inspect", own);
        String caution = "pictures or arrays in formats that are not read are left out: 1 (.webp 1 (x.webp))";
        assertTrue(answer.err().contains("caution: " + caution), answer.err());
        assertTrue(answer.err().contains("beside   1 other file, not read: .md 1 (README.md)"), answer.err());
        assertTrue(answer.err().contains("with 1 caution, told above"), answer.err());
        assertTrue(answer.out().contains("files not read     .md 1 (README.md), .webp 1 (x.webp)"), answer.out());
        Cli strict = Cli.run("data", "inspect", own, "--strict");
        assertEquals(1, strict.code());
        assertTrue(strict.err().contains(caution + "; leave --strict out to go on"), strict.err());
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "png", ".", "..", "\0", "c\0", "\u001b[31mx", "//", "\\", "c00\nc00"})
    void refusesListsByLine(String line) throws IOException {
        refuses(
                train("--train-list", text("list.txt", line + "\n"), "--val-list", text("val.txt", "c01")),
                folder.resolve("list.txt").toString() + ": ");
    }

    @Test
    void refusesAnEmptyListByName() throws IOException {
        Path list = text("list.txt", "c00\n");
        Path empty = text("empty.txt", "\n");
        refuses(train("--train-list", list, "--val-list", empty), empty + ": the list of part val is empty");
        refuses(train("--train-list", empty, "--val-list", list), empty + ": the list of part train is empty");
    }

    @Test
    void namesTheLinesThatMatchNoCaseAndCutsThem() throws IOException {
        Path list = text("list.txt", "y".repeat(300) + "\n" + "x\n".repeat(5000));
        Cli answer = train("--train-list", list, "--val-list", text("val.txt", "c01"));
        refuses(answer, "5001 lines do not match exactly one case", "y...\"", " and 4991 more");
        assertTrue(answer.err().length() < 3000, answer.err());
    }

    @Test
    void readsListsInUtf16() throws IOException {
        Path list = folder.resolve("list.txt");
        Files.write(list, "\ufeffc00\r\nc09\r\n".getBytes(StandardCharsets.UTF_16LE));
        refuses(train("--train-list", list, "--val-list", text("val.txt", "c01")), ": 1 lines do not match", "\"c09\"");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"seed\": 1, \"ratios\": [], \"dataset\": \"b9\", \"parts\": {}, \"folds\": []} | source is missing",
                "{\"source\": \"x\", \"seed\": 1, \"ratios\": [], \"parts\": {}, \"folds\": []} | dataset is missing",
                "{\"source\": \"x\", \"seed\": 1, \"dataset\": \"b\", \"ratios\": [null], \"parts\": {}, "
                        + "\"folds\": []} | ratios is missing",
                "{\"source\": \"x\", \"seed\": 1, \"dataset\": \"b\", \"ratios\": [], \"parts\": {\"train\": "
                        + "null}, \"folds\": []}"
                        + " | part train is missing",
                "{\"source\": \"x\", \"seed\": 1, \"dataset\": \"b\", \"ratios\": [], \"parts\": {\"val\": "
                        + "[null]}, \"folds\": []}"
                        + " | a name in part val is missing",
                "{\"source\": \"x\", \"seed\": 1, \"dataset\": \"b\", \"ratios\": [], \"parts\": {}} | folds is "
                        + "missing",
                "null | null",
                "[] | line 1",
                "{} | seed: "
            })
    void refusesSplitsThatLackAPart(String json, String reason) throws IOException {
        Path split = text("split.json", json);
        refuses(train("--split", split), split + ": ", reason);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"network\": \"\\u001b[31mRED\\u0007\"} | unknown network \"?[31mRED?\"",
                "{\"\\u001b[31mepochs\": 3} | a configuration has no \"?[31mepochs\"",
                "{\"network\": \"malunet\", \"epochs\": -3} | epochs",
                "{\"network\": \"malunet\", \"epochs\": 1e99} | epochs",
                "{\"network\": \"malunet\", \"initFrom\": \"a\\u0000b\"} | ul character",
                "[] | no JSON object"
            })
    void namesTheFileOfAConfiguration(String json, String reason) throws IOException {
        Path config = text("config.json", json);
        refuses(Cli.run("train", "--data", data, "--out", run, "--config", config), config + ": ", reason);
    }

    @Test
    void blamesTheOptionWhereItIsTheOption() throws IOException {
        Path config = text("config.json", "{\"network\": \"malunet\", \"epochs\": 2}");
        Cli answer = Cli.run("train", "--data", data, "--out", run, "--config", config, "--epochs", 0);
        assertEquals(2, answer.code(), answer.err());
        assertFalse(answer.err().contains("config.json"), answer.err());
    }

    @Test
    void refusesSixtyMegabytesOfBrackets() throws IOException {
        Path config = text("config.json", "[" + "[],".repeat(20_000_000) + "[]]");
        refuses(train("--config", config), config + ": ", "5000000");
    }
}
