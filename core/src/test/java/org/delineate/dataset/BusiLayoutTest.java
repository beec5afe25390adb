package org.delineate.dataset;

import static org.delineate.dataset.Pictures.mask;
import static org.delineate.dataset.Pictures.picture;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BusiLayoutTest {
    @TempDir
    Path folder;

    private Path busi(Path at) {
        picture(at.resolve("benign/benign (1).png"), 20, 30, 1);
        mask(at.resolve("benign/benign (1)_mask.png"), 20, 30, 2, 2, 6, 6);
        mask(at.resolve("benign/benign (1)_mask_1.png"), 20, 30, 4, 4, 10, 8);
        picture(at.resolve("benign/benign (10).png"), 24, 30, 2);
        mask(at.resolve("benign/benign (10)_mask.png"), 24, 30, 2, 2, 6, 6);
        picture(at.resolve("malignant/malignant (1).png"), 20, 30, 3);
        mask(at.resolve("malignant/malignant (1)_mask.png"), 20, 30, 0, 0, 3, 3);
        picture(at.resolve("normal/normal (1).png"), 16, 12, 4);
        return at;
    }

    @Test
    void unitesAllMasksOfAPicture() {
        Dataset data = Dataset.open(busi(folder));
        assertEquals("busi", data.layout());
        assertEquals(
                List.of("benign (1)", "benign (10)", "malignant (1)", "normal (1)"),
                data.cases().stream().map(Case::name).toList());
        assertEquals(2, data.find("benign (1)").masks().size());
        assertEquals(4 * 4 + 6 * 4 - 2 * 2, data.mask(data.find("benign (1)")).areaPx());
        assertEquals("malignant", data.find("malignant (1)").label());
    }

    @Test
    void normalWithoutMaskIsAllBackgroundAtThePicturesSize() {
        Dataset data = Dataset.open(busi(folder));
        Case normal = data.find("normal (1)");
        assertEquals("normal", normal.label());
        assertEquals(16, data.mask(normal).height());
        assertEquals(12, data.mask(normal).width());
        assertTrue(data.mask(normal).isEmpty());
    }

    @Test
    void findsTheClassesOneLevelBelow() {
        busi(folder.resolve("Dataset_BUSI_with_GT"));
        assertEquals(4, Dataset.open(folder).cases().size());
    }

    @Test
    void listsALesionWithoutMaskAMaskWithoutPictureAndOtherPictures() {
        busi(folder);
        picture(folder.resolve("benign/benign (2).png"), 20, 30, 5);
        mask(folder.resolve("malignant/malignant (9)_mask.png"), 20, 30, 0, 0, 3, 3);
        picture(folder.resolve("normal/screenshot.png"), 20, 30, 6);
        Dataset data = Dataset.open(folder);
        assertEquals(4, data.cases().size());
        assertEquals(
                List.of("benign (2).png", "screenshot.png"),
                data.unread().images().stream()
                        .map(p -> p.getFileName().toString())
                        .toList());
        assertEquals(
                List.of("malignant (9)_mask.png"),
                data.unread().masks().stream()
                        .map(p -> p.getFileName().toString())
                        .toList());
    }
}
