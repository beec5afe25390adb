package org.delineate.image;

import java.awt.image.BufferedImage;
import java.awt.image.WritableRaster;
import java.io.IOException;
import javax.imageio.ImageReader;

/**
 * Adds up the differences that a TIFF with predictor 2 stores: each sample is the one on its left plus a difference
 * (TIFF 6.0, section 14). The JDK's reader does so for 8 bits, and refuses 16; told that there is no predictor, it
 * gives
 * the differences.
 *
 * @param restart columns after which the sum begins anew: the width of a tile
 * @param whiteIsZero whether the JDK's reader has inverted the samples
 */
record HorizontalDifferences(int restart, boolean whiteIsZero) implements Decoding {
    @Override
    public BufferedImage read(ImageReader reader) throws IOException {
        BufferedImage differences = reader.read(0);
        WritableRaster raster = differences.getRaster();
        int bands = raster.getNumBands();
        int[] row = new int[raster.getWidth() * bands];
        for (int y = 0; y < raster.getHeight(); y++) {
            raster.getPixels(0, y, raster.getWidth(), 1, row);
            for (int i = bands; i < row.length; i++) {
                if (i / bands % restart != 0) {
                    // inverted: 65535 - (a + b) is (65535 - a) + (65535 - b) - 65535
                    row[i] = row[i] + row[i - bands] - (whiteIsZero ? 65_535 : 0) & 0xffff;
                }
            }
            raster.setPixels(0, y, raster.getWidth(), 1, row);
        }
        return differences;
    }
}
