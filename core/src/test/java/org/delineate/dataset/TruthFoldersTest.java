package org.delineate.dataset;

import static org.delineate.dataset.Pictures.mask;
import static org.delineate.dataset.Pictures.picture;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.delineate.file.BadFileException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Folders that may hold the truth: the right one is read, or none. */
class TruthFoldersTest {
    @TempDir
    private Path root;

    /** Pictures as in DRIVE, with fields of view that cover everything. */
    private void drive(String part, String suffix, String outlines) {
        for (int i = 21; i < 24; i++) {
            picture(root.resolve(part + "/images/" + i + "_" + suffix + ".tif"), 16, 16, i);
            mask(root.resolve(part + "/mask/" + i + "_" + suffix + "_mask.gif"), 16, 16, 0, 0, 16, 16);
            if (!outlines.isEmpty()) {
                mask(root.resolve(part + "/" + outlines + "/" + i + "_manual1.gif"), 16, 16, 2, 2, 5, 6);
            }
        }
    }

    private List<String> masks(Dataset data) {
        return data.cases().stream()
                .flatMap(c -> c.masks().stream())
                .map(m -> root.relativize(m).toString())
                .toList();
    }

    private String refusal() {
        return assertThrows(BadFileException.class, () -> Dataset.open(root)).getMessage();
    }

    @ParameterizedTest
    @ValueSource(strings = {"1st_manual", "manual1", "manual", "1st manual"})
    void readsOutlinesByHandAndNoFieldOfView(String outlines) {
        drive("training", "training", outlines);
        Dataset data = Dataset.open(root);
        assertEquals(3, data.cases().size());
        assertTrue(masks(data).stream().allMatch(m -> m.startsWith("training/" + outlines)), masks(data)::toString);
        assertEquals(12, data.mask(data.cases().get(0)).areaPx());
        assertEquals(
                List.of("training/mask is not read: it holds fields of view, the masks are those of " + outlines + "."),
                data.remarks());
        assertEquals(List.of(), data.unread().images());
    }

    @Test
    void readsTheFirstObserverBesideTheSecond() {
        drive("test", "test", "1st_manual");
        mask(root.resolve("test/2nd_manual/21_manual2.gif"), 16, 16, 0, 0, 9, 9);
        Dataset data = Dataset.open(root);
        assertTrue(masks(data).stream().allMatch(m -> m.startsWith("test/1st_manual/")), masks(data)::toString);
        assertTrue(data.remarks().toString().contains("test/2nd_manual is not read"), data.remarks()::toString);
    }

    /** As published since 2020: the test pictures of DRIVE come with fields of view alone. */
    @Test
    void takesNoFieldOfViewForTheTruthOfAnotherPart() {
        drive("training", "training", "1st_manual");
        drive("test", "test", "");
        Dataset data = Dataset.open(root);
        assertEquals(3, data.cases().size());
        assertTrue(masks(data).stream().allMatch(m -> m.startsWith("training/1st_manual")), masks(data)::toString);
        assertTrue(
                data.remarks().toString().contains("test is not read: it has fields of view"),
                data.remarks()::toString);
    }

    @ParameterizedTest
    @CsvSource({"gt, mask", "labels, masks", "vessels, mask", "manual1, gt", "ground truth, masks", "2nd_manual, mask"})
    void refusesTwoFoldersThatMayBothBeTheTruth(String one, String other) {
        picture(root.resolve("images/a.png"), 16, 16, 1);
        mask(root.resolve(one + "/a.png"), 16, 16, 2, 2, 5, 5);
        mask(root.resolve(other + "/a.png"), 16, 16, 0, 0, 16, 16);
        String message = refusal();
        assertTrue(message.contains("several folders that may hold the masks: ["), message);
        assertTrue(message.contains(one) && message.contains(other), message);
    }

