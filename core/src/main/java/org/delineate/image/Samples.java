package org.delineate.image;

import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.IndexColorModel;
import java.awt.image.Raster;

/** A decoded raster to samples: colour channels only, scaled to the full range of 8 or 16 bits. */
final class Samples {
    private Samples() {}

    static Image image(BufferedImage decoded, String sourceHash) {
        ColorModel colours = decoded.getColorModel();
        if (colours instanceof IndexColorModel palette) {
            return expand(decoded.getRaster(), palette, sourceHash);
        }
        Raster raster = decoded.getRaster();
        int height = raster.getHeight();
        int width = raster.getWidth();
        int bands = raster.getNumBands();
        int channels = colours.getNumColorComponents();
        int[] sizes = raster.getSampleModel().getSampleSize();
        boolean wide = sizes[0] > 8;
        int top = wide ? 0xffff : 0xff;
        byte[] bytes = wide ? null : new byte[height * width * channels];
        short[] shorts = wide ? new short[height * width * channels] : null;
        int[] row = new int[width * bands];
        for (int y = 0, to = 0; y < height; y++) {
            raster.getPixels(0, y, width, 1, row);
            for (int x = 0; x < width; x++) {
                for (int c = 0; c < channels; c++, to++) {
                    int max = (1 << sizes[c]) - 1;
                    int value = max == top ? row[x * bands + c] : (row[x * bands + c] * top + max / 2) / max;
                    if (wide) {
                        shorts[to] = (short) value;
                    } else {
                        bytes[to] = (byte) value;
                    }
                }
            }
        }
        return wide
                ? Image.ofShorts(height, width, channels, shorts, sourceHash)
                : Image.ofBytes(height, width, channels, bytes, sourceHash);
    }

    private static Image expand(Raster raster, IndexColorModel palette, String sourceHash) {
        int height = raster.getHeight();
        int width = raster.getWidth();
        int channels = isGrey(palette) ? 1 : 3;
        byte[] bytes = new byte[height * width * channels];
        int[] row = new int[width];
        for (int y = 0, to = 0; y < height; y++) {
            raster.getSamples(0, y, width, 1, 0, row);
            for (int x = 0; x < width; x++) {
                int rgb = palette.getRGB(row[x]);
                for (int c = 0; c < channels; c++) {
                    bytes[to++] = (byte) (rgb >> 16 - 8 * c);
                }
            }
        }
        return Image.ofBytes(height, width, channels, bytes, sourceHash);
    }

    /** Whether every entry of the palette is grey, black and white included. */
    static boolean isGrey(IndexColorModel palette) {
        for (int i = 0; i < palette.getMapSize(); i++) {
            int rgb = palette.getRGB(i);
            if ((rgb >> 16 & 0xff) != (rgb >> 8 & 0xff) || (rgb >> 8 & 0xff) != (rgb & 0xff)) {
                return false;
            }
        }
        return true;
    }
}
