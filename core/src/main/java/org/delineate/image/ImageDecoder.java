package org.delineate.image;

import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.DataBuffer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.imageio.ImageReader;
import javax.imageio.ImageTypeSpecifier;
import javax.imageio.stream.MemoryCacheImageInputStream;
import org.delineate.file.BadFileException;
import org.delineate.file.Limits;
import org.delineate.file.RegularFile;
import org.delineate.file.UnreadableFileException;
import org.delineate.png.PngPixels;

/** Decodes foreign bytes: what the header promises is checked before decoding, and a warning is an error. */
final class ImageDecoder {
    private static final String DAMAGED = "fetch the file again from its source, or save it anew as a PNG";

    /** A JPEG has all its pixels before such bytes; where damage has shifted the pixels, more bytes are left. */
    private static final Pattern STRAY =
            Pattern.compile("Corrupt JPEG data: (\\d|1[0-6]) extraneous bytes before marker 0xd9");

    private final Path origin;
    private final byte[] bytes;
    private final Limits limits;

    private ImageDecoder(Path origin, byte[] bytes, Limits limits) {
        this.origin = origin;
        this.bytes = bytes;
        this.limits = limits;
    }

    /** Reads a file's bytes, never more than the limit. */
    static byte[] bytes(Path file, Limits limits) {
        try (InputStream in = RegularFile.stream(file)) {
            if (Files.size(file) <= limits.pictures().fileBytes()) {
                byte[] bytes = in.readNBytes(Math.toIntExact(limits.pictures().fileBytes() + 1));
                if (bytes.length <= limits.pictures().fileBytes()) {
                    return bytes;
                }
            }
            throw tooLong(file, Files.size(file), limits);
        } catch (IOException e) {
            throw new UnreadableFileException(file, e);
        }
    }

    /** Names the formats that people try. */
    private String unknown() {
        String start = new String(bytes, 0, Math.min(bytes.length, 16), StandardCharsets.ISO_8859_1);
        if (start.startsWith("RIFF") && start.startsWith("WEBP", 8)) {
            return "a WebP picture, which is not read";
        }
        if (start.startsWith("ftyp", 4)) {
            return "a picture of the HEIF family (HEIC, AVIF), which is not read";
        }
        return "the first bytes are of no known picture format";
    }

    private static BadFileException tooLong(Path file, long size, Limits limits) {
        return new BadFileException(
                file,
                size + " bytes; a picture file has at most " + limits.pictures().fileBytes(),
                "is this the right file?");
    }

    /**
     * Decodes the one picture in the bytes and converts its samples, so that a wrong raster is a bad file like any
     * other.
     */
    static <T> T decode(Path origin, byte[] bytes, Limits limits, Function<Decoded, T> samples) {
        return open(origin, bytes, limits, (reader, file, format) -> {
            BufferedImage pixels = file.decoding().read(reader);
            return samples.apply(new Decoded(pixels, orientation(format, bytes), file.remarks()));
        });
    }

    /**
     * Decodes the PNGs that most pictures are; the JDK's reader takes three times as long.
     *
     * @return empty for all other pictures, and for those that break a rule of PNG
     */
    static Optional<Image> plainPng(Path origin, byte[] bytes, Limits limits) {
        if (bytes.length > limits.pictures().fileBytes()
                || ImageFormat.of(bytes).orElse(null) != ImageFormat.PNG) {
            return Optional.empty();
        }
        ImageDecoder decoder = new ImageDecoder(origin, bytes, limits);
        return PngPixels.of(bytes, decoder::admit).map(ImageDecoder::image);
    }

    private void admit(int height, int width, int channels, int bits) {
        checkSize(height, width);
        checkBytes(height, width, channels * bits, channels, bits, ImageFormat.PNG);
    }

    private static Image image(PngPixels pixels) {
        if (pixels.bits() == 8) {
            return Image.ofBytes(pixels.height(), pixels.width(), pixels.channels(), pixels.samples());
        }
        short[] samples = new short[pixels.samples().length / 2];
        ByteBuffer.wrap(pixels.samples()).asShortBuffer().get(samples);
        return Image.ofShorts(pixels.height(), pixels.width(), pixels.channels(), samples);
    }

    /** Returns height and width of the stored pixels, which are not decoded. */
    static int[] size(Path origin, byte[] bytes, Limits limits) {
        return open(
                origin, bytes, limits, (reader, file, format) -> new int[] {reader.getHeight(0), reader.getWidth(0)});
    }

    /** Uses a reader whose file has passed every check. */
    private interface Use<T> {
        T of(ImageReader reader, CheckedFile file, ImageFormat format) throws IOException;
    }

    private static <T> T open(Path origin, byte[] bytes, Limits limits, Use<T> use) {
        if (bytes.length > limits.pictures().fileBytes()) {
            throw tooLong(origin, bytes.length, limits);
        }
        return new ImageDecoder(origin, bytes, limits).open(use);
    }

