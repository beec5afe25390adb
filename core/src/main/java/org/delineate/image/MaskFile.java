package org.delineate.image;

import java.nio.file.Path;
import org.delineate.file.AtomicFile;
import org.delineate.file.Limits;

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

    /** Writes a mask, completely or not at all. */
    public static void write(Path png, Mask mask) {
        AtomicFile.write(png, png(mask));
    }

    /** Encodes a mask as PNG, 0 and 255. */
    public static byte[] png(Mask mask) {
        byte[] samples = new byte[mask.height() * mask.width()];
        for (int i = 0; i < samples.length; i++) {
            samples[i] = (byte) (mask.at(i) ? 255 : 0);
        }
        return Png.encode(mask.height(), mask.width(), 1, samples);
    }
}
