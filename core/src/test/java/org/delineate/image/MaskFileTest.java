package org.delineate.image;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.delineate.file.BadFileException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MaskFileTest {
    @TempDir
    Path folder;

    @Test
    void writesWhatItReadsBack() {
        Random random = new Random(8);
        boolean[] lesion = new boolean[17 * 9];
        for (int i = 0; i < lesion.length; i++) {
            lesion[i] = random.nextBoolean();
        }
        Path file = folder.resolve("new/folder/mask.png");
        MaskFile.write(file, Mask.of(17, 9, lesion));
        assertEquals(Mask.of(17, 9, lesion), MaskFile.read(file));
        Image picture = ImageFile.read(file);
        assertEquals(1, picture.channels());
        assertEquals(8, picture.bits());
        assertEquals(lesion[0] ? 255 : 0, picture.sample(0, 0, 0));
    }

    @Test
    void refusesAMaskThatItDidNotWrite() throws IOException {
        Path file = folder.resolve("mask.png");
        Files.write(
                file,
                new PngBytes().header(3, 1, 8, 0).data(new byte[] {0, 0, 1, 0}).end());
        BadFileException e = assertThrows(BadFileException.class, () -> MaskFile.read(file));
        assertTrue(e.getMessage().contains("the value 1"), e.getMessage());
    }

    @Test
    void refusesADamagedMask() throws IOException {
        Path file = folder.resolve("mask.png");
        Files.write(file, new PngBytes().header(3, 1, 8, 0).data(new byte[4]).open());
        assertThrows(BadFileException.class, () -> MaskFile.read(file));
    }
}