    private <T> T open(Use<T> use) {
        if (bytes.length == 0) {
            throw bad("the file is empty", "fetch it again from its source");
        }
        ImageFormat format =
                ImageFormat.of(bytes).orElseThrow(() -> bad(unknown(), "use PNG, JPEG, BMP, TIFF, GIF or DICOM"));
        try {
            CheckedFile file = format.check(bytes);
            List<String> remarks = new ArrayList<>(file.remarks());
            ImageReader reader = format.reader();
            try (MemoryCacheImageInputStream in = stream(file.bytes())) {
                reader.addIIOReadWarningListener((source, warning) -> remarks.add(remark(warning)));
                reader.setInput(in, false, true);
                check(reader, file.decoding(), format);
                return use.of(reader, new CheckedFile(file.bytes(), file.decoding(), remarks), format);
            } finally {
                reader.dispose();
            }
        } catch (BadFileException e) {
            throw e;
        } catch (IOException | RuntimeException e) {
            throw new BadFileException(origin, "cannot be read as " + format + ": " + reason(e), DAMAGED, e);
        }
    }

    /** Returns what to tell of a warning, or ends the decoding: a decoder that warns has guessed pixels. */
    private static String remark(String warning) {
        Matcher stray = STRAY.matcher(warning);
        if (!stray.matches()) {
            throw new Warning(warning);
        }
        return stray.group(1) + " stray bytes before the end marker";
    }

    private static Orientation orientation(ImageFormat format, byte[] bytes) {
        try (MemoryCacheImageInputStream in = stream(bytes)) {
            return OrientationTag.of(format, in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static MemoryCacheImageInputStream stream(byte[] bytes) {
        return new MemoryCacheImageInputStream(new ByteArrayInputStream(bytes));
    }

    private void check(ImageReader reader, Decoding decoding, ImageFormat format) throws IOException {
        long width = reader.getWidth(0);
        long height = reader.getHeight(0);
        checkSize(height, width);
        ImageTypeSpecifier type = type(decoding.types(reader));
        ColorModel colours = type.getColorModel();
        int sampleBits = type.getSampleModel().getSampleSize(0);
        checkBytes(height, width, colours.getPixelSize(), colours.getNumColorComponents(), sampleBits, format);
    }

    private void checkSize(long height, long width) {
        if (width < 1
                || height < 1
                || Math.max(width, height) > limits.pictures().sidePx()) {
            throw bad(
                    width + " x " + height + " pixels; a side has 1 to "
                            + limits.pictures().sidePx(),
                    "scale the picture down");
        }
        if (Math.multiplyExact(width, height) > limits.pictures().pixels()) {
            throw bad(
                    width + " x " + height + " pixels; at most "
                            + limits.pictures().pixels() + " in all",
                    "scale the picture down");
        }
    }

    private void checkBytes(long height, long width, int pixelBits, int channels, int sampleBits, ImageFormat format) {
        long pixels = height * width;
        long needed = Math.multiplyExact(pixels, bytesPerPixel(pixelBits, channels, sampleBits));
        if (needed > limits.pictures().decodedBytes()) {
            throw bad(
                    "decoding takes " + needed + " bytes; at most "
                            + limits.pictures().decodedBytes(),
                    "scale the picture down");
        }
        if (!format.canHold(pixels, pixelBits, bytes.length)) {
            throw bad(
                    bytes.length + " bytes of " + format + " cannot hold the promised " + width + " x " + height
                            + " pixels",
                    DAMAGED);
        }
        long raster = Math.multiplyExact(pixels, pixelBits) / 8;
        if (raster > limits.pictures().blankBytes()
                && raster > limits.pictures().inflation() * (long) bytes.length) {
            throw bad(
                    width + " x " + height + " pixels of " + raster + " bytes in a file of " + bytes.length
                            + "; so large and nearly blank, a picture has at most "
                            + limits.pictures().inflation() + " for each of the file",
                    "save it in grey of 8 bits, or scale it down");
        }
    }

    private ImageTypeSpecifier type(Iterator<ImageTypeSpecifier> types) {
        ImageTypeSpecifier type = types != null && types.hasNext() ? types.next() : null;
        if (type == null) {
            throw bad("colours that are neither grey nor red, green, blue", "convert the picture to RGB");
        }
        ColorModel colours = type.getColorModel();
        int space = colours.getColorSpace().getType();
        if (space != ColorSpace.TYPE_GRAY && space != ColorSpace.TYPE_RGB) {
            throw bad(
                    "colours in " + colours.getNumComponents() + " channels that are neither grey nor red, green, blue",
                    "convert the picture to RGB");
        }
        boolean unsigned = type.getSampleModel().getDataType() != DataBuffer.TYPE_SHORT;
        if (!unsigned || Arrays.stream(type.getSampleModel().getSampleSize()).anyMatch(bits -> bits > 16)) {
            throw bad("samples that are not unsigned integers of 8 or 16 bits", "convert the picture to 8 or 16 bits");
        }
        return type;
    }

    /** Counts the decoder's raster, the samples that are kept, and the float tensor that follows. */
    private static int bytesPerPixel(int pixelBits, int channels, int sampleBits) {
        return (pixelBits + 7) / 8 + channels * (sampleBits > 8 ? 2 : 1) + channels * Float.BYTES;
    }

    private BadFileException bad(String rule, String remedy) {
        return new BadFileException(origin, rule, remedy);
    }

    private static String reason(Exception e) {
        return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    }

    /** Ends the decoding at a warning: a decoder that warns has guessed, and half a JPEG comes back grey elsewhere. */
    private static final class Warning extends RuntimeException {
        Warning(String message) {
            super(message);
        }
    }
}
