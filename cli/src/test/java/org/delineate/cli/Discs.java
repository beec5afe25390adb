package org.delineate.cli;

import java.nio.file.Path;
import java.util.Random;
import org.delineate.image.Image;
import org.delineate.image.ImageFile;
import org.delineate.image.Mask;
import org.delineate.image.MaskFile;

/** Data sets of dark discs on bright noise, as images/ and masks/. */
final class Discs {
    static final int SIDE = 64;

    private Discs() {}

    /** @param normals pictures more, without disc */
    static Path write(Path folder, int count, int normals, long seed) {
        Random random = new Random(seed);
        for (int i = 0; i < count + normals; i++) {
            write(folder, String.format("c%02d", i), i < count ? 6 + random.nextInt(8) : 0, random);
        }
        return folder;
    }

    private static void write(Path folder, String name, int radius, Random random) {
        int cx = 16 + random.nextInt(32);
        int cy = 16 + random.nextInt(32);
        byte[] grey = new byte[SIDE * SIDE];
        boolean[] lesion = new boolean[SIDE * SIDE];
        for (int i = 0; i < grey.length; i++) {
            int dx = i % SIDE - cx;
            int dy = i / SIDE - cy;
            lesion[i] = dx * dx + dy * dy < radius * radius;
            grey[i] = (byte) ((lesion[i] ? 30 : 120) + random.nextInt(60));
        }
        ImageFile.write(folder.resolve("images/" + name + ".png"), Image.ofBytes(SIDE, SIDE, 1, grey));
        MaskFile.write(folder.resolve("masks/" + name + ".png"), Mask.of(SIDE, SIDE, lesion));
    }
}
