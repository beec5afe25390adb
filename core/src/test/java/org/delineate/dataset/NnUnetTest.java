package org.delineate.dataset;

import static org.delineate.dataset.Pictures.mask;
import static org.delineate.dataset.Pictures.picture;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.delineate.file.BadFileException;
import org.delineate.file.Json;
import org.delineate.image.Image;
import org.delineate.image.ImageFile;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NnUnetTest {
    @TempDir
    Path folder;

    private Path out;
    private Dataset data;

    @BeforeEach
    void writePairs() {
        out = folder.resolve("Dataset120_Breast");
        for (int i = 0; i < 6; i++) {
            picture(folder.resolve("data/images/benign (" + i + ").jpg"), 8 + i, 9, i);
            mask(folder.resolve("data/masks/benign (" + i + ").png"), 8 + i, 9, 1, 1, 3 + i, 4);
        }
        data = Dataset.open(folder.resolve("data"));
    }

    private void assertSamePixels(Dataset expected, Dataset actual) {
        for (Case c : actual.cases()) {
            Case original = expected.find(c.name());
            assertEquals(expected.image(original).pixelHash(), actual.image(c).pixelHash(), c.name());
            assertEquals(expected.mask(original), actual.mask(c), c.name());
        }
    }

    @Test
    void readsBackTheSamePixels() {
        NnUnet.write(data, out, (done, total) -> {});
        Dataset back = Dataset.open(out);
        assertEquals("nnunet", back.layout());
        assertEquals(6, back.cases().size());
        assertSamePixels(data, back);
        assertTrue(back.unread().images().isEmpty() && back.unread().masks().isEmpty());
    }

    @Test
    void writesLabelsOfZeroAndOneAndTheKeysOfVersionTwo() {
        NnUnet.write(data, out, (done, total) -> {});
        var label = ImageFile.read(out.resolve("labelsTr/benign (0).png"));
        assertEquals(1, label.sample(1, 1, 0));
        assertEquals(0, label.sample(0, 0, 0));
        JsonNode json = Json.tree(out.resolve("dataset.json"));
        assertEquals("{\"background\":0,\"lesion\":1}", json.get("labels").toString());
        assertEquals("{\"0\":\"grey\"}", json.get("channel_names").toString());
        assertEquals(6, json.get("numTraining").asInt());
        assertEquals(".png", json.get("file_ending").asText());
    }

    @Test
    void writesThreeChannelsEverywhereWhereOnePictureHasThem() {
        BufferedImage colour = new BufferedImage(5, 4, BufferedImage.TYPE_INT_RGB);
        colour.setRGB(1, 2, 0x102030);
        Pictures.write(folder.resolve("data/images/c.png"), colour);
        mask(folder.resolve("data/masks/c.png"), 4, 5, 0, 0, 2, 2);
        NnUnet.write(Dataset.open(folder.resolve("data")), out, (done, total) -> {});
        assertEquals(
                3, ImageFile.read(out.resolve("imagesTr/benign (0)_0000.png")).channels());
        assertEquals(0x20, ImageFile.read(out.resolve("imagesTr/c_0000.png")).sample(2, 1, 1));
        assertEquals(
                "{\"0\":\"R\",\"1\":\"G\",\"2\":\"B\"}",
                Json.tree(out.resolve("dataset.json")).get("channel_names").toString());
    }

    @Test
    void exportsTheSplit() {
        Split split = Split.ratio(data, List.of(), new double[] {0.5, 0.17, 0.33}, 7);
        NnUnet.write(data, split, out, (done, total) -> {});
        Dataset back = Dataset.open(out);
        assertEquals(Map.of("fold 0", split.parts()), back.lists());
        assertEquals(
                2, back.cases().stream().filter(c -> c.part().equals("test")).count());
        assertSamePixels(data, back);
    }

    @Test
    void exportsTheFolds() {
        Split split = Split.folds(data, List.of(), 3, 7);
        NnUnet.write(data, split, out, (done, total) -> {});
        Dataset back = Dataset.open(out);
        for (int k = 0; k < 3; k++) {
            assertEquals(split.fold(k).parts(), back.lists().get("fold " + k));
        }
    }

    @Test
    void refusesAFullFolderAndAnotherName() throws IOException {
        Files.createDirectories(out.resolve("imagesTr"));
        assertThrows(IllegalArgumentException.class, () -> NnUnet.write(data, out, (done, total) -> {}));
        assertThrows(
                IllegalArgumentException.class,
                () -> NnUnet.write(data, folder.resolve("breast"), (done, total) -> {}));
    }

    @Test
    void refusesSeveralChannelFilesOfACase() throws IOException {
        NnUnet.write(data, out, (done, total) -> {});
        Files.copy(out.resolve("imagesTr/benign (0)_0000.png"), out.resolve("imagesTr/benign (0)_0001.png"));
        assertTrue(assertThrows(BadFileException.class, () -> Dataset.open(out))
                .getMessage()
                .contains("more than one file"));
    }

    @Test
    void writesGreyPicturesOfSixteenBitsBesideColouredOnes() {
        Path two = folder.resolve("two");
        short[] deep = {0, 256, (short) 65_535, 7};
        ImageFile.write(two.resolve("images/deep.png"), Image.ofShorts(2, 2, 1, deep));
        ImageFile.write(two.resolve("images/red.png"), Image.ofBytes(1, 1, 3, new byte[] {9, 0, 0}));
        mask(two.resolve("masks/deep.png"), 2, 2, 0, 0, 1, 1);
        mask(two.resolve("masks/red.png"), 1, 1, 0, 0, 1, 1);
        NnUnet.write(Dataset.open(two), out, (done, total) -> {});
        Image written = ImageFile.read(out.resolve("imagesTr/deep_0000.png"));
        assertEquals("3 channels of 16 bits", written.channels() + " channels of " + written.bits() + " bits");
        for (int c = 0; c < 3; c++) {
            assertEquals(256, written.sample(0, 1, c));
            assertEquals(65_535, written.sample(1, 0, c));
        }
    }

    @Test
    void refusesCasesThatWouldShareAFile() {
        Path nested = folder.resolve("nested");
        for (String path : List.of("a/images/x.png", "b/images/x.png", "a__x/images/y.png", "a/images/x__y.png")) {
            picture(nested.resolve(path), 8, 9, path.hashCode());
            mask(nested.resolve(path.replace("images", "masks")), 8, 9, 0, 0, 2, 2);
        }
        String message = assertThrows(
                        IllegalArgumentException.class,
                        () -> NnUnet.write(Dataset.open(nested), out, (done, total) -> {}))
                .getMessage();
        assertEquals("two cases would both be named a__x__y; rename one of their files", message);
    }

    @Test
    void readsItsFoldsAndRefusesThoseOfOtherData() throws IOException {
        NnUnet.write(data, out, (done, total) -> {});
        Files.writeString(
                out.resolve("splits_final.json"),
                "[{\"train\": [\"benign (0)\", \"benign (1)\"], \"val\": [\"benign (2)\"]}]");
        assertEquals(
                List.of("benign (2)"), Dataset.open(out).lists().get("fold 0").get("val"));
        Files.writeString(out.resolve("splits_final.json"), "[{\"train\": [\"benign (9)\"], \"val\": []}]");
        String message =
                assertThrows(BadFileException.class, () -> Dataset.open(out)).getMessage();
        assertTrue(
                message.endsWith("splits_final.json: \"benign (9)\" is no training case; is this the file of this data"
                        + " set?"),
                message);
    }

    @Test
    void aLabelWithoutAPictureIsNoCase() throws IOException {
        NnUnet.write(data, out, (done, total) -> {});
        Files.delete(out.resolve("imagesTr/benign (3)_0000.png"));
        Dataset back = Dataset.open(out);
        assertEquals(5, back.cases().size());
        assertEquals(
                List.of(out.resolve("labelsTr/benign (3).png")), back.unread().masks());
    }

    private Dataset labelled(String labels) throws IOException {
        Files.writeString(out.resolve("dataset.json"), "{\"labels\": " + labels + "}");
        return Dataset.open(out);
    }

    /** What dataset.json says is the rule of the masks. */
    @Test
    void readsTheLabelsThatItNames() throws IOException {
        NnUnet.write(data, out, (done, total) -> {});
        Dataset usual = labelled("{\"background\": 0, \"lesion\": 1}");
        assertEquals("background=0,lesion=1", usual.masks().values().toString());
        Dataset ignoring = labelled("{\"background\": 0, \"lesion\": 2, \"ignore\": 1}");
        assertEquals("background=0,lesion=2,ignore=1", ignoring.masks().values().toString());
        assertTrue(ignoring.mask(ignoring.cases().get(0)).ignoredPx() > 0);
        Dataset several = labelled("{\"background\": 0, \"cyst\": 1, \"tumour\": 2}");
        assertEquals(
                List.of("dataset.json names several labels, {cyst=1, tumour=2}; --mask-values says which are lesion."),
                several.remarks());
    }

    @Test
    void refusesLabelsWithoutALesionAndRegions() throws IOException {
        NnUnet.write(data, out, (done, total) -> {});
        assertTrue(assertThrows(BadFileException.class, () -> labelled("{\"background\": 0}"))
                .getMessage()
                .contains("dataset.json: no label beside the background"));
        assertTrue(assertThrows(BadFileException.class, () -> labelled("{\"background\": 0, \"whole\": [1, 2]}"))
                .getMessage()
                .contains("the label whole has the value [1,2]; one label is one number"));
    }
}
