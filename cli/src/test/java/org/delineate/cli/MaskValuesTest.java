package org.delineate.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.IntUnaryOperator;
import java.util.stream.Stream;
import org.delineate.file.Json;
import org.delineate.image.Image;
import org.delineate.image.ImageFile;
import org.delineate.image.Mask;
import org.delineate.image.MaskFile;
import org.delineate.model.Model;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the commands decide about the values of masks, and what they say about it. */
class MaskValuesTest {
    private static final String[] SMALL = {"--network", "sc-unext", "--size", "32", "--epochs", "1", "--batch", "4"};

    @TempDir
    private Path folder;

    private Path data;
    private Path run;

    @BeforeEach
    void draw() {
        data = Discs.write(folder.resolve("data"), 12, 0, 5);
        run = folder.resolve("run");
    }

    /** Draws every mask anew: 0 outside, 1 inside, 2 where a pixel of the disc has a neighbour outside. */
    private void redraw(IntUnaryOperator value) throws IOException {
        try (Stream<Path> files = Files.list(data.resolve("masks"))) {
            for (Path file : files.toList()) {
                Mask mask = MaskFile.read(file);
                byte[] grey = new byte[Discs.SIDE * Discs.SIDE];
                for (int i = 0; i < grey.length; i++) {
                    int kind = !mask.at(i) ? 0 : mask.at(i - 1) && mask.at(i + Discs.SIDE) ? 1 : 2;
                    grey[i] = (byte) value.applyAsInt(kind);
                }
                ImageFile.write(file, Image.ofBytes(Discs.SIDE, Discs.SIDE, 1, grey));
            }
        }
    }

    private Cli train(Object... more) {
        Object[] all = Stream.of(new Object[] {"train", "--data", data, "--out", run}, SMALL, more)
                .flatMap(Stream::of)
                .toArray();
        return Cli.run(all);
    }

    @Test
    void theRuleIsToldAtTheStartAndStoredInRunModelAndReport() throws IOException {
        redraw(kind -> kind == 2 ? 255 : kind);
        String rule = "background=0,lesion=1,ignore=255";
        Cli trained = train();
        assertEquals(0, trained.code(), trained.err());
        assertTrue(trained.err().contains("masks    " + rule + ", as 12 masks tell: 0 ("), trained.err());
        assertFalse(trained.err().contains("caution"), trained.err());
        JsonNode audit = Json.tree(run.resolve("audit.json"));
        assertEquals(rule, audit.get("maskValues").asText());
        Path model = run.resolve("model.safetensors");
        assertEquals(
                rule,
                Model.load(model).manifest().provenance().data().maskValues().toString());
        Path out = folder.resolve("evaluation");
        Cli evaluated = Cli.run("evaluate", "--model", model, "--data", data, "--out", out);
        assertEquals(0, evaluated.code(), evaluated.err());
        assertTrue(evaluated.err().contains("masks    " + rule), evaluated.err());
        String report = Files.readString(out.resolve("report.html")).replace("&#x3D;", "=");
        assertTrue(report.contains(rule));
        JsonNode protocol = Json.tree(out.resolve("scores.json")).get("protocol");
        assertEquals(rule, protocol.get("data").get("maskValues").asText());
    }

    @Test
    void classesEndTrainingBeforeAnythingIsWrittenUntilTheOptionSettlesThem() throws IOException {
        redraw(kind -> kind);
        Cli refused = train();
        assertEquals(1, refused.code(), refused.err());
        for (String part : new String[] {"1 (", "2 (", "in 12 files", "c00.png", "--mask-values"}) {
            assertTrue(refused.err().contains(part), refused.err());
        }
        assertFalse(Files.exists(run));
        Cli merged = train("--mask-values", "lesion=1,2");
        assertEquals(0, merged.code(), merged.err());
        assertTrue(merged.err().contains("masks    background=0,lesion=1,2, as given: "), merged.err());
        Cli resumed = train("--resume");
        assertEquals(0, resumed.code(), "the run keeps its rule: " + resumed.err());
        Cli other = train("--resume", "--mask-values", "background=0,2,lesion=1");
        assertEquals(2, other.code(), other.err());
        assertTrue(other.err().contains("the run's own mask values, background=0,lesion=1,2; leave"), other.err());
    }

    @Test
    void aDoubtIsToldAtTheStartAndAtTheEndAndIsAnErrorWhereAsked() throws IOException {
        redraw(kind -> kind == 0 ? 255 : 0);
        Cli inspected = Cli.run("data", "inspect", data);
        assertEquals(0, inspected.code(), inspected.err());
        String caution = "12 of 12 masks cover more than half of their picture";
        assertTrue(inspected.out().contains(caution), inspected.out());
        Cli trained = train();
        assertEquals(0, trained.code(), trained.err());
        assertTrue(trained.err().contains("caution: " + caution), trained.err());
        assertTrue(trained.err().strip().endsWith("with 1 caution, told above"), trained.err());
        run = folder.resolve("strict");
        Cli strict = train("--strict");
        assertEquals(1, strict.code(), strict.err());
        assertTrue(strict.err().contains(caution) && strict.err().contains("leave --strict out"), strict.err());
        assertFalse(Files.exists(run));
        assertEquals(
                0, train("--strict", "--mask-values", "background=255,lesion=0").code());
    }

    @Test
    void filesWithoutAPartnerAreACaution() throws IOException {
        Files.delete(data.resolve("masks/c03.png"));
        Files.delete(data.resolve("images/c05.png"));
        Cli trained = train();
        assertEquals(0, trained.code(), trained.err());
        assertTrue(trained.err().contains("caution: pictures without a mask are left out: 1 (c03.png)"), trained.err());
        assertTrue(trained.err().contains("caution: masks without a picture are left out: 1 (c05.png)"), trained.err());
        assertTrue(trained.err().strip().endsWith("with 2 cautions, told above"), trained.err());
    }

    @Test
    void aRuleThatIsNoneIsWrongUsage() {
        Cli wrong = train("--mask-values", "tumour=1");
        assertEquals(2, wrong.code(), wrong.err());
        assertTrue(wrong.err().contains("'--mask-values': mask values \"tumour=1\" cannot be read"), wrong.err());
    }
}
