package org.delineate.image;

import java.awt.Transparency;
import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ComponentColorModel;
import java.awt.image.DataBuffer;
import java.awt.image.DataBufferInt;
import java.awt.image.Raster;
import java.awt.image.WritableRaster;
import java.nio.file.Path;
import org.delineate.file.AtomicFile;
import org.delineate.file.Limits;

/**
 * Reads picture files (PNG, JPEG, BMP, TIFF and GIF, recognised by their first bytes) and writes PNG.
 *
 * <p>Grey pictures have 1 channel, all others 3; palettes are expanded, alpha is dropped and never blended in. Samples
 * of up to 8 bits are scaled to 8, longer ones to 16. Colour profiles and orientation tags are ignored: the samples are
 * the file's.
 */
public final class ImageFile {
    private ImageFile() {}

    /** Reads a picture within the default limits, as {@link #read(Path, Limits)} does. */
    public static Image read(Path file) {
        return read(file, Limits.DEFAULT);
    }

    /**
     * Reads a picture.
     *
     * @throws org.delineate.file.BadFileException when the file breaks a limit (found before decoding), is damaged,
     *     draws any warning from its decoder, holds several pictures, or has colours other than grey and RGB
     * @throws java.io.UncheckedIOException when it cannot be read at all
     */
    public static Image read(Path file, Limits limits) {
        return parse(ImageDecoder.bytes(file, limits), file, limits);
    }

    /** Decodes bytes that came another way, as {@link #read} does a file; errors name the origin. */
    public static Image parse(byte[] bytes, Path origin, Limits limits) {
        return ImageDecoder.decode(origin, bytes, limits, SampleConversion::colours);
    }

    /** Writes a PNG of the picture's own channels and bits, completely or not at all. */
    public static void write(Path png, Image image) {
        AtomicFile.write(png, Png.encode(raster(image)));
    }

    /**
     * Converts a picture to RGB of 8 bits for display, so that colours can be drawn on a grey one; 16 bits are scaled.
     */
    public static BufferedImage toBufferedImage(Image image) {
        BufferedImage shown = new BufferedImage(image.width(), image.height(), BufferedImage.TYPE_INT_RGB);
        int[] pixels = ((DataBufferInt) shown.getRaster().getDataBuffer()).getData();
        int last = image.channels() - 1;
        for (int i = 0, at = 0; i < pixels.length; i++, at += image.channels()) {
            pixels[i] = image.level(at) << 16 | image.level(at + last / 2) << 8 | image.level(at + last);
        }
        return shown;
    }

    private static BufferedImage raster(Image image) {
        int channels = image.channels();
        int type = image.bits() == 8 ? DataBuffer.TYPE_BYTE : DataBuffer.TYPE_USHORT;
        ColorSpace space = ColorSpace.getInstance(channels == 1 ? ColorSpace.CS_GRAY : ColorSpace.CS_sRGB);
        WritableRaster raster = Raster.createInterleavedRaster(type, image.width(), image.height(), channels, null);
        int[] row = new int[image.width() * channels];
        for (int y = 0; y < image.height(); y++) {
            for (int i = 0; i < row.length; i++) {
                row[i] = image.sample(y, i / channels, i % channels);
            }
            raster.setPixels(0, y, image.width(), 1, row);
        }
        return new BufferedImage(
                new ComponentColorModel(space, false, false, Transparency.OPAQUE, type), raster, false, null);
    }
}
