package org.delineate.image;

import java.awt.image.BufferedImage;
import java.awt.image.IndexColorModel;
import java.awt.image.Raster;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.delineate.file.Limits;

/**
 * The pixels of a mask as its file holds them, before {@link MaskValues} says what they mean.
 *
 * <p>A value is a grey level, 0..255 or 0..65535 as the file has 8 or 16 bits, or {@link #COLOUR} plus red, green and
 * blue of 8 bits each. A palette gives its colours; where it gives one colour to several indices that occur, the values
 * are the indices, since the colours cannot tell the classes apart.
 *
 * @param values [height, width]
 * @param alpha opacity [height, width] of 0..255, null where the file has none
 * @param voids values that a palette of colours lists as index 255, by convention the uncertain border (PASCAL VOC)
 * @param lossy whether the file's compression may have changed values
 * @param orientation how viewers turn it; the arrays are as stored
 */
public record MaskPixels(
        int height, int width, int[] values, byte[] alpha, Set<Integer> voids, boolean lossy, Orientation orientation) {
    /** Is set in the value of a pixel whose red, green and blue differ. */
    public static final int COLOUR = 1 << 24;

    private static final int VOID_INDEX = 255;

    /**
     * Reads the pixels of a mask.
     *
     * @throws org.delineate.file.BadFileException as {@link ImageFile#read(Path, Limits)}
     */
    public static MaskPixels read(Path file, Limits limits) {
        byte[] bytes = ImageDecoder.bytes(file, limits);
        boolean lossy = ImageFormat.of(bytes).filter(f -> f == ImageFormat.JPEG).isPresent();
        return ImageDecoder.decode(
                file, bytes, limits, decoded -> of(decoded.pixels(), lossy).with(decoded.orientation()));
    }

    /** Returns the brightest channel of a value, which is the value itself where it is grey. */
    public static int brightness(int value) {
        return value < COLOUR ? value : Math.max(value >> 16 & 0xff, Math.max(value >> 8 & 0xff, value & 0xff));
    }

    /** Writes a value as a user does: a grey level as a number, a colour as #rrggbb. */
    public static String text(int value) {
        return value < COLOUR ? Integer.toString(value) : String.format("#%06x", value & 0xffffff);
    }

    private MaskPixels with(Orientation tag) {
        return new MaskPixels(height, width, values, alpha, voids, lossy, tag);
    }

    /** Returns the mask as viewers show it. */
    public MaskPixels turned() {
        if (orientation == Orientation.NORMAL) {
            return this;
        }
        int[] turned = new int[values.length];
        orientation.turn(values, height, width, 1, turned);
        byte[] opacities = alpha == null ? null : new byte[alpha.length];
        if (alpha != null) {
            orientation.turn(alpha, height, width, 1, opacities);
        }
        boolean sideways = orientation.isSideways();
        return new MaskPixels(
                sideways ? width : height,
                sideways ? height : width,
                turned,
                opacities,
                voids,
                lossy,
                Orientation.NORMAL);
    }

    private static MaskPixels of(BufferedImage decoded, boolean lossy) {
        Raster raster = decoded.getRaster();
        int height = raster.getHeight();
        int width = raster.getWidth();
        if (decoded.getColorModel() instanceof IndexColorModel palette) {
            return ofPalette(height, width, raster.getSamples(0, 0, width, height, 0, (int[]) null), palette, lossy);
        }
        int[] values = new int[height * width];
        byte[] alpha = decoded.getColorModel().hasAlpha() ? new byte[values.length] : null;
        int channels = decoded.getColorModel().getNumColorComponents();
        int bands = raster.getNumBands();
        int[] sizes = raster.getSampleModel().getSampleSize();
        int[] row = new int[width * bands];
        for (int y = 0, at = 0; y < height; y++) {
            raster.getPixels(0, y, width, 1, row);
            for (int x = 0; x < width; x++, at++) {
                int p = x * bands;
                values[at] = channels == 1 ? row[p] : value(row[p], row[p + 1], row[p + 2], sizes[0]);
                if (alpha != null) {
                    alpha[at] = (byte) eightBits(row[p + channels], sizes[channels]);
                }
            }
        }
        return new MaskPixels(height, width, values, alpha, Set.of(), lossy, Orientation.NORMAL);
    }

    private static int value(int red, int green, int blue, int bits) {
        return red == green && green == blue
                ? red
                : COLOUR | eightBits(red, bits) << 16 | eightBits(green, bits) << 8 | eightBits(blue, bits);
    }

    private static int eightBits(int sample, int bits) {
        return bits == 8 ? sample : (sample * 255 + (1 << bits - 1) - 1) / ((1 << bits) - 1);
    }

    private static MaskPixels ofPalette(int height, int width, int[] indices, IndexColorModel palette, boolean lossy) {
        boolean[] occurs = new boolean[palette.getMapSize()];
        for (int index : indices) {
            occurs[index] = true;
        }
        int[] colours = new int[occurs.length];
        Set<Integer> distinct = new HashSet<>();
        boolean told = true;
        boolean opaque = true;
        for (int index = 0; index < occurs.length; index++) {
            if (occurs[index]) {
                int rgb = palette.getRGB(index);
                colours[index] = value(rgb >> 16 & 0xff, rgb >> 8 & 0xff, rgb & 0xff, 8);
                told &= distinct.add(colours[index]);
                opaque &= palette.getAlpha(index) == 255;
            }
        }
        int[] values = indices.clone();
        byte[] alpha = opaque ? null : new byte[indices.length];
        for (int i = 0; i < values.length; i++) {
            values[i] = told ? colours[indices[i]] : indices[i];
            if (alpha != null) {
                alpha[i] = (byte) palette.getAlpha(indices[i]);
            }
        }
        boolean isRamp = told && distinct.stream().allMatch(v -> v < COLOUR); // grey levels, as every BMP has them
        boolean isVoid = !isRamp && occurs.length > VOID_INDEX && occurs[VOID_INDEX] && distinct.size() > 1;
        Set<Integer> voids = isVoid ? Set.of(told ? colours[VOID_INDEX] : VOID_INDEX) : Set.of();
        return new MaskPixels(height, width, values, alpha, voids, lossy, Orientation.NORMAL);
    }

    /** Counts how often each value occurs, and how many of its pixels have four neighbours of the same value. */
    public Map<Integer, Occurrence> occurrences() {
        return occurrences(values);
    }

    /** Counts as {@link #occurrences} does, but opacities; empty where the file has none. */
    public Map<Integer, Occurrence> opacities() {
        if (alpha == null) {
            return Map.of();
        }
        int[] opacity = new int[alpha.length];
        for (int i = 0; i < opacity.length; i++) {
            opacity[i] = alpha[i] & 0xff;
        }
        return occurrences(opacity);
    }

    /**
     * How often a value occurs.
     *
     * @param inner pixels with four neighbours of the same value, which the soft edge of a mask has not; not counted
     * for 0
     */
    public record Occurrence(long pixels, long inner) {
        Occurrence plus(Occurrence other) {
            return new Occurrence(pixels + other.pixels, inner + other.inner);
        }
    }

    private Map<Integer, Occurrence> occurrences(int[] of) {
        Map<Integer, long[]> counts = new HashMap<>();
        for (int y = 0; y < height; y++) {
            for (int from = y * width, end = from + width; from < end; ) {
                int value = of[from];
                int to = from + 1;
                while (to < end && of[to] == value) {
                    to++;
                }
                long[] count = counts.computeIfAbsent(value, v -> new long[2]);
                count[0] += to - from;
                count[1] += value == 0 || y == 0 || y == height - 1 ? 0 : inner(of, from + 1, to - 1);
                from = to;
            }
        }
        Map<Integer, Occurrence> occurrences = new HashMap<>();
        counts.forEach((value, n) -> occurrences.put(value, new Occurrence(n[0], n[1])));
        return occurrences;
    }

    /** Counts the pixels of a run in a row that have the same value above and below. */
    private int inner(int[] of, int from, int to) {
        int inner = 0;
        for (int i = from; i < to; i++) {
            inner += of[i - width] == of[i] && of[i + width] == of[i] ? 1 : 0;
        }
        return inner;
    }
}
