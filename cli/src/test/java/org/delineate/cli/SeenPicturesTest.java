package org.delineate.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.ImageOutputStream;
import org.delineate.checkpoint.SafeTensors;
import org.delineate.dataset.Split;
import org.delineate.image.Image;
import org.delineate.image.ImageFile;
import org.delineate.image.Mask;
import org.delineate.image.MaskFile;
import org.delineate.model.Model;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Pictures that a model was trained on are found out, in whatever disguise they come back, and are not scored. */
class SeenPicturesTest {
    private static final int PICTURES = 40;
    private static final int SIDE = 64;

    @TempDir
    private static Path shared;

    private static Path data;
    private static Path model;
    private static Split split;
    private static JsonNode honest;

    @TempDir
    private Path folder;

    @BeforeAll
    static void train() {
        data = shared.resolve("blobs");
        for (int i = 0; i < PICTURES; i++) {
            write(data, "p%02d".formatted(i), i);
        }
        model = TinyTraining.model(data, shared.resolve("run"), 3);
        split = Split.read(shared.resolve("run/split.json"));
        Cli scored = evaluate(data, shared.resolve("honest"));
        assertTrue(scored.err().contains("0 of 8 seen in training"), scored.err());
        honest = scored.json();
    }

    /** Blobs of several sizes with a dark disc: no two resemble one another, as pictures of patients do not. */
    private static void write(Path folder, String name, long seed) {
        Random random = new Random(seed);
        float[] sum = new float[SIDE * SIDE];
        for (int blob = 0; blob < 40; blob++) {
            double y = random.nextDouble() * SIDE;
            double x = random.nextDouble() * SIDE;
            double radius = 2 + 8 * random.nextDouble();
            double height = random.nextGaussian() * 30;
            for (int i = 0; i < sum.length; i++) {
                double square = Math.pow(i / SIDE - y, 2) + Math.pow(i % SIDE - x, 2);
                sum[i] += (float) (height * Math.exp(-square / radius / radius));
            }
        }
        int cy = 16 + random.nextInt(32);
        int cx = 16 + random.nextInt(32);
        int radius = 6 + random.nextInt(8);
        byte[] grey = new byte[sum.length];
        boolean[] lesion = new boolean[sum.length];
        for (int i = 0; i < grey.length; i++) {
            lesion[i] = Math.pow(i / SIDE - cy, 2) + Math.pow(i % SIDE - cx, 2) < radius * radius;
            grey[i] = (byte) Math.max(0, Math.min(255, (lesion[i] ? 60 : 140) + sum[i]));
        }
        ImageFile.write(folder.resolve("images/" + name + ".png"), Image.ofBytes(SIDE, SIDE, 1, grey));
        MaskFile.write(folder.resolve("masks/" + name + ".png"), Mask.of(SIDE, SIDE, lesion));
    }

    private static Cli evaluate(Path data, Path out, Object... more) {
        Cli answer = evaluated(data, out, more);
        assertEquals(0, answer.code(), answer.err());
        return answer;
    }

    private static Cli evaluated(Path data, Path out, Object... more) {
        return Cli.run(Stream.concat(
                        Stream.of("evaluate", "--model", model, "--data", data, "--out", out, "--threads", 1, "--json"),
                        Stream.of(more))
                .toArray());
    }

    /** The scores are those of the test part alone, and what was trained on is told and scored apart. */
    private void scoresTheHonestAlone(Path disguised, int seen, String counts) throws IOException {
        Path out = folder.resolve("report");
        Cli answer = evaluate(disguised, out);
        String told = seen + " of " + (seen + 8) + " images were seen in training (" + counts + ")";
        assertTrue(answer.err().contains("caution: " + told), answer.err());
        JsonNode scores = answer.json();
        assertEquals(honest.at("/perImage/metrics"), scores.at("/perImage/metrics"));
        assertEquals(8, scores.at("/protocol/data/images").asInt());
        assertEquals(seen, scores.at("/seen/images").asInt());
        assertFalse(scores.at("/seen/metrics/dice/mean").equals(scores.at("/perImage/metrics/dice/mean")));
        assertEquals("unseen", scores.at("/protocol/data/seen/scored").asText());
        String report = Files.readString(out.resolve("report.html"));
        assertTrue(report.contains(told), "the report does not tell");
        assertEquals(
                seen, rows(out).values().stream().filter(s -> !s.equals("no")).count());
    }

