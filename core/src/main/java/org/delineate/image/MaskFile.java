package org.delineate.image;

import java.nio.file.Path;
import org.delineate.file.AtomicFile;
import org.delineate.file.Limits;
import org.delineate.png.Png;

/** Writes and reads the masks of this program: grey PNGs of 8 bits, 0 and 255. */
public final class MaskFile {
    private MaskFile() {}

    /**
     * Reads a mask that {@link #write} wrote; masks of others are read by the rule of their data set.
     *
     * @throws org.delineate.file.BadFileException where it has another value, and as {@link ImageFile#read(Path,
     *     Limits)}
     */
    public static Mask read(Path file) {
        return MaskValues.WRITTEN.mask(MaskPixels.read(file, Limits.DEFAULT), file);
    }

    /** Writes a mask as a file that can be made again, completely or not at all. */
    public static void write(Path png, Mask mask) {
        AtomicFile.writeUnforced(png, png(mask));
    }

    /** Encodes a mask as PNG, 0 and 255. */
    public static byte[] png(Mask mask) {
        int length = 1 + mask.width();
        byte[] rows = new byte[mask.height() * length];
        for (int y = 0; y < mask.height(); y++) {
            rows[y * length] = 1;
        }
        Runs runs = Runs.of(mask);
        for (int run = 0;
                run < runs.count();
                run++) { // samples differ from those on their left where runs begin and end
            int row = runs.from(run) / mask.width();
            rows[runs.from(run) + row + 1] = (byte) 255;
            if (runs.to(run) < (row + 1) * mask.width()) {
                rows[runs.to(run) + row + 1] = 1;
            }
        }
        return Png.ofDifferences(mask.height(), mask.width(), rows);
    }
}
