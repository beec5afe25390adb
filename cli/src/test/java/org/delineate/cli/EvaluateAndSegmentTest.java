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
import java.util.Map;
import java.util.stream.Stream;
import org.delineate.dataset.Split;
import org.delineate.file.Csv;
import org.delineate.file.Hash;
import org.delineate.file.Json;
import org.delineate.image.Image;
import org.delineate.image.ImageFile;
import org.delineate.image.Mask;
import org.delineate.image.MaskFile;
import org.delineate.metric.Confusion;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** From one short training to scores and masks. */
class EvaluateAndSegmentTest {
    @TempDir
    private static Path shared;

    private static Path data;
    private static Path model;

    @TempDir
    private Path folder;

    @BeforeAll
    static void train() {
        data = Discs.write(shared.resolve("discs"), 18, 2, 4);
        model = TinyTraining.model(data, shared.resolve("run"), 3);
    }

    private static List<String> names(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(f -> f.getFileName().toString()).sorted().toList();
        }
    }

    @Test
    void scoresTheTestPartOfTheRun() throws IOException {
        Path out = folder.resolve("report");
        Cli answer = Cli.run("evaluate", "--threads", 1, "--model", model, "--data", data, "--out", out, "--json");
        assertEquals(0, answer.code(), answer.err());
        Split split = Split.read(shared.resolve("run/split.json"));
        JsonNode protocol = answer.json().get("protocol");
        assertEquals("test", protocol.get("data").get("part").asText());
        assertEquals(split.hash(), protocol.get("data").get("splitHash").asText());
        assertEquals(Hash.of(model), protocol.get("model").get("hash").asText());
        assertEquals(
                0, protocol.get("data").get("duplicates").get("acrossSplit").asInt());
        assertTrue(protocol.get("run").get("command").asText().contains("evaluate --threads 1 --model " + model));
        assertEquals(answer.json(), Json.tree(out.resolve("scores.json")));
        assertTrue(Files.readString(out.resolve("report.html")).contains("Validation Dice"), "curves of the run");

        List<Map<String, String>> cases = Csv.readColumns(out.resolve("per-image.csv"), List.of("name", "dice"));
        assertEquals(
                split.parts().get("test"),
                cases.stream().map(c -> c.get("name")).toList());
        double sum = 0;
        for (Map<String, String> c : cases) {
            Path mask = out.resolve("masks/" + c.get("name") + ".png");
            Path truth = data.resolve("masks/" + c.get("name") + ".png");
            double dice =
                    Confusion.of(MaskFile.read(mask), MaskFile.read(truth)).dice();
            assertEquals(dice, Double.parseDouble(c.get("dice")), c.get("name"));
            sum += dice;
        }
        double mean = answer.json()
                .get("perImage")
                .get("metrics")
                .get("dice")
                .get("mean")
                .asDouble();
        assertEquals(sum / cases.size(), mean, 1e-12);

        Cli again = Cli.run("evaluate", "--threads", 1, "--model", model, "--data", data, "--out", out);
        assertEquals(1, again.code());
        assertTrue(again.err().contains("already holds an evaluation"), again.err());
        Files.writeString(out.resolve("notes.txt"), "mine");
        Cli forced = Cli.run(
                "evaluate", "--threads", 1, "--model", model, "--data", data, "--out", out, "--force", "--json");
        assertEquals(0, forced.code(), forced.err());
        assertEquals(mean, forced.json().at("/perImage/metrics/dice/mean").asDouble());
        assertEquals("mine", Files.readString(out.resolve("notes.txt")));
    }

    @Test
    void scoresOtherDataWholeAndSaysWhatIsLeftOut() {
        Path other = Discs.write(folder.resolve("other"), 3, 1, 9);
        Path out = folder.resolve("report");
        Cli answer = Cli.run(
                "evaluate",
                "--threads",
                1,
                "--model",
                model,
                "--data",
                other,
                "--out",
                out,
                "--post-process",
                "rca-iunet",
                "--json");
        assertEquals(0, answer.code(), answer.err());
        assertTrue(answer.err().contains("other data set, 0 of 3 seen in training"), answer.err());
        assertTrue(answer.err().contains("1 case has no lesion"), answer.err());
        JsonNode protocol = answer.json().get("protocol");
        assertEquals(3, protocol.get("data").get("images").asInt());
        assertEquals("all", protocol.get("data").get("part").asText());
        assertEquals(
                "holes filled, regions below 0.05 % of the picture dropped",
                protocol.get("decision").get("postProcessing").asText());
        JsonNode with = Cli.run(
                        "evaluate",
                        "--threads",
                        "1",
                        "--model",
                        model,
                        "--data",
                        other,
                        "--out",
                        folder.resolve("with"),
                        "--with-normals",
                        "--json")
                .json();
        assertEquals(1, with.get("protocol").get("data").get("normals").asInt());
    }

    @Test
    void scoresAList() throws IOException {
        Path list = folder.resolve("mine.txt");
        Files.writeString(list, "c03\nc01.png\n");
        JsonNode scores = Cli.run(
                        "evaluate",
                        "--threads",
                        "1",
                        "--model",
                        model,
                        "--data",
                        data,
                        "--list",
                        list,
                        "--out",
                        folder.resolve("report"),
                        "--json")
                .json();
        assertEquals(2, scores.get("protocol").get("data").get("images").asInt());
        assertEquals("mine.txt", scores.get("protocol").get("data").get("part").asText());
        Cli bad = Cli.run(
                "evaluate",
                "--threads",
                1,
                "--model",
                model,
                "--data",
                data,
                "--part",
                "tset",
                "--out",
                folder.resolve("b"));
        assertEquals(1, bad.code());
        assertTrue(bad.err().contains("[test, train, val]"), bad.err());
        assertFalse(Files.exists(folder.resolve("b")));
    }

    @Test
    void segmentsWhatItCanAndReportsTheRest() throws IOException {
        Path in = folder.resolve("in");
        Files.createDirectories(in.resolve("a"));
        Files.createDirectories(in.resolve("b"));
        Files.copy(data.resolve("images/c00.png"), in.resolve("a/x.png"));
        Files.copy(data.resolve("images/c01.png"), in.resolve("b/x.png"));
        Files.copy(data.resolve("masks/c01.png"), in.resolve("b/x_mask.png"));
        Files.writeString(in.resolve("b/broken.png"), "no picture");
        Path out = folder.resolve("out");
        Cli answer = Cli.run(
                "segment", "--threads", 1, "--model", model, in, folder.resolve("missing.png"), "--out", out, "--json");
        assertEquals(1, answer.code());
        assertTrue(
                answer.err().contains("broken.png") && answer.err().contains("missing.png: no such file"),
                answer.err());
        assertTrue(answer.err().contains("1 file is a mask or overlay"), answer.err());
        JsonNode all = answer.json().get("pictures");
        assertEquals(4, all.size());
        assertEquals(List.of("x-2_mask.png", "x-2_overlay.png", "x_mask.png", "x_overlay.png"), names(out));
        for (JsonNode one : all) {
            if (one.get("error").asText().isEmpty()) {
                Mask mask = MaskFile.read(Path.of(one.get("mask").asText()));
                assertEquals(mask.areaPx(), one.get("areaPx").asInt());
                assertEquals(Discs.SIDE, mask.height());
                assertEquals(
                        Discs.SIDE,
                        ImageFile.read(Path.of(one.get("overlay").asText())).width());
            }
        }
    }

    @Test
    void segmentsAndEvaluatesAlike() throws IOException {
        Path report = folder.resolve("report");
        Cli.run("evaluate", "--threads", 1, "--model", model, "--data", data, "--out", report, "--batch", 3);
        List<Path> pictures = names(report.resolve("masks")).stream()
                .map(n -> data.resolve("images").resolve(n))
                .toList();
        Path out = folder.resolve("out");
        Cli answer = Cli.run(
                Stream.concat(Stream.of("segment", "--threads", 1, "--model", model, "--out", out), pictures.stream())
                        .toArray());
        assertEquals(0, answer.code(), answer.err());
        assertEquals(
                pictures.size(),
                answer.out().lines().filter(l -> !l.startsWith(" ")).count());
        for (Path picture : pictures) {
            String name = picture.getFileName().toString();
            assertEquals(
                    MaskFile.read(report.resolve("masks").resolve(name)),
                    MaskFile.read(out.resolve(name.replace(".png", "_mask.png"))),
                    name);
        }
    }

    /** Real pictures of many sizes, most of them larger than the network's 64 x 64. */
    @Test
    void segmentsRealPicturesInBatchesAndTiles() throws IOException {
        Path pictures = Path.of("").toAbsolutePath().getParent().resolve("demo/busi-small/malignant");
        for (List<String> way : List.<List<String>>of(List.of(), List.of("--tiles"))) {
            Path few = folder.resolve("few" + way.size());
            Path many = folder.resolve("many" + way.size());
            Cli one = segment(pictures, few, way, "--batch", 4, "--no-overlays");
            Cli two = segment(pictures.getParent(), many, way, "--batch", 4, "--no-overlays"); // others beside them
            assertEquals(0, two.code(), two.err());
            assertEquals(0, one.code(), one.err());
            assertTrue(one.err().contains("inside the network"), one.err());
            JsonNode pace = one.json().get("pace");
            assertEquals(one.json().get("pictures").size(), pace.get("pictures").asInt());
            assertTrue(pace.get("batch").asInt() == 4 || pace.get("batch").asInt() == 1);
            assertTrue(pace.get("networkSeconds").asDouble() > 0);
            assertTrue(
                    pace.get("networkSeconds").asDouble() < pace.get("seconds").asDouble());
            for (JsonNode picture : one.json().get("pictures")) {
                assertEquals("", picture.get("overlay").asText());
                Path file = Path.of(picture.get("picture").asText());
                Mask mask = MaskFile.read(Path.of(picture.get("mask").asText()));
                assertEquals(ImageFile.read(file).height(), mask.height());
                assertEquals(ImageFile.read(file).width(), mask.width());
                assertEquals(
                        mask,
                        MaskFile.read(many.resolve(
                                Path.of(picture.get("mask").asText()).getFileName())));
            }
        }
        assertFalse(areasOf(folder.resolve("few0")).equals(areasOf(folder.resolve("few1"))), "tiles change nothing");
    }

    @Test
    void answersInTheShapeThatViewersShow() throws IOException {
        Path pictures = Files.createDirectories(folder.resolve("turned"));
        Path photo = Path.of("").toAbsolutePath().getParent().resolve("core/src/test/resources/image/o_8_1.jpg");
        Files.copy(photo, pictures.resolve("phone.jpg")); // 23 x 17 pixels are stored
        Cli result = segment(pictures, folder.resolve("answers"), List.of());
        assertEquals(0, result.code(), result.err());
        assertTrue(
                result.err()
                        .contains("1 image with an orientation tag (8, turned by 270 degrees), answered in the shape"
                                + " that viewers show: phone.jpg"),
                result.err());
        JsonNode one = result.json().get("pictures").get(0);
        assertEquals(1, one.get("remarks").size());
        Mask mask = MaskFile.read(Path.of(one.get("mask").asText()));
        assertEquals(23, mask.height());
        assertEquals(17, mask.width());
        assertEquals(17, ImageFile.read(Path.of(one.get("overlay").asText())).width());
    }

    private static Cli segment(Path pictures, Path out, List<String> way, Object... more) {
        List<Object> line = new ArrayList<>(List.of("segment", "--threads", 1, "--model", model, pictures, "--json"));
        line.addAll(List.of("--out", out));
        line.addAll(List.of("--engine", "libtorch", "--precision", "float32")); // not by the size of the folder
        line.addAll(way);
        line.addAll(List.of(more));
        return Cli.run(line.toArray());
    }

    private static List<Integer> areasOf(Path masks) throws IOException {
        return names(masks).stream()
                .map(n -> MaskFile.read(masks.resolve(n)).areaPx())
                .toList();
    }

    @Test
    void tilesStandInTheProtocol() throws IOException {
        Path out = folder.resolve("report");
        Cli answer = Cli.run(
                "evaluate",
                "--threads",
                1,
                "--model",
                model,
                "--data",
                Path.of("").toAbsolutePath().getParent().resolve("demo/busi-small"),
                "--out",
                out,
                "--tiles",
                "--overlap",
                40,
                "--batch",
                2,
                "--json");
        assertEquals(0, answer.code(), answer.err());
        String words = "tiles at original resolution, overlap 40 %";
        assertEquals(words, answer.json().at("/protocol/input/tiles").asText());
        assertTrue(Files.readString(out.resolve("report.html")).contains(words));
    }

    @Test
    void whatTheModelIsToldStandsInTheProtocol() {
        Cli none = evaluated(model, "none", "--data", data, "--threads", 1, "--json");
        assertTrue(none.json().at("/protocol/input/focus").isMissingNode());
        for (String focus : List.of("box", "loose-box", "click")) {
            Cli told = evaluated(model, focus, "--data", data, "--threads", 1, "--json", "--truth-focus", focus);
            assertTrue(told.json().at("/protocol/input/focus").asText().contains("of the largest lesion"));
        }
        Cli wrong = Cli.run("evaluate", "--model", model, "--data", data, "--out", folder, "--truth-focus", "lasso");
        assertEquals(2, wrong.code());
        assertTrue(wrong.err().contains("unknown focus \"lasso\"; known: box, loose-box, click"), wrong.err());
    }

    /** From the option, and from the model's file; the masks of mirrored pictures are the mirrored masks. */
    @Test
    void averagesPictureAndMirrorAndSaysSo() throws IOException {
        Path pictures = folder.resolve("pictures");
        for (String name : List.of("c00", "c01", "c02")) {
            Image image = ImageFile.read(data.resolve("images/" + name + ".png"));
            ImageFile.write(pictures.resolve(name + ".png"), image);
            ImageFile.write(pictures.resolve(name + "m.png"), image.mirrored());
        }
        Cli flip = segment(pictures, folder.resolve("flip"), List.of("--tta", "flip"));
        assertEquals(0, flip.code(), flip.err());
        assertTrue(
                flip.err().contains("test-time augmentation: mean of the image and its left-right mirror"), flip.err());
        int asymmetric = 0;
        segment(pictures, folder.resolve("none"), List.of());
        for (String name : List.of("c00", "c01", "c02")) {
            assertEquals(mask("flip", name), mirrored(mask("flip", name + "m")), name);
            asymmetric += mask("none", name).equals(mirrored(mask("none", name + "m"))) ? 0 : 1;
        }
        assertTrue(asymmetric > 0, "the plain network is symmetric: says next to nothing");

        Cli wrong = segment(pictures, folder.resolve("wrong"), List.of("--tta", "turn"));
        assertEquals(2, wrong.code());
        assertTrue(wrong.err().contains("--tta"), wrong.err());

        Path onnx = folder.resolve("flip.onnx");
        Cli.run("export", "--model", model, "--onnx", onnx, "--tta", "flip");
        Cli stored = evaluated(onnx, "stored", "--data", data, "--split", shared.resolve("run/split.json"), "--json");
        assertEquals(
                "mean of the image and its left-right mirror",
                stored.json().at("/protocol/decision/testTimeAugmentation").asText());
        assertTrue(Files.readString(folder.resolve("stored/report.html")).contains("Test-time augmentation"));
    }

    private Mask mask(String out, String name) {
        return MaskFile.read(folder.resolve(out).resolve(name + "_mask.png"));
    }

    private static Mask mirrored(Mask mask) {
        boolean[] lesion = new boolean[mask.height() * mask.width()];
        for (int i = 0; i < lesion.length; i++) {
            lesion[i] = mask.at(i / mask.width(), mask.width() - 1 - i % mask.width());
        }
        return Mask.of(mask.height(), mask.width(), lesion);
    }

    @Test
    void refusesWaysThatMakeNoSense() {
        for (List<Object> bad : List.<List<Object>>of(
                List.of("--batch", 0), List.of("--overlap", 30), List.of("--tiles", "--overlap", 95))) {
            List<Object> line =
                    new ArrayList<>(List.of("segment", "--model", model, data, "--out", folder.resolve("o")));
            line.addAll(bad);
            Cli answer = Cli.run(line.toArray());
            assertEquals(2, answer.code(), answer.err());
            assertTrue(answer.err().contains(bad.get(bad.size() - 2).toString()), answer.err());
        }
        assertFalse(Files.exists(folder.resolve("o")));
    }

    /** Real pictures, 20 of them: from the weights, and from the file that export makes. */
    @Test
    void segmentsWithOnnxRuntimeAsWithLibtorch() throws IOException {
        Path onnx = folder.resolve("model.onnx");
        Cli export = Cli.run("export", "--model", model, "--onnx", onnx);
        assertEquals(0, export.code(), export.err());
        assertEquals(onnx + ": unext-s, image [N, 3, 64, 64] to logits [N, 1, 64, 64]\n", export.out());
        Path expected = segmented("libtorch", model, "--precision", "float32");
        for (Path found : List.of(segmented("weights", model, "--engine", "onnx"), segmented("file", onnx))) {
            int lesion = 0;
            int pixels = 0;
            int different = 0;
            for (String name : names(expected)) {
                if (name.endsWith("_mask.png")) {
                    Mask a = MaskFile.read(expected.resolve(name));
                    Mask b = MaskFile.read(found.resolve(name));
                    lesion += a.areaPx();
                    pixels += a.height() * a.width();
                    for (int i = 0; i < a.height() * a.width(); i++) {
                        different += a.at(i) == b.at(i) ? 0 : 1;
                    }
                }
            }
            assertTrue(lesion > pixels / 1000, lesion + " of " + pixels + " pixels: says next to nothing");
            assertTrue(different <= 5, different + " of " + pixels + " pixels differ");
        }
    }

    private Path segmented(String name, Path model, Object... options) {
        Path out = folder.resolve(name);
        Cli answer = Cli.run(Stream.concat(
                        Stream.of(
                                "segment",
                                "--threads",
                                1,
                                "--model",
                                model,
                                "../demo/busi-small/malignant",
                                "--out",
                                out),
                        Stream.of(options))
                .toArray());
        assertEquals(0, answer.code(), answer.err());
        return out;
    }

    @Test
    void evaluatesAFileOfOnnxAndSaysSo() {
        Path onnx = folder.resolve("model.onnx");
        Cli.run("export", "--model", model, "--onnx", onnx, "--batch", 1);
        Object[] rest = {"--data", data, "--split", shared.resolve("run/split.json"), "--threads", 1, "--json"};
        Cli ours = evaluated(model, "ours", rest);
        Cli theirs = evaluated(onnx, "theirs", rest);
        assertEquals(
                ours.json()
                        .get("perImage")
                        .get("metrics")
                        .get("dice")
                        .get("mean")
                        .asDouble(),
                theirs.json()
                        .get("perImage")
                        .get("metrics")
                        .get("dice")
                        .get("mean")
                        .asDouble(),
                1e-3);
        JsonNode protocol = theirs.json().get("protocol");
        assertTrue(protocol.get("run").get("machine").asText().contains(", float32, ONNX Runtime "));
        assertEquals(
                ours.json().get("protocol").get("model").get("parameters"),
                protocol.get("model").get("parameters"));
    }

    private Cli evaluated(Path model, String name, Object... rest) {
        Cli answer = Cli.run(Stream.concat(
                        Stream.of(
                                "evaluate", "--model", model, "--precision", "float32", "--out", folder.resolve(name)),
                        Stream.of(rest))
                .toArray());
        assertEquals(0, answer.code(), answer.err());
        return answer;
    }

    @Test
    void neverWritesBesideItsPictures() throws IOException {
        List<String> before = names(data.resolve("images"));
        Cli answer = Cli.run(
                "segment", "--threads", 1, "--model", model, data.resolve("images"), "--out", data.resolve("images"));
        assertEquals(1, answer.code());
        assertTrue(answer.err().contains("choose another folder"), answer.err());
        assertEquals(before, names(data.resolve("images")));
    }

    @Test
    void refusesAFileThatIsNoModel() throws IOException {
        Path damaged = folder.resolve("damaged.safetensors");
        byte[] bytes = Files.readAllBytes(model);
        Files.write(damaged, java.util.Arrays.copyOf(bytes, bytes.length / 2));
        Cli answer = Cli.run(
                "segment", "--threads", 1, "--model", damaged, data.resolve("images"), "--out", folder.resolve("o"));
        assertEquals(1, answer.code());
        assertTrue(answer.err().contains("damaged.safetensors"), answer.err());
        assertFalse(answer.err().contains("\tat "), answer.err());
    }
}