    /** Whether each picture was seen, by its name. */
    private static Map<String, String> rows(Path report) throws IOException {
        Map<String, String> seen = new HashMap<>();
        List<String> lines = Files.readAllLines(report.resolve("per-image.csv"));
        List<String> columns = List.of(lines.get(0).split(","));
        for (String line : lines.subList(1, lines.size())) {
            String[] cells = line.split(",");
            seen.put(cells[0], cells[columns.indexOf("seen")]);
        }
        return seen;
    }

    private interface Disguise {
        void write(Path from, Path to) throws IOException;
    }

    /** Another folder with the same cases, whose pictures and names are changed. */
    private Path disguised(String prefix, String suffix, Disguise disguise) throws IOException {
        Path other = folder.resolve("other");
        Files.createDirectories(other.resolve("images"));
        Files.createDirectories(other.resolve("masks"));
        for (int i = 0; i < PICTURES; i++) {
            String name = "p%02d".formatted(i);
            disguise.write(data.resolve("images/" + name + ".png"), other.resolve("images/" + prefix + name + suffix));
            Files.copy(data.resolve("masks/" + name + ".png"), other.resolve("masks/" + prefix + name + ".png"));
        }
        return other;
    }

    /** The hash of the data set is another one where a single picture is left out. */
    @Test
    void inAManifestOverTheSameFiles() throws IOException {
        String without = split.parts().get("train").get(0);
        List<String> lines = new ArrayList<>(List.of("image,mask"));
        for (int i = 0; i < PICTURES; i++) {
            String name = "p%02d".formatted(i);
            if (!name.equals(without)) {
                lines.add("blobs/images/%s.png,blobs/masks/%s.png".formatted(name, name));
            }
        }
        Path manifest = shared.resolve("all.csv");
        Files.write(manifest, lines);
        scoresTheHonestAlone(manifest, 31, "31 the same, 0 nearly the same");
        Map<String, String> seen = rows(folder.resolve("report"));
        split.parts().get("val").forEach(n -> assertEquals("val", seen.get(n)));
        split.parts().get("test").forEach(n -> assertEquals("no", seen.get(n)));
        assertEquals("train", seen.get(split.parts().get("train").get(1)));
    }

    @Test
    void inACopy() throws IOException {
        Path copy = disguised("", ".png", Files::copy);
        Files.delete(copy.resolve("images/" + split.parts().get("train").get(0) + ".png"));
        Files.delete(copy.resolve("masks/" + split.parts().get("train").get(0) + ".png"));
        write(copy, "new", 1000);
        Cli answer = evaluate(copy, folder.resolve("report"));
        assertTrue(answer.err().contains("31 of 40 images were seen in training"), answer.err());
        assertEquals(9, answer.json().at("/perImage/images").asInt());
        assertEquals("no", rows(folder.resolve("report")).get("new"));
    }

    /** The split of the run says nothing about other pictures that have the names of its cases. */
    @Test
    void underTheNamesOfTheTestPart() throws IOException {
        List<String> test = split.parts().get("test");
        List<String> train = split.parts().get("train");
        Path other = disguised("", ".png", Files::copy);
        for (int i = 0; i < 3; i++) {
            for (String kind : List.of("images/", "masks/")) {
                Path moved = other.resolve(kind + test.get(i) + ".png");
                Path aside = folder.resolve("aside.png");
                Path trained = other.resolve(kind + train.get(i) + ".png");
                Files.move(moved, aside);
                Files.move(trained, moved);
                Files.move(aside, trained);
            }
        }
        Cli answer = evaluate(other, folder.resolve("report"), "--split", shared.resolve("run/split.json"));
        assertTrue(answer.err().contains("caution: the split was made for other files"), answer.err());
        assertTrue(answer.err().contains("3 of 8 images were seen in training"), answer.err());
        assertEquals(5, answer.json().at("/perImage/images").asInt());
    }

