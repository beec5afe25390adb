package org.delineate.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import org.delineate.model.Model;
import org.delineate.nn.Precision;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** From a training to a model in 8 bits that scores and segments. */
class QuantizeCommandTest {
    @TempDir
    private static Path folder;

    private static Path data;
    private static Path model;

    @BeforeAll
    static void train() {
        assumeTrue(Precision.INT8.runsHere(), Precision.INT8::lack);
        data = Discs.write(folder.resolve("discs"), 18, 2, 4);
        model = TinyTraining.model(data, folder.resolve("run"), 2);
    }

    private static Cli quantize(Path out, Object... more) {
        Object[] line = {"quantize", "--model", model, "--data", data, "--out", out, "--threads", 1, "--pictures", 3};
        Object[] all = java.util.Arrays.copyOf(line, line.length + more.length);
        System.arraycopy(more, 0, all, line.length, more.length);
        return Cli.run(all);
    }

    @Test
    void makesAModelThatEvaluateAndSegmentRunInBytes() {
        Path out = folder.resolve("q.safetensors");
        Cli made = quantize(out, "--most-points", 100, "--json");
        assertEquals(0, made.code(), made.err());
        JsonNode result = made.json();
        assertTrue(result.get("layers").size() > 0, result.toString());
        JsonNode dice = result.get("price").get("dice");
        double loss = dice.get("FLOAT32").asDouble() - dice.get("INT8").asDouble();
        assertEquals(100 * loss, result.get("points").asDouble(), 1e-9);
        assertEquals(3, result.get("calibrationPictures").asInt());
        int trained = Model.load(model).seen().count();
        assertEquals(trained + 3, Model.load(out).seen().count(), "what calibrated it, it has seen");
        assertTrue(result.get("price").get("milliseconds").get("INT8").asDouble() > 0);
        Cli scored = Cli.run(
                "evaluate",
                "--threads",
                1,
                "--model",
                out,
                "--data",
                data,
                "--split",
                folder.resolve("run/split.json"),
                "--out",
                folder.resolve("report"),
                "--json");
        assertEquals(0, scored.code(), scored.err());
        String machine = scored.json().get("protocol").get("run").get("machine").asText();
        assertTrue(machine.contains(", int8, "), machine);
        assertEquals(
                result.get("price").get("dice").get("INT8").asDouble(),
                scored.json()
                        .get("perImage")
                        .get("metrics")
                        .get("dice")
                        .get("mean")
                        .asDouble(),
                1e-3); // evaluate takes several pictures at once, and the engine other kernels for them
        for (String precision : new String[] {"auto", "int8", "bf16", "float32"}) {
            if (!Precision.of(precision).runsHere()) {
                continue;
            }
            Cli segmented = Cli.run(
                    "segment",
                    "--threads",
                    1,
                    "--model",
                    out,
                    "--precision",
                    precision,
                    data,
                    "--out",
                    folder.resolve("masks-" + precision));
            assertEquals(0, segmented.code(), segmented.err());
        }
    }

    @Test
    void warnsAndExitsWithOneWhereItCostsTooMuch() {
        Path out = folder.resolve("warned.safetensors");
        Cli made = quantize(out, "--most-points=-101"); // no network is that good
        assertEquals(1, made.code(), made.err());
        assertTrue(made.err().contains("WARNING: int8 costs "), made.err());
        assertTrue(made.out().contains("points of Dice"), made.out());
        assertTrue(Files.exists(out));
    }

    @Test
    void refusesWhatCannotBe() {
        Path out = folder.resolve("none.safetensors");
        Cli calibration = quantize(out, "--calibration", "best");
        assertEquals(2, calibration.code());
        assertTrue(calibration.err().contains("known: percentile, entropy"), calibration.err());
        Cli all = quantize(out, "--part", "all", "--with-normals", "--with-seen");
        assertEquals(1, all.code());
        assertTrue(all.err().contains("none is left to measure ranges on"), all.err());
        Cli plain = Cli.run("segment", "--model", model, "--precision", "int8", data, "--out", folder.resolve("masks"));
        assertEquals(1, plain.code());
        assertTrue(plain.err().contains("`delineate quantize`"), plain.err());
        Cli pictures = Cli.run("quantize", "--model", model, "--data", data, "--out", out, "--pictures", 0);
        assertEquals(2, pictures.code());
        assertTrue(pictures.err().contains("'--pictures': must be a whole number of at least 1"), pictures.err());
        assertTrue(Files.notExists(out));
    }
}
