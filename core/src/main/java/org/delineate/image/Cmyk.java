package org.delineate.image;

import java.awt.image.BufferedImage;
import java.awt.image.Raster;
import java.io.IOException;
import java.util.Iterator;
import java.util.List;
import javax.imageio.ImageReader;
import javax.imageio.ImageTypeSpecifier;

/**
 * Converts the four inks of a JPEG to red, green and blue: each is what an ink leaves of the light times what black
 * leaves. The JDK's reader gives inks only. 255 stands for no ink: Adobe's programs write so, and viewers assume it.
 *
 * @param ycc whether the first three are stored as luminance and two colour differences (YCCK)
 */
record Cmyk(boolean ycc) implements Decoding {
    @Override
    public Iterator<ImageTypeSpecifier> types(ImageReader reader) {
        return List.of(ImageTypeSpecifier.createFromBufferedImageType(BufferedImage.TYPE_3BYTE_BGR))
                .iterator();
    }

    @Override
    public BufferedImage read(ImageReader reader) throws IOException {
        Raster inks = reader.readRaster(0, null);
        int width = inks.getWidth();
        BufferedImage rgb = new BufferedImage(width, inks.getHeight(), BufferedImage.TYPE_3BYTE_BGR);
        int[] from = new int[4 * width];
        int[] to = new int[3 * width];
        for (int y = 0; y < inks.getHeight(); y++) {
            inks.getPixels(0, y, width, 1, from);
            for (int x = 0; x < width; x++) {
                int white = from[4 * x + 3];
                if (ycc) {
                    toInks(from, 4 * x);
                }
                for (int c = 0; c < 3; c++) {
                    to[3 * x + c] = product(from[4 * x + c], white);
                }
            }
            rgb.getRaster().setPixels(0, y, width, 1, to);
        }
        return rgb;
    }

    /** Converts to red, green and blue as JFIF 1.02 says, of which inks are the complements. */
    private static void toInks(int[] samples, int at) {
        int y = samples[at];
        int blue = samples[at + 1] - 128;
        int red = samples[at + 2] - 128;
        samples[at] = complement(y + 1.402 * red);
        samples[at + 1] = complement(y - 0.344136 * blue - 0.714136 * red);
        samples[at + 2] = complement(y + 1.772 * blue);
    }

    private static int complement(double value) {
        return 255 - (int) Math.max(0, Math.min(255, Math.round(value)));
    }

    private static int product(int a, int b) {
        return (a * b + 127) / 255;
    }
}
