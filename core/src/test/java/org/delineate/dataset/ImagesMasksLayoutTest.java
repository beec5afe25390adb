package org.delineate.dataset;

import static org.delineate.dataset.Pictures.mask;
import static org.delineate.dataset.Pictures.picture;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import org.delineate.file.BadFileException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ImagesMasksLayoutTest {
    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource({
        "images/a.png, masks/a.png",
        "Images/a.jpg, Masks/a.PNG",
        "image/a.JPG, mask/a.jpg",
        "img/a.png, label/a.png",
        "imgs/a.bmp, gts/a.gif",
        "original/a.png, GT/a.png",
        "Original/a.png, Ground Truth/a.png",
        "images/IMD002.jpg, masks/IMD002_lesion.png",
        "images/ISIC_0000001.jpg, masks/ISIC_0000001_Segmentation.png",
        "images/a.png, masks/a_MASK.png",
        "images/a.png, masks/a_GT1.png",
        "images/a.bmp, masks/a_anno.bmp",
        "images/a.png, labels/a_label.png",
        "images/a_image.png, masks/a_mask.png",
        "images/bus_0001-l.png, masks/mask_0001-l.png",
        "images/benign (1).png, masks/benign (1)_mask.png",
        "images/a.b.c.png, masks/a.b.c_mask.png",
    })
    void pairsByName(String image, String mask) {
        picture(folder.resolve(image), 8, 9, 1);
        mask(folder.resolve(mask), 8, 9, 0, 0, 2, 2);
        Dataset data = Dataset.open(folder);
        assertEquals(1, data.cases().size());
        assertEquals(folder.resolve(image), data.cases().get(0).image());
        assertEquals(List.of(folder.resolve(mask)), data.cases().get(0).masks());
        assertEquals(Folder.stem(Path.of(image)), data.cases().get(0).name());
    }

    @Test
    void doesNotPairByOrder() {
        for (String stem : List.of("1", "2", "10")) {
            picture(folder.resolve("images/" + stem + ".png"), 8, 9, 1);
        }
        for (String stem : List.of("2", "10", "11")) {
            mask(folder.resolve("masks/" + stem + ".png"), 8, 9, 0, 0, 2, 2);
        }
        Dataset data = Dataset.open(folder);
        assertEquals(List.of("10", "2"), data.cases().stream().map(Case::name).toList());
        data.cases()
                .forEach(c ->
                        assertEquals(c.image().getFileName(), c.masks().get(0).getFileName()));
        assertEquals(List.of(folder.resolve("images/1.png")), data.unread().images());
        assertEquals(List.of(folder.resolve("masks/11.png")), data.unread().masks());
    }

    @Test
    void unitesANumberedSeries() {
        picture(folder.resolve("images/a.png"), 8, 9, 1);
        mask(folder.resolve("masks/a_mask.png"), 8, 9, 0, 0, 2, 2);
        mask(folder.resolve("masks/a_mask_1.png"), 8, 9, 4, 4, 6, 6);
        Dataset data = Dataset.open(folder);
        assertEquals(8, data.mask(data.find("a")).areaPx());
    }

    @Test
    void refusesRivalMasks() {
        picture(folder.resolve("images/a.png"), 8, 9, 1);
        mask(folder.resolve("masks/a.png"), 8, 9, 0, 0, 2, 2);
        mask(folder.resolve("masks/a_mask.png"), 8, 9, 4, 4, 6, 6);
        String message =
                assertThrows(BadFileException.class, () -> Dataset.open(folder)).getMessage();
        assertTrue(message.contains("a_mask.png") && message.contains("rival"), message);
    }

    @Test
    void refusesAMaskThatFitsTwoPictures() {
        picture(folder.resolve("images/a.png"), 8, 9, 1);
        picture(folder.resolve("images/a.jpg"), 8, 9, 1);
        mask(folder.resolve("masks/a_mask.png"), 8, 9, 0, 0, 2, 2);
        String message =
                assertThrows(BadFileException.class, () -> Dataset.open(folder)).getMessage();
        assertTrue(message.contains("a.png") && message.contains("a.jpg"), message);
    }

    @Test
    void refusesAMaskOfAnotherSizeAndNamesBoth() {
        picture(folder.resolve("images/a.png"), 8, 9, 1);
        mask(folder.resolve("masks/a.png"), 9, 8, 0, 0, 2, 2);
        Dataset data = Dataset.open(folder);
        String message = assertThrows(BadFileException.class, () -> data.mask(data.find("a")))
                .getMessage();
        assertTrue(message.contains("8 x 9") && message.contains("9 x 8") && message.contains("images"), message);
    }

    @Test
    void namesWhatWasLookedForAndWhatWasFound() {
        picture(folder.resolve("holiday/a.png"), 8, 9, 1);
        picture(folder.resolve("work/b.png"), 8, 9, 1);
        String message =
                assertThrows(BadFileException.class, () -> Dataset.open(folder)).getMessage();
        assertTrue(message.contains("holiday/ (1 picture, 0 folders)") && message.contains("images-masks"), message);
    }
}
