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
import java.util.Map;
import org.delineate.file.BadFileException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LayoutsTest {
    @TempDir
    Path folder;

    private void pictures(String... files) {
        for (String file : files) {
            picture(folder.resolve(file), 8, 9, file.hashCode());
        }
    }

    private void masks(String... files) {
        for (String file : files) {
            mask(folder.resolve(file), 8, 9, 0, 0, 2, 2);
        }
    }

    private void text(String file, String text) throws IOException {
        Files.createDirectories(folder.resolve(file).getParent());
        Files.writeString(folder.resolve(file), text);
    }

    private Dataset open(String layout) {
        Dataset data = Dataset.open(folder);
        assertEquals(layout, data.layout());
        return data;
    }

    private static List<String> names(Dataset data) {
        return data.cases().stream().map(Case::name).toList();
    }

    private static List<String> files(List<Path> paths) {
        return paths.stream().map(p -> p.getFileName().toString()).toList();
    }

    @Test
    void unitesTheMasksOfAllClassFoldersAndSaysSo() throws IOException {
        pictures("images/a b (1).png", "images/c.png");
        masks("masks/0/a b (1).png", "masks/0/c_mask.png");
        mask(folder.resolve("masks/1/c.png"), 8, 9, 4, 4, 6, 6);
        text("busi_train1.txt", "a b (1)\n");
        text("busi_val1.txt", "c\n");
        Dataset data = open("images-class-masks");
        assertEquals(List.of("a b (1)", "c"), names(data));
        assertEquals(8, data.mask(data.find("c")).areaPx());
        assertTrue(data.remarks().get(0).contains("0 (2 pictures), 1 (1 pictures)"), data.remarks()::toString);
        assertEquals(Map.of("busi_1", Map.of("train", List.of("a b (1)"), "val", List.of("c"))), data.lists());
        assertEquals("val", data.find("c").part());
    }

    @Test
    void severalPublishedSplitsPrescribeNoPart() throws IOException {
        pictures("images/a.png", "images/b.png");
        masks("masks/a.png", "masks/b.png");
        text("busi_train1.txt", "a\n");
        text("busi_val1.txt", "b\n");
        text("busi_train2.txt", "b\n");
        text("busi_val2.txt", "a\n");
        text("notes.txt", "nothing to do with it\n");
        Dataset data = open("images-masks");
        assertEquals(List.of("busi_1", "busi_2"), List.copyOf(data.lists().keySet()));
        assertEquals("", data.find("a").part());
        Split second = Split.published(data, "busi_2");
        assertEquals(List.of("b"), second.parts().get("train"));
        String message = assertThrows(IllegalArgumentException.class, () -> Split.published(data, "busi_3"))
                .getMessage();
        assertTrue(message.contains("busi_1") && message.contains("busi_3"), message);
    }

    @Test
    void remarksOnAListThatNamesUnknownCases() throws IOException {
        pictures("images/a.png");
        masks("masks/a.png");
        text("train.txt", "a\nb\n");
        Dataset data = open("images-masks");
        assertTrue(data.lists().isEmpty());
        assertTrue(data.remarks().get(0).contains("train.txt is not used")
                && data.remarks().get(0).contains("\"b\""));
    }

    @Test
    void readsKvasirSegWithItsListsAndJpegMasks() throws IOException {
        pictures("Kvasir-SEG/images/cju0qk.jpg", "Kvasir-SEG/images/cju0qo.jpg");
        masks("Kvasir-SEG/masks/cju0qk.jpg", "Kvasir-SEG/masks/cju0qo.jpg");
        text("Kvasir-SEG/kavsir_bboxes.json", "{}");
        text("Kvasir-SEG/train.txt", "cju0qk\n");
        text("Kvasir-SEG/val.txt", "cju0qo\n");
        Dataset data = open("images-masks");
        assertEquals("train", data.find("cju0qk").part());
        assertEquals(4, data.mask(data.find("cju0qo")).areaPx());
        assertTrue(data.unread().images().isEmpty());
    }

    @Test
    void readsPraNetWithItsSetsAsParts() {
        pictures("TrainDataset/images/1.png", "TrainDataset/images/2.png");
        masks("TrainDataset/masks/1.png", "TrainDataset/masks/2.png");
        pictures("TestDataset/Kvasir/images/1.jpg", "TestDataset/ETIS-LaribPolypDB/images/1.png");
        masks("TestDataset/Kvasir/masks/1.tif", "TestDataset/ETIS-LaribPolypDB/masks/1.png");
        Dataset data = open("nested");
        assertEquals(
                List.of("TestDataset/ETIS-LaribPolypDB/1", "TestDataset/Kvasir/1", "TrainDataset/1", "TrainDataset/2"),
                names(data));
        assertEquals("test", data.find("TestDataset/Kvasir/1").part());
        assertEquals(
                List.of("TrainDataset/1", "TrainDataset/2"),
                data.lists().get("layout").get("train"));
    }

    @Test
    void readsPartsInFoldersWithDistinctNames() {
        pictures("train/images/a.png", "validation/images/b.png", "test/images/c.png");
        masks("train/masks/a.png", "validation/masks/b.png", "test/masks/c.png");
        pictures("test/preview.png");
        Dataset data = open("nested");
        assertEquals(List.of("a", "b", "c"), names(data));
        assertEquals("val", data.find("b").part());
        assertEquals(List.of("preview.png"), files(data.unread().images()));
    }

    @Test
    void readsMirroredTreesOfPartsAndOfClasses() {
        pictures("img_dir/train/a.jpg", "img_dir/val/b.jpg");
        masks("ann_dir/train/a.png", "ann_dir/val/b.png");
        assertEquals("val", open("mirrored").find("b").part());
    }

    @Test
    void readsClassesInMirroredTrees() {
        pictures("images/benign/1.png", "images/malignant/1.png");
        masks("masks/benign/1.png", "masks/malignant/1_mask.png");
        assertEquals("malignant", open("mirrored").find("malignant/1").label());
    }

    @Test
    void readsIsicWhateverTheSuffixesCaseAndSkipsSuperpixels() throws IOException {
        pictures(
                "ISIC2018_Task1-2_Training_Input/ISIC_0000000.jpg",
                "ISIC2018_Task1-2_Training_Input/ISIC_0000001.jpg",
                "ISIC2018_Task1-2_Training_Input/ISIC_0000001_superpixels.png",
                "ISIC2018_Task1-2_Validation_Input/ISIC_0000003.jpg",
                "ISIC2018_Task1-2_Test_Input/ISIC_0000009.jpg");
        text("ISIC2018_Task1-2_Training_Input/ATTRIBUTION.txt", "x");
        masks(
                "ISIC2018_Task1_Training_GroundTruth/ISIC_0000000_segmentation.png",
                "ISIC2018_Task1_Training_GroundTruth/ISIC_0000001_Segmentation.png",
                "ISIC2018_Task1_Validation_GroundTruth/ISIC_0000003_segmentation.png");
        Dataset data = open("isic");
        assertEquals(List.of("ISIC_0000000", "ISIC_0000001", "ISIC_0000003"), names(data));
        assertEquals("val", data.find("ISIC_0000003").part());
        assertEquals(List.of("ISIC_0000009.jpg"), files(data.unread().images()));
    }

    @Test
    void readsIsic2017() {
        pictures("ISIC-2017_Training_Data/ISIC_0000000.jpg", "ISIC-2017_Test_v2_Data/ISIC_0012086.jpg");
        masks(
                "ISIC-2017_Training_Part1_GroundTruth/ISIC_0000000_segmentation.png",
                "ISIC-2017_Test_v2_Part1_GroundTruth/ISIC_0012086_segmentation.png");
        assertEquals("test", open("isic").find("ISIC_0012086").part());
    }

    @Test
    void readsTn3kFoldsAsPositionsInIntegerOrder() throws IOException {
        pictures("trainval-image/2.jpg", "trainval-image/10.jpg", "trainval-image/33.jpg", "test-image/2.jpg");
        masks("trainval-mask/2.jpg", "trainval-mask/10.jpg", "trainval-mask/33.jpg", "test-mask/2.jpg");
        text("tn3k-trainval-fold0.json", "{\"train\": [0, 2], \"val\": [1]}");
        text("tn3k-trainval-fold1.json", "{\"train\": [1, 2], \"val\": [0]}");
        Dataset data = open("thyroid");
        assertEquals(
                Map.of(
                        "train", List.of("trainval/2", "trainval/33"),
                        "val", List.of("trainval/10"),
                        "test", List.of("test/2")),
                data.lists().get("tn3k-trainval-fold0"));
        assertEquals("", data.find("trainval/2").part());
        assertEquals("test", data.find("test/2").part());
    }

    @Test
    void refusesTn3kPositionsBeyondThePictures() throws IOException {
        pictures("thyroid-image/0.jpg", "thyroid-image/1.jpg");
        masks("thyroid-mask/0.jpg", "thyroid-mask/1.jpg");
        text("tg3k-trainval.json", "{\"train\": [0], \"val\": [2]}");
        String message =
                assertThrows(BadFileException.class, () -> Dataset.open(folder)).getMessage();
        assertTrue(message.contains("position 2") && message.contains("tg3k-trainval.json"), message);
    }

    @Test
    void readsDdti() {
        pictures("DDTI/image/0.PNG");
        masks("DDTI/mask/0.PNG");
        assertEquals(List.of("0"), names(open("images-masks")));
    }

    @Test
    void unitesBothLungsOfMontgomery() {
        pictures("CXR_png/MCUCXR_0001_0.png", "CXR_png/MCUCXR_0104_1.png");
        masks("ManualMask/leftMask/MCUCXR_0001_0.png", "ManualMask/leftMask/MCUCXR_0104_1.png");
        mask(folder.resolve("ManualMask/rightMask/MCUCXR_0001_0.png"), 8, 9, 4, 4, 7, 7);
        Dataset data = open("chest-xray");
        assertEquals(List.of("MCUCXR_0001_0"), names(data));
        assertEquals(4 + 9, data.mask(data.cases().get(0)).areaPx());
        assertEquals(List.of("MCUCXR_0104_1.png"), files(data.unread().images()));
        assertEquals(List.of("MCUCXR_0104_1.png"), files(data.unread().masks()));
    }

    @Test
    void readsShenzhenBesideMontgomeryAndTheFindingFromTheName() {
        pictures("images/CHNCXR_0001_0.png", "images/CHNCXR_0327_1.png", "images/MCUCXR_0001_0.png");
        masks("masks/CHNCXR_0001_0_mask.png", "masks/CHNCXR_0327_1_mask.png", "masks/MCUCXR_0001_0.png");
        Dataset data = open("chest-xray");
        assertEquals(3, data.cases().size());
        assertEquals("normal", data.find("CHNCXR_0001_0").label());
        assertEquals("abnormal", data.find("CHNCXR_0327_1").label());
    }

    @Test
    void groupsTheViewsOfBusBraByPatient() throws IOException {
        pictures("Images/bus_0001-l.png", "Images/bus_0001-r.png", "Images/bus_0002-s.png");
        masks("Masks/mask_0001-l.png", "Masks/mask_0001-r.png", "Masks/mask_0002-s.png");
        text("bus_data.csv", "ID,Case,Pathology\nbus_0001-l,1,benign\nbus_0001-r,1,benign\nbus_0002-s,2,malignant\n");
        Dataset data = open("bus-bra");
        assertEquals("0001", data.find("bus_0001-r").group());
        assertEquals("malignant", data.find("bus_0002-s").label());
    }

    @Test
    void unitesTheManyMasksOfAFolderPerPicture() {
        pictures("f1/images/f1.png", "f2/images/f2.png");
        masks("f1/masks/9a.png", "f2/masks/77.png");
        mask(folder.resolve("f1/masks/0b.png"), 8, 9, 4, 4, 7, 7);
        Dataset data = open("case-folders");
        assertEquals(13, data.mask(data.find("f1")).areaPx());
    }

    @Test
    void readsPh2AsPublished() {
        pictures("PH2 Dataset images/IMD002/IMD002_Dermoscopic_Image/IMD002.bmp");
        masks("PH2 Dataset images/IMD002/IMD002_lesion/IMD002_lesion.bmp");
        assertEquals(List.of("IMD002"), names(open("case-folders")));
    }

    @Test
    void readsPicturesAndMasksSideBySide() {
        pictures("train_1.bmp", "train_10.bmp", "lonely.bmp");
        masks("train_1_anno.bmp", "train_10_anno.bmp", "gone_anno.bmp");
        Dataset data = open("side-by-side");
        assertEquals(List.of("train_1", "train_10"), names(data));
        assertEquals(List.of("lonely.bmp"), files(data.unread().images()));
        assertEquals(List.of("gone_anno.bmp"), files(data.unread().masks()));
    }

    private String refusal() {
        return assertThrows(BadFileException.class, () -> Dataset.open(folder)).getMessage();
    }

    @Test
    void refusesTn3kPositionsThatAreNone() throws IOException {
        pictures("trainval-image/0.jpg", "trainval-image/1.jpg");
        masks("trainval-mask/0.jpg");
        text("tn3k-trainval-fold0.json", "{\"train\": [0], \"val\": []}");
        text("notes.json", "{\"train\": [9]}");
        assertEquals(
                List.of("0"), open("thyroid").lists().get("tn3k-trainval-fold0").get("train"));
        for (String position : List.of("-1", "1.0", "\"0\"", "1", "2")) { // 1 has no mask
            text("tn3k-trainval-fold0.json", "{\"train\": [" + position + "]}");
            assertTrue(
                    refusal().contains("position " + position + " is no picture with a mask among 2, counted from 0"),
                    refusal());
        }
        text("tn3k-trainval-fold0.json", "{\"train\": [0]}");
        pictures("trainval-image/cover.jpg");
        assertTrue(refusal().contains("pictures with integer names, but there is one named otherwise: "), refusal());
        assertTrue(refusal().contains("\"cover\"") && refusal().endsWith("; remove that picture, or the JSON file"));
    }

    @Test
    void refusesTwoFoldersThatMayBeMeant() {
        pictures("images/a.png", "Imgs/a.png");
        masks("masks/a.png");
        assertTrue(
                refusal().contains("several folders that may hold the pictures: [Imgs, images]; keep one of them"),
                refusal());
        assertTrue(refusal().endsWith("or list the pairs in a manifest.csv"), refusal());
    }

    @Test
    void refusesTwoFoldersOfOnePartOfIsic() {
        pictures("ISIC2018_Task1-2_Training_Input/ISIC_0000000.jpg", "ISIC2016_Training_Data/ISIC_0000000.jpg");
        masks("ISIC2018_Task1_Training_GroundTruth/ISIC_0000000_segmentation.png");
        assertTrue(refusal().contains("a second folder for the same part beside "), refusal());
        assertTrue(refusal().endsWith("; keep one challenge and one size in the folder"), refusal());
    }
}