    @Test
    void underOtherNames() throws IOException {
        scoresTheHonestAlone(disguised("patient ", ".png", Files::copy), 32, "32 the same, 0 nearly the same");
    }

    @Test
    void asPngOfThreeChannels() throws IOException {
        scoresTheHonestAlone(
                disguised("", ".png", (from, to) -> {
                    BufferedImage grey = ImageIO.read(from.toFile());
                    BufferedImage rgb = new BufferedImage(SIDE, SIDE, BufferedImage.TYPE_INT_RGB);
                    for (int i = 0; i < SIDE * SIDE; i++) {
                        int level = grey.getRaster().getSample(i % SIDE, i / SIDE, 0);
                        rgb.setRGB(i % SIDE, i / SIDE, level * 0x10101);
                    }
                    ImageIO.write(rgb, "png", to.toFile());
                }),
                32,
                "32 the same, 0 nearly the same");
    }

    /** JPEG changes the pixels a little, and with them the scores of those that the model has not seen. */
    @Test
    void asJpegOfTheSamePicture() throws IOException {
        Path other = disguised("", ".jpg", SeenPicturesTest::jpeg);
        Path out = folder.resolve("report");
        Cli answer = evaluate(other, out);
        assertTrue(
                answer.err().contains("32 of 40 images were seen in training (0 the same, 32 nearly the same)"),
                answer.err());
        Map<String, String> seen = rows(out);
        split.parts().get("train").forEach(n -> assertEquals("near train", seen.get(n)));
        split.parts().get("val").forEach(n -> assertEquals("near val", seen.get(n)));
        split.parts().get("test").forEach(n -> assertEquals("no", seen.get(n)));
        JsonNode scores = answer.json();
        assertEquals(8, scores.at("/perImage/images").asInt());
        assertEquals(scores.get("perImage"), scores.get("withoutNearDuplicates"));
        assertEquals(40, scores.at("/withNearDuplicates/images").asInt());
        assertEquals(
                honest.at("/perImage/metrics/dice/mean").asDouble(),
                scores.at("/perImage/metrics/dice/mean").asDouble(),
                0.02);
    }

    private static void jpeg(Path from, Path to) throws IOException {
        ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
        ImageWriteParam quality = writer.getDefaultWriteParam();
        quality.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
        quality.setCompressionQuality(0.8f);
        try (ImageOutputStream out = ImageIO.createImageOutputStream(to.toFile())) {
            writer.setOutput(out);
            writer.write(null, new IIOImage(ImageIO.read(from.toFile()), null, null), quality);
        }
        writer.dispose();
    }

    @Test
    void othersAreScoredWhole() throws IOException {
        Path other = folder.resolve("other");
        for (int i = 0; i < 12; i++) {
            write(other, "p%02d".formatted(i), 5000 + i);
        }
        Path out = folder.resolve("report");
        Cli answer = evaluate(other, out);
        assertTrue(answer.err().contains("other data set, 0 of 12 seen in training"), answer.err());
        assertEquals(12, answer.json().at("/perImage/images").asInt());
        assertTrue(answer.json().get("seen").isNull());
        String report = Files.readString(out.resolve("report.html"));
        assertTrue(report.contains("Other data set, 0 of 12 seen in training."), "the report does not tell");
        assertFalse(answer.err().contains("caution"), answer.err());
    }

    @Test
    void seenOnesAloneAreCalledSo() throws IOException {
        Path list = folder.resolve("trained.txt");
        Files.write(list, split.parts().get("train"));
        Cli answer = evaluate(data, folder.resolve("report"), "--list", list);
        assertEquals("seen", answer.json().at("/protocol/data/seen/scored").asText());
        assertTrue(answer.err().contains("no other is left"), answer.err());
        Cli strict = evaluated(data, folder.resolve("strict"), "--list", list, "--strict");
        assertEquals(1, strict.code(), strict.err());
        assertFalse(Files.exists(folder.resolve("strict")));
        Cli text = Cli.run("evaluate", "--model", model, "--data", data, "--list", list, "--out", folder.resolve("t"));
        assertTrue(text.out().startsWith("28 seen images, mean over images\n"), text.out());
        assertTrue(text.out().contains("seen in training, the same or nearly: 28 images, dice 0."), text.out());
    }

