package org.delineate.image;

import java.nio.file.Path;
import org.delineate.file.AtomicFile;
import org.delineate.file.BadFileException;
import org.delineate.file.Limits;

/**
 * Reads and writes mask files.
 *
 * <p>A pixel's value is its grey level, its luminance (Rec. 601) where the file has colours, or its index where the
 * file has a palette that is not grey; alpha is dropped. Lesion is a value above the middle (127 of 255), or above 0
 * where the file's greatest value is 1. A file of 16 bits whose values all fit into 8 is read as one of 8.
 *
 * @param mask 1 = lesion
 * @param intermediateShare share of the pixels, 0..1, whose value is neither 0 nor full (255, 65535, or 1 where that is
 *     the greatest): above 0 the mask was compressed with loss, smoothed, or holds several classes
 */
public record MaskFile(Mask mask, double intermediateShare) {
    public MaskFile {
        if (mask == null || !(intermediateShare >= 0 && intermediateShare <= 1)) {
            throw new IllegalArgumentException("a mask with a share in 0..1, not " + intermediateShare);
        }
    }

    /**
     * Reads a mask within the default limits.
     *
     * @throws BadFileException as {@link ImageFile#read(Path, Limits)}
     */
    public static MaskFile read(Path file) {
        return read(file, Limits.DEFAULT);
    }

    /** Reads a mask, as {@link #read(Path)} does. */
    public static MaskFile read(Path file, Limits limits) {
        Image values = ImageDecoder.decode(file, ImageDecoder.bytes(file, limits), limits, SampleConversion::labels);
        int full = full(values);
        boolean[] lesion = new boolean[values.height() * values.width()];
        int between = 0;
        for (int i = 0; i < lesion.length; i++) {
            int level = level(values, i);
            lesion[i] = level > full / 2;
            between += level != 0 && level != full ? 1 : 0;
        }
        return new MaskFile(Mask.of(values.height(), values.width(), lesion), (double) between / lesion.length);
    }

    private static int full(Image values) {
        int max = 0;
        for (int i = 0; i < values.height() * values.width(); i++) {
            max = Math.max(max, level(values, i));
        }
        return max == 1 ? 1 : max <= 255 ? 255 : 65535;
    }

    private static int level(Image values, int i) {
        int y = i / values.width();
        int x = i % values.width();
        if (values.channels() == 1) {
            return values.sample(y, x, 0);
        }
        int sum = 299 * values.sample(y, x, 0) + 587 * values.sample(y, x, 1) + 114 * values.sample(y, x, 2);
        return (sum + 500) / 1000;
    }

    /** Writes a grey PNG of 8 bits, 0 and 255, completely or not at all. */
    public static void write(Path png, Mask mask) {
        byte[] samples = new byte[mask.height() * mask.width()];
        for (int i = 0; i < samples.length; i++) {
            samples[i] = (byte) (mask.at(i) ? 255 : 0);
        }
        AtomicFile.write(png, Png.encode(mask.height(), mask.width(), 1, samples));
    }
}
