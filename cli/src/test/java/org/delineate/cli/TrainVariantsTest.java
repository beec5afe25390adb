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
import org.delineate.file.Json;
import org.delineate.image.Mask;
import org.delineate.image.MaskFile;
import org.delineate.model.Manifest;
import org.delineate.model.Model;
import org.delineate.sample.ChannelOrder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Forms of networks and kinds of data that `train` must cope with from the first command to the last. */
class TrainVariantsTest {
    @TempDir
    private Path folder;

    private Path data;
    private Path run;

    private Cli train(Object... more) {
        data = folder.resolve("data");
        run = folder.resolve("run");
        if (!Files.exists(data)) {
            Discs.write(data, 12, 4, 2);
        }
        List<Object> line = new ArrayList<>(List.of("train", "--data", data, "--out", run));
        line.addAll(List.of(more));
        return Cli.run(line.toArray());
    }

    private static Cli succeeding(Cli answer) {
        assertEquals(0, answer.code(), answer.err());
        return answer;
    }

    @Test
    void twoClassesOfANarrowAruNetTrainGoOnScoreSegmentAndExport() throws IOException {
        Object[] options = {
            "--network",
            "aru-net",
            "--classes",
            2,
            "--base",
            4,
            "--channel-order",
            "bgr",
            "--loss",
            "aru-net",
            "--size",
            32,
            "--batch",
            4,
            "--epochs",
            2,
            "--threads",
            1
        };
        List<Object> first = new ArrayList<>(List.of(options));
        first.addAll(List.of("--max-minutes", "0.0001"));
        succeeding(train(first.toArray()));
        JsonNode config = Json.tree(run.resolve("config.json"));
        assertEquals(
                List.of(2, 4),
                List.of(config.get("classes").asInt(), config.get("base").asInt()));
        Cli done = succeeding(train("--resume", "--json"));
        assertEquals("FINISHED", done.json().get("end").asText());

        Path model = run.resolve("model.safetensors");
        Manifest manifest = Model.readManifest(model);
        assertEquals(2, manifest.classes());
        assertEquals(4, manifest.base());
        assertEquals(ChannelOrder.BGR, manifest.preprocess().channelOrder());
        Cli scores = succeeding(Cli.run(
                "evaluate", "--model", model, "--data", data, "--out", folder.resolve("e"), "--threads", 1, "--json"));
        assertTrue(scores.json().toString().contains("dice"), scores.out());
        Path pictures = data.resolve("images");
        succeeding(Cli.run("segment", "--model", model, pictures, "--out", folder.resolve("masks"), "--threads", 1));
        Path onnx = folder.resolve("m.onnx");
        succeeding(Cli.run("export", "--model", model, "--onnx", onnx));
        succeeding(Cli.run("segment", "--model", onnx, pictures, "--out", folder.resolve("same"), "--threads", 1));
        Path a = folder.resolve("masks/c00_mask.png");
        assertEquals(MaskFile.read(a), MaskFile.read(folder.resolve("same/c00_mask.png")));
    }

    @Test
    void baseOfANetworkThatHasNoneIsAnErrorThatNamesThoseThatHave() {
        Cli answer = train("--network", "malunet", "--base", 4);
        assertEquals(2, answer.code());
        assertTrue(answer.err().contains("base must be 0 for malunet"), answer.err());
        assertTrue(answer.err().contains("unet, unet-milesial, attention-unet"), answer.err());
        assertFalse(Files.exists(run));
    }

    @Test
    void maskOfAnotherSizeIsFoundBeforeThereIsARun() throws IOException {
        train("--network", "unext-s", "--max-minutes", 0);
        Path mask = data.resolve("masks/c03.png");
        byte[] good = Files.readAllBytes(mask);
        MaskFile.write(mask, Mask.of(60, 64, new boolean[60 * 64]));
        Object[] options = {"--network", "unext-s", "--size", 32, "--with-normals", "--max-minutes", "0.0001"};
        Cli answer = train(options);
        assertEquals(1, answer.code(), answer.err());
        assertTrue(
                answer.err().contains("case c03: the mask c03.png has 64 x 60 pixels, the picture 64 x 64"),
                answer.err());
        assertFalse(Files.exists(run));
        Files.write(mask, good);
        succeeding(train(options));
    }

    @Test
    void saysThatNothingWasValidated() throws IOException {
        Path train = Files.writeString(folder.resolve("train.txt"), "c00\nc01\nc02\nc03\n");
        Path val = Files.writeString(folder.resolve("val.txt"), "c12\nc13\n");
        Cli answer = succeeding(train(
                "--network",
                "unext-s",
                "--size",
                32,
                "--batch",
                2,
                "--epochs",
                2,
                "--threads",
                1,
                "--patience",
                1,
                "--schedule",
                "plateau",
                "--train-list",
                train,
                "--val-list",
                val));
        assertTrue(answer.err().contains("caution: no case of the part val shows a lesion"), answer.err());
        assertTrue(answer.err().contains("epoch 2: loss "), answer.err());
        assertTrue(
                answer.out().startsWith("nothing was validated; the model has" + " the weights of the last epoch: "),
                answer.out());
        assertFalse((answer.out() + answer.err()).contains("Dice -"), answer.err());
        assertFalse(Model.readManifest(run.resolve("model.safetensors"))
                .provenance()
                .scores()
                .containsKey("val_dice"));
    }
}