    @Test
    void allTogetherOnlyWhereThatIsAskedFor() {
        Cli answer = evaluate(data, folder.resolve("report"), "--part", "all", "--with-seen");
        assertEquals(40, answer.json().at("/perImage/images").asInt());
        assertEquals("all", answer.json().at("/protocol/data/seen/scored").asText());
    }

    /** What the model knows of its pictures tells duplicates of them in its own test part as well. */
    @Test
    void nearDuplicatesInTheOwnTestPartAreCounted() throws IOException {
        Path other = disguised("", ".png", Files::copy);
        String trained = split.parts().get("train").get(0);
        jpeg(data.resolve("images/" + trained + ".png"), other.resolve("images/copy.jpg"));
        Files.copy(data.resolve("masks/" + trained + ".png"), other.resolve("masks/copy.png"));
        Path train = folder.resolve("train.txt");
        Path val = folder.resolve("val.txt");
        Files.write(train, List.of(trained, "p20", "p21", "p22"));
        Files.write(val, List.of("copy", "p23", "p24"));
        Path run = folder.resolve("run");
        Cli made = Cli.run(
                "train",
                "--threads",
                1,
                "--network",
                "unext-s",
                "--size",
                64,
                "--batch",
                4,
                "--epochs",
                1,
                "--data",
                other,
                "--out",
                run,
                "--train-list",
                train,
                "--val-list",
                val);
        assertEquals(0, made.code(), made.err());
        assertTrue(made.err().contains("1 of 1 groups of duplicates lie in more than one part"), made.err());
        Cli answer = Cli.run(
                "evaluate",
                "--model",
                run.resolve("model.safetensors"),
                "--data",
                other,
                "--out",
                folder.resolve("report"),
                "--threads",
                1,
                "--json");
        assertEquals(0, answer.code(), answer.err());
        assertTrue(
                answer.err().contains("1 of 3 images were seen in training (0 the same, 1 nearly the same)"),
                answer.err());
        assertEquals(3, answer.json().at("/perImage/images").asInt());
        assertEquals(3, answer.json().at("/withNearDuplicates/images").asInt());
        assertEquals(2, answer.json().at("/withoutNearDuplicates/images").asInt());
    }

    /** A word, a number or a list that is wrong is told before the first mask or picture is read. */
    @Test
    void whatNeedsNoPixelsIsCheckedFirst() throws IOException {
        Path list = folder.resolve("list.txt");
        Files.writeString(list, "p00\nnobody\n");
        for (List<Object> wrong : List.<List<Object>>of(
                List.of("--split", "first"),
                List.of("--fold", 1),
                List.of("--split", shared.resolve("run/split.json"), "--fold", 1),
                List.of("--train-list", list, "--val-list", list))) {
            List<Object> line = new ArrayList<>(List.of("train", "--network", "unext-s", "--data", data));
            line.addAll(List.of("--out", folder.resolve("run")));
            line.addAll(wrong);
            assertToldFirst(Cli.run(line.toArray()));
        }
        for (List<Object> wrong : List.<List<Object>>of(
                List.of("--split", "first"),
                List.of("--part", "tset"),
                List.of("--fold", 1),
                List.of("--list", list),
                List.of("--list", list, "--part", "test"))) {
            List<Object> line = new ArrayList<>(List.of("evaluate", "--model", model, "--data", data));
            line.addAll(List.of("--out", folder.resolve("report")));
            line.addAll(wrong);
            assertToldFirst(Cli.run(line.toArray()));
        }
    }

