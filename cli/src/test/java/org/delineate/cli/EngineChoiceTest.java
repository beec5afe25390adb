package org.delineate.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.delineate.file.Json;
import org.delineate.infer.EngineChooser;
import org.delineate.nn.engine.Machine;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which engine the commands take, and what they say of it. */
class EngineChoiceTest {
    @TempDir
    private static Path shared;

    private static Path data;
    private static Path model;

    @TempDir
    private Path folder;

    private int runs;

    @BeforeAll
    static void train() {
        data = Discs.write(shared.resolve("discs"), EngineChooser.WORTH_TIMING, 0, 4);
        model = TinyTraining.model(data, shared.resolve("run"), 1);
    }

    private Cli segment(Path pictures, Object... more) {
        List<Object> line = new ArrayList<>(List.of("segment", "--threads", 1, "--model", model, pictures));
        line.addAll(List.of("--json", "--no-overlays", "--out", folder.resolve("masks" + runs++)));
        line.addAll(List.of(more));
        if (!line.contains("--engine-cache")) {
            line.addAll(List.of("--engine-cache", folder.resolve("cache")));
        }
        Cli answer = Cli.run(line.toArray());
        assertEquals(0, answer.code(), answer.err());
        String said = answer.json().get("engines").get(0).asText();
        assertTrue(answer.err().contains("engine   " + said + "\n"), answer.err());
        return answer;
    }

    private static String engine(Cli answer) {
        return answer.json().get("engines").get(0).asText();
    }

    private Path kept() {
        return folder.resolve("cache/engine-times.json");
    }

    @Test
    void aFolderIsTimedOnceAndTheOptionsDecide() throws IOException {
        Path pictures = data.resolve("images");
        Path one = pictures.resolve("c00.png");
        String rule = engine(segment(one));
        assertTrue(rule.endsWith(": by the rule for this processor, not timed"), rule);
        assertTrue(Files.notExists(kept()));

        String first = engine(segment(pictures));
        assertTrue(first.contains(": the fastest, timed now (") && first.contains("onnx float32 "), first);
        JsonNode tasks = Json.tree(kept()).get("tasks");
        assertEquals(1, tasks.size());

        for (Path next : List.of(pictures, one)) {
            String again = engine(segment(next));
            assertEquals(first.replace("timed now", "timed in an earlier run"), again);
            assertEquals(tasks, Json.tree(kept()).get("tasks"));
        }
        for (String told : List.of("libtorch", "onnx")) {
            String given = engine(segment(one, "--engine", told, "--precision", "float32"));
            assertTrue(given.startsWith(told.equals("onnx") ? "ONNX Runtime " : "libtorch "), given);
            assertTrue(
                    given.endsWith(", float32: the only one that the options, the file and the device leave"), given);
        }
    }

    @Test
    void aDamagedFileIsSaidAndReplaced() throws IOException {
        Files.createDirectories(kept().getParent());
        Files.writeString(kept(), "{\"format\": \"delineate-engine-times-1\", \"tas");
        Cli damaged = segment(data.resolve("images"));
        assertTrue(
                damaged.err().contains("engine   the times of the engines are taken anew: " + kept()), damaged.err());
        assertTrue(engine(damaged).contains("timed now"), engine(damaged));
        Cli again = segment(data.resolve("images/c00.png"));
        assertFalse(again.err().contains("anew"), again.err());
        assertTrue(engine(again).contains("timed in an earlier run"), engine(again));
    }

    @Test
    void nothingIsKeptWhereNothingMayBe() throws IOException {
        String said = engine(segment(data.resolve("images"), "--engine-cache", "none"));
        assertTrue(said.contains("timed now"), said);
        try (Stream<Path> files = Files.walk(folder)) {
            assertTrue(files.noneMatch(f -> f.endsWith("engine-times.json")));
        }
    }

    /** The bits of published scores do not depend on a clock. */
    @Test
    void anEvaluationGoesByTheRule() throws IOException {
        segment(data.resolve("images"));
        Path out = folder.resolve("report");
        Cli scored = Cli.run("evaluate", "--threads", 1, "--model", model, "--data", data, "--out", out, "--json");
        assertEquals(0, scored.code(), scored.err());
        String engine = scored.json().at("/protocol/run/engine").asText();
        assertTrue(engine.endsWith(": by the rule for this processor, not timed"), engine);
        assertTrue(scored.err().contains("engine   " + engine + "\n"), scored.err());
        assertTrue(Files.readString(out.resolve("report.html")).contains("by the rule for this processor"));
    }

    @Test
    void doctorNamesTheClassOfTheProcessor() {
        JsonNode findings = Cli.run("doctor", "--json").json();
        String found = null;
        for (JsonNode finding : findings) {
            found = finding.get("what").asText().equals("processor class")
                    ? finding.get("found").asText()
                    : found;
        }
        assertEquals(Machine.here().kind(), Objects.requireNonNull(found));
        assertTrue(found.matches("no AVX2|AVX2( with VNNI)?|AVX-512( with (VNNI|bf16( and AMX)?))?"), found);
    }
}
