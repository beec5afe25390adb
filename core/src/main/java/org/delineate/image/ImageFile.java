package org.delineate.image;

import java.awt.Transparency;
import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ComponentColorModel;
import java.awt.image.DataBuffer;
import java.awt.image.DataBufferInt;
import java.awt.image.Raster;
import java.awt.image.WritableRaster;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import javax.imageio.stream.FileImageInputStream;
import org.delineate.dicom.DicomFile;
import org.delineate.file.AtomicFile;
import org.delineate.file.BadFileException;
import org.delineate.file.Limits;
import org.delineate.file.RegularFile;
import org.delineate.png.Png;

/**
 * Reads picture files (PNG, JPEG, BMP, TIFF, GIF and DICOM, recognised by their first bytes) and writes PNG.
 *
 * <p>Grey pictures have 1 channel, all others 3; palettes are expanded, alpha is dropped and never blended in. Samples
 * of up to 8 bits are scaled to 8, longer ones to 16. Colour profiles are ignored. Pictures are turned as their
 * orientation tag says, which is how viewers show them; those of DICOM files are rescaled and windowed as viewers do.
 */
public final class ImageFile {
    /** Where a PNG says how many bits a sample has. */
    private static final int PNG_BITS = 24;

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
        return DicomPicture.begins(file)
                ? DicomPicture.only(DicomFile.read(file, limits))
                : parse(ImageDecoder.bytes(file, limits), file, limits);
    }

    /** Decodes bytes that came another way, as {@link #read} does a file; errors name the origin. */
    public static Image parse(byte[] bytes, Path origin, Limits limits) {
        if (DicomFile.isDicom(bytes)) {
            return DicomPicture.only(DicomFile.of(bytes, origin));
        }
        return ImageDecoder.plainPng(origin, bytes, limits)
                .orElseGet(() -> ImageDecoder.decode(
                        origin,
                        bytes,
                        limits,
                        file -> SampleConversion.colours(file).turned(file.orientation())));
    }

    /**
     * Takes over a picture that lies in memory, as it would be read from a file: alpha is dropped, palettes are expanded.
     * The given picture stays as it is.
     *
     * @throws IllegalArgumentException where its samples are no integers of up to 16 bits, or its colours neither grey nor
     *     RGB
     */
    public static Image of(BufferedImage picture) {
        int type = picture.getColorModel().getColorSpace().getType();
        int longest =
                Arrays.stream(picture.getSampleModel().getSampleSize()).max().getAsInt();
        int samples = picture.getRaster().getTransferType();
        if (longest > 16 || samples == DataBuffer.TYPE_FLOAT || samples == DataBuffer.TYPE_DOUBLE) {
            throw new IllegalArgumentException("samples are integers of 8 or 16 bits, not " + longest
                    + " bits of data type " + samples + "; scale the picture to 16 bits");
        }
        if (type != ColorSpace.TYPE_GRAY && type != ColorSpace.TYPE_RGB) {
            throw new IllegalArgumentException("colours are grey or RGB, not of type " + type
                    + " (java.awt.color.ColorSpace); convert the picture");
        }
        BufferedImage copy = new BufferedImage(
                picture.getColorModel(), picture.copyData(null), picture.isAlphaPremultiplied(), null);
        copy.coerceData(false);
        return SampleConversion.colours(new Decoded(copy, Orientation.NORMAL, List.of()));
    }

    /** Returns whether a file begins as a DICOM file; false also where it cannot be read. */
    public static boolean isDicom(Path file) {
        return DicomPicture.begins(file);
    }

    /** Reads a picture as {@link #read(Path)} does, but not turned: as its pixels are stored. */
    public static Image readStored(Path file) {
        if (DicomPicture.begins(file)) {
            return DicomPicture.only(DicomFile.read(file));
        }
        byte[] bytes = ImageDecoder.bytes(file, Limits.DEFAULT);
        return ImageDecoder.plainPng(file, bytes, Limits.DEFAULT)
                .orElseGet(() -> ImageDecoder.decode(file, bytes, Limits.DEFAULT, SampleConversion::colours));
    }

    /**
     * Finds how viewers turn a picture; reads a few bytes of the file.
     *
     * @return NORMAL also where the file is no picture, or cannot be read
     */
    public static Orientation orientation(Path file) {
        try (FileImageInputStream in = new FileImageInputStream(file.toFile())) {
            byte[] start = new byte[16];
            int length = Math.max(0, in.read(start));
            Optional<ImageFormat> format = ImageFormat.of(Arrays.copyOf(start, length));
            return format.isPresent() ? OrientationTag.of(format.get(), in) : Orientation.NORMAL;
        } catch (IOException e) {
            return Orientation.NORMAL;
        }
    }

    /**
     * Finds whether a picture's samples may have more than 8 bits; reads a few bytes of the file.
     *
     * @return false also where the file is no picture, or cannot be read
     */
    public static boolean mayBeDeep(Path file) {
        if (DicomPicture.begins(file)) {
            return DicomPicture.mayBeDeep(file);
        }
        try (InputStream in = RegularFile.stream(file)) {
            byte[] start = in.readNBytes(PNG_BITS + 1);
            Optional<ImageFormat> format = ImageFormat.of(start);
            boolean deepPng = start.length > PNG_BITS && start[PNG_BITS] == 16;
            return format.isPresent()
                    && (format.get() == ImageFormat.TIFF || format.get() == ImageFormat.PNG && deepPng);
        } catch (IOException | UncheckedIOException | BadFileException e) {
            return false;
        }
    }

    /**
     * Reads height and width of the stored pixels, without decoding them.
     *
     * @throws org.delineate.file.BadFileException as {@link #read(Path, Limits)}
     */
    public static int[] storedSize(Path file) {
        if (DicomPicture.begins(file)) {
            return DicomPicture.size(DicomFile.read(file));
        }
        return ImageDecoder.size(file, ImageDecoder.bytes(file, Limits.DEFAULT), Limits.DEFAULT);
    }

    /** Writes a PNG of the picture's own channels and bits, completely or not at all. */
    public static void write(Path png, Image image) {
        AtomicFile.write(png, png(image));
    }

    /** Encodes a PNG of the picture's own channels and bits. */
    public static byte[] png(Image image) {
        return Png.encode(raster(image));
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