    private static void assertToldFirst(Cli answer) {
        assertFalse(answer.code() == 0, answer.err());
        assertFalse(answer.err().contains("masks    "), answer.err());
        assertFalse(answer.err().contains("audit"), answer.err());
    }

    @Test
    void aMaskThatAManifestLeavesOutIsTold() throws IOException {
        for (String mask : List.of("images/p00_mask.png", "images/p00_mask_1.png")) {
            Files.createDirectories(folder.resolve("images"));
            Files.copy(data.resolve("masks/p00.png"), folder.resolve(mask));
        }
        Files.copy(data.resolve("images/p00.png"), folder.resolve("images/p00.png"));
        Path manifest = folder.resolve("m.csv");
        Files.writeString(manifest, "image,mask\nimages/p00.png,images/p00_mask.png\n");
        Cli answer = Cli.run("data", "inspect", manifest);
        assertTrue(
                answer.err()
                                .contains("caution: masks beside a listed one of their image that no row lists are "
                                        + "left out")
                        && answer.err().contains("1 (p00_mask_1.png)"),
                answer.err());
        assertEquals(1, Cli.run("data", "inspect", manifest, "--strict").code());
    }

    /** A model of ONNX knows as much as the one that it was made of. */
    @Test
    void anExportedModelKnowsThemToo() {
        Path onnx = folder.resolve("model.onnx");
        assertEquals(0, Cli.run("export", "--model", model, "--onnx", onnx).code());
        assertEquals(32, Model.load(onnx).seen().count());
        assertEquals(32, Model.load(model).seen().count());
    }

    @Test
    void anImportedModelSaysThatItIsNotKnown() {
        Path weights = folder.resolve("weights.safetensors");
        SafeTensors.write(
                weights,
                Map.of(),
                SafeTensors.read(model).entries().stream()
                        .filter(e -> e.dtype() == SafeTensors.Dtype.F32)
                        .toList());
        Path imported = folder.resolve("imported.safetensors");
        Cli made = Cli.run(
                "import", weights, "--network", "unext-s", "--out", imported, "--size", 64, "--preprocess", "imagenet");
        assertEquals(0, made.code(), made.err());
        Cli answer =
                Cli.run("evaluate", "--model", imported, "--data", data, "--out", folder.resolve("r"), "--threads", 1);
        assertEquals(0, answer.code(), answer.err());
        assertTrue(answer.out().contains("it is not known which of these 40 images"), answer.out());
    }

    /** What the first training has seen, the second model has seen as well; what chose an epoch may choose another. */
    @ParameterizedTest
    @CsvSource({"--init-from, starts", "--teachers, learns"})
    void aRunThatTakesAModelHasSeenItsPictures(String option, String use) throws IOException {
        Path other = folder.resolve("other" + option);
        for (int i = 0; i < 12; i++) {
            write(other, "q%02d".formatted(i), 7000 + i);
        }
        for (String part : List.of("train", "val")) {
            String known = split.parts().get(part).get(0);
            Files.copy(data.resolve("images/" + known + ".png"), other.resolve("images/again-" + part + ".png"));
            Files.copy(data.resolve("masks/" + known + ".png"), other.resolve("masks/again-" + part + ".png"));
        }
        Path trained = folder.resolve("train.txt");
        Path validated = folder.resolve("val.txt");
        Files.write(trained, List.of("q00", "q01", "q02", "q03"));
        Files.write(validated, List.of("q04", "again-train", "again-val"));
        Path run = folder.resolve("run" + option);
        Cli answer = Cli.run(
                "train",
                "--threads",
                1,
                "--network",
                "unext-s",
                "--size",
                64,
                "--batch",
                4,
                "--epochs",
                1,
                "--data",
                other,
                "--out",
                run,
                option,
                model,
                "--train-list",
                trained,
                "--val-list",
                validated);
        assertEquals(0, answer.code(), answer.err());
        assertTrue(
                answer.err().contains("from which this run " + use + ", has seen 1 of the 3 images of the part val"),
                answer.err());
        assertEquals(32 + 7, Model.load(run.resolve("model.safetensors")).seen().count());
    }
}
