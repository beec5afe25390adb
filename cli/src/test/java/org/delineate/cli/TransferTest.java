package org.delineate.cli;

import static org.delineate.model.ShippedModel.BREAST_ULTRASOUND_FAST;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.delineate.checkpoint.SafeTensors;
import org.delineate.file.Hash;
import org.delineate.file.Json;
import org.delineate.model.Model;
import org.delineate.nn.layer.Weights;
import org.delineate.zoo.Network;
import org.delineate.zoo.Zoo;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Trainings that begin with weights of a file, as they are typed. */
class TransferTest {
    @TempDir
    private static Path data;

    @TempDir
    private static Path folder;

    private static Path encoder;
    private static Network source;

    @BeforeAll
    static void write() {
        Discs.write(data, 12, 0, 2);
        source = Zoo.UNEXT_S.create(3, 1);
        source.initialise(3);
        encoder = folder.resolve("unext-s.safetensors");
        SafeTensors.write(encoder, Map.of(), Weights.entries(source.state()));
    }

    private static Cli train(Path run, Object... more) {
        List<Object> line = new ArrayList<>(List.of("train", "--data", data, "--out", run));
        line.addAll(List.of(more));
        return Cli.run(line.toArray());
    }

    private static Cli begin(Path run, Object... more) {
        List<Object> line = new ArrayList<>(List.of("--size", 64, "--batch", 4, "--threads", 1, "--epochs", 1));
        line.addAll(List.of(more));
        return train(run, line.toArray());
    }

    @Test
    void startsFromAModelThatComesWithTheProgram() {
        Cli begun = begin(
                folder.resolve("shipped"),
                "--network",
                "unet-mobilenet-v2-slim",
                "--init-from",
                "breast-ultrasound-fast");
        assertEquals(0, begun.code(), begun.err());
        String head = "starts from breast-ultrasound-fast (SHA-256 " + Hash.of(BREAST_ULTRASOUND_FAST.path()) + ")";
        assertTrue(begun.err().contains(head), begun.err());
    }

    @Test
    void encoderOfAFileStaysFrozenAndTheModelIsTunedFurther() throws IOException {
        Path first = folder.resolve("first");
        Path copy = Files.copy(encoder, folder.resolve("copy.safetensors"));
        Object[] options = {"--network", "sc-unext", "--pretrained", copy, "--freeze", "encoder"};
        Cli begun = begin(first, with(options, "--max-minutes", "0.0001"));
        assertEquals(0, begun.code(), begun.err());
        String head = "starts from " + copy + " (SHA-256 " + Hash.of(encoder) + "): 46 tensors taken, 0 missing";
        assertTrue(begun.err().contains(head), begun.err());
        assertTrue(begun.err().contains("unexpected  dblock2.dw.weight [32, 1, 3, 3]"), begun.err());
        assertTrue(
                Files.readString(first.resolve("started-from.txt")).contains("taken       enc.0.weight from encoder1"));

        Files.delete(copy);
        Cli resumed = train(first, with(options, "--resume"));
        assertEquals(0, resumed.code(), resumed.err());
        Model model = Model.load(first.resolve("model.safetensors"));
        assertArrayEquals(
                source.state().get("encoder2.weight").toFloats(),
                model.network().state().get("enc.1.weight").toFloats());
        JsonNode used = model.manifest().provenance().config();
        assertEquals(Hash.of(encoder), used.get("pretrained").get("sha256").asText());
        assertEquals("encoder", used.get("freeze").asText());

        Path second = folder.resolve("second");
        Cli tuned = begin(
                second,
                "--network",
                "sc-unext",
                "--init-from",
                first.resolve("model.safetensors"),
                "--encoder-rate",
                "0.1",
                "--channels",
                1);
        assertEquals(0, tuned.code(), tuned.err());
        assertTrue(tuned.err().contains("taken       enc.0.weight, its 3 input channels summed to 1"), tuned.err());
        assertEquals(
                0.1, Json.tree(second.resolve("config.json")).get("encoderRate").asDouble());
    }

    private static Object[] with(Object[] options, Object... more) {
        List<Object> all = new ArrayList<>(List.of(options));
        all.addAll(List.of(more));
        return all.toArray();
    }

    @Test
    void saysWhatIsWrong() throws IOException {
        Path run = folder.resolve("wrong");
        assertFails(
                2, "freeze must be none where neither initFrom nor pretrained is given", run, "--freeze", "encoder");
        assertFails(2, "freeze must be none or encoder, got decoder", run, "--freeze", "decoder");
        assertFails(2, "encoderRate must be in (0, 1], got 2.0", run, "--encoder-rate", 2);
        assertFails(
                1,
                "cannot read " + folder.resolve("no.pth") + ": no such file",
                run,
                "--pretrained",
                folder.resolve("no.pth"));
        assertFails(1, "expected \"delineate-model-1\"", run, "--init-from", encoder);
        Path text = Files.writeString(folder.resolve("text.pth"), "hello");
        assertFails(1, text + ": ", run, "--pretrained", text);
    }

    private static void assertFails(int code, String message, Path run, Object... options) {
        Cli answer = begin(run, with(new Object[] {"--network", "sc-unext"}, options));
        assertEquals(code, answer.code(), answer.err());
        assertTrue(answer.err().contains(message), answer.err());
    }
}
