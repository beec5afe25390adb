package org.delineate.image;

import java.nio.file.Path;
import org.delineate.file.AtomicFile;
import org.delineate.png.Png;

/**
 * Writes overlays: PNGs of a picture at its own size with the outline of its mask, dashed and orange as in {@link
 * Overlay}.
 *
 * <p>Those of grey pictures have a palette, a third of the bytes: {@value #GREYS} greys, none more than one level of 255
 * beside that of the picture, and the mixtures of orange and grey along the line. {@link Overlay} takes twenty times as
 * long for the same, which is more than a fast network takes for the picture.
 */
public final class OverlayFile {
    private static final int GREYS = 230;
    private static final int PARTS = 4; // of a pixel that the line covers
    private static final int SHADES = 8; // of grey behind it
    private static final int SOLID = GREYS + (PARTS - 1) * SHADES;
    private static final int RED = Overlay.PREDICTION.getRed();
    private static final int GREEN = Overlay.PREDICTION.getGreen();
    private static final int BLUE = Overlay.PREDICTION.getBlue();
    private static final float DARKENING = Overlay.HALO.getAlpha() / 255f;
    private static final byte[] INDEX_OF_GREY = new byte[256];
    private static final byte[] PALETTE = new byte[3 * (SOLID + 1)];

    static {
        for (int grey = 0; grey < INDEX_OF_GREY.length; grey++) {
            INDEX_OF_GREY[grey] = (byte) Math.round(grey * (GREYS - 1) / 255f);
        }
        for (int i = 0; i < GREYS; i++) {
            int grey = Math.round(i * 255f / (GREYS - 1));
            mix(3 * i, grey, 0);
        }
        for (int i = 0; i < (PARTS - 1) * SHADES; i++) {
            int grey = (2 * (i % SHADES) + 1) * 256 / SHADES / 2;
            mix(3 * (GREYS + i), grey, (1f + i / SHADES) / PARTS);
        }
        mix(3 * SOLID, 0, 1);
    }

    private OverlayFile() {}

    /**
     * Writes an overlay as a file that can be made again, completely or not at all.
     *
     * @throws IllegalArgumentException where the mask has another size than the picture
     */
    public static void write(Path png, Image image, Mask mask) {
        AtomicFile.writeUnforced(png, png(image, mask));
    }

    /** Encodes an overlay as {@link #write} does. */
    public static byte[] png(Image image, Mask mask) {
        Overlay.requireSize(image, mask);
        OutlineCoverage outline = OutlineCoverage.of(mask, Overlay.line(Math.max(image.height(), image.width())));
        return image.isGrey() ? ofPalette(image, outline) : ofColours(image, outline);
    }

    private static byte[] ofPalette(Image image, OutlineCoverage outline) {
        byte[] indices = image.levels();
        for (int i = 0; i < indices.length; i++) {
            indices[i] = INDEX_OF_GREY[indices[i] & 0xff];
        }
        outline.forEach((index, halo, line) -> {
            int grey = Math.round(image.level(index * image.channels()) * (1 - DARKENING * halo));
            int parts = Math.round(line * PARTS);
            indices[index] = parts == 0
                    ? INDEX_OF_GREY[grey]
                    : (byte) (parts == PARTS ? SOLID : GREYS + (parts - 1) * SHADES + grey * SHADES / 256);
        });
        return Png.encode(image.height(), image.width(), PALETTE, indices);
    }

    private static byte[] ofColours(Image image, OutlineCoverage outline) {
        int channels = image.channels();
        byte[] samples = new byte[image.height() * image.width() * channels];
        for (int i = 0; i < samples.length; i++) {
            samples[i] = (byte) image.level(i);
        }
        outline.forEach((index, halo, line) -> {
            for (int c = 0; c < channels; c++) {
                int at = index * channels + c;
                int dark = Math.round((samples[at] & 0xff) * (1 - DARKENING * halo));
                samples[at] = (byte) Math.round(dark + line * (orange(c) - dark));
            }
        });
        return Png.encode(image.height(), image.width(), channels, samples);
    }

    private static void mix(int at, int grey, float line) {
        for (int c = 0; c < 3; c++) {
            PALETTE[at + c] = (byte) Math.round(grey + line * (orange(c) - grey));
        }
    }

    private static int orange(int channel) {
        return channel == 0 ? RED : channel == 1 ? GREEN : BLUE;
    }
}