    @Test
    void countsNoFolderWithoutPictures() throws IOException {
        picture(root.resolve("images/a.png"), 16, 16, 1);
        mask(root.resolve("masks/a.png"), 16, 16, 2, 2, 5, 5);
        Files.writeString(Files.createDirectories(root.resolve("labels")).resolve("a.txt"), "0 0.5 0.5 0.1 0.1");
        assertEquals(List.of("masks/a.png"), masks(Dataset.open(root)));
    }

    @Test
    void readsInputAndTarget() {
        picture(root.resolve("input/a.png"), 16, 16, 1);
        mask(root.resolve("target/a.png"), 16, 16, 2, 2, 5, 5);
        assertEquals(List.of("target/a.png"), masks(Dataset.open(root)));
    }

    @ParameterizedTest
    @CsvSource({
        "train_images, train_masks, val_images, val_masks",
        "training-imgs, training-labels, validation-imgs, validation-labels",
        "images_train, gt_train, images_val, gt_val",
        "TrainImages, TrainMasks, ValImages, ValMasks"
    })
    void readsFoldersNamedByPartAndContent(String trainImages, String trainMasks, String valImages, String valMasks) {
        picture(root.resolve(trainImages + "/a.png"), 16, 16, 1);
        mask(root.resolve(trainMasks + "/a_mask.png"), 16, 16, 2, 2, 5, 5);
        picture(root.resolve(valImages + "/b.png"), 16, 16, 2);
        mask(root.resolve(valMasks + "/b.png"), 16, 16, 2, 2, 5, 5);
        picture(root.resolve("test_images/c.png"), 16, 16, 3);
        Dataset data = Dataset.open(root);
        assertEquals("part-folders", data.layout());
        assertEquals("train", data.find("a").part());
        assertEquals("val", data.find("b").part());
        assertEquals(List.of(root.resolve("test_images/c.png")), data.unread().images());
    }

    @Test
    void refusesTwoFoldersOfMasksForOnePart() {
        picture(root.resolve("train_images/a.png"), 16, 16, 1);
        mask(root.resolve("train_masks/a.png"), 16, 16, 2, 2, 5, 5);
        mask(root.resolve("train_gt/a.png"), 16, 16, 2, 2, 5, 5);
        assertTrue(refusal().contains("a second folder for the masks of train"), this::refusal);
    }

    @Test
    void readsVocWithItsLists() throws IOException {
        Path voc = root.resolve("VOCdevkit/VOC2012");
        for (String name : List.of("2007_01", "2007_02", "2007_03")) {
            picture(voc.resolve("JPEGImages/" + name + ".jpg"), 16, 16, name.hashCode());
            mask(voc.resolve("SegmentationClass/" + name + ".png"), 16, 16, 2, 2, 5, 5);
            mask(voc.resolve("SegmentationObject/" + name + ".png"), 16, 16, 2, 2, 5, 5);
            Files.writeString(
                    Files.createDirectories(voc.resolve("Annotations")).resolve(name + ".xml"), "<a/>");
        }
        Path lists = Files.createDirectories(voc.resolve("ImageSets/Segmentation"));
        Files.writeString(lists.resolve("train.txt"), "2007_01\n2007_03\n");
        Files.writeString(lists.resolve("val.txt"), "2007_02\n");
        Files.writeString(lists.resolve("trainval.txt"), "2007_01\n2007_02\n2007_03\n");
        Dataset data = Dataset.open(root);
        assertEquals("voc", data.layout());
        assertEquals(List.of("2007_01", "2007_03"), data.lists().get("lists").get("train"));
        assertEquals("val", data.find("2007_02").part());
        assertEquals(List.of(), data.unread().images());
        assertEquals(
                ".xml 3 (2007_01.xml, 2007_02.xml, 2007_03.xml), .txt 1 (trainval.txt)",
                data.unread().others().text());
        assertTrue(data.remarks().toString().contains("SegmentationObject is not read: its 3 masks"));
    }
}
