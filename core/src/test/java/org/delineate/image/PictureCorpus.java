package org.delineate.image;

import java.awt.Transparency;
import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.ComponentColorModel;
import java.awt.image.DataBuffer;
import java.awt.image.IndexColorModel;
import java.awt.image.WritableRaster;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import java.util.function.Supplier;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.plugins.jpeg.JPEGImageWriteParam;
import javax.imageio.stream.ImageOutputStream;

/** Encodes valid picture files of every format in many encoder settings, from a seed. */
public final class PictureCorpus {
    static final String[] FORMATS = {"png", "jpeg", "bmp", "tiff", "gif"};

    private static final int[] SIDES = {5, 6, 7, 8, 9, 16, 17, 31, 40};

    /** Holds a file and the picture that was encoded. */
    record Encoded(String name, byte[] bytes, BufferedImage source) {}

    private PictureCorpus() {}

    /** Encodes with every setting of a format, over and over, pictures of random sizes and contents. */
    static List<Encoded> corpus(String format, int atLeast, long seed) {
        Random random = new Random(seed);
        List<Encoded> files = new ArrayList<>();
        while (files.size() < atLeast) {
            files.addAll(settings(format, random, () -> SIDES[random.nextInt(SIDES.length)]));
        }
        return files;
    }

    /** Encodes once with each setting of a format. */
    static List<Encoded> settings(String format, Random random, Supplier<Integer> side) {
        List<Encoded> files = new ArrayList<>();
        for (Kind kind : Kind.values()) {
            if (!kind.formats.contains(format)) {
                continue;
            }
            for (String compression : compressions(format, kind)) {
                for (float quality : qualities(format)) {
                    for (int mode = 0; mode < (format.equals("bmp") || format.equals("tiff") ? 1 : 2); mode++) {
                        boolean progressive = mode == 1;
                        BufferedImage source = kind.draw(side.get(), side.get(), random);
                        String name =
                                String.join(" ", format, kind.name(), compression, "" + quality, "" + progressive);
                        files.add(new Encoded(
                                name, encode(source, format, p -> set(p, compression, quality, progressive)), source));
                    }
                }
            }
        }
        return files;
    }

    private static void set(ImageWriteParam p, String compression, float quality, boolean progressive) {
        if (!compression.isEmpty()) {
            p.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
            p.setCompressionType(compression);
        }
        if (quality >= 0) {
            p.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
            p.setCompressionQuality(quality);
        }
        if (p.canWriteProgressive()) {
            p.setProgressiveMode(progressive ? ImageWriteParam.MODE_DEFAULT : ImageWriteParam.MODE_DISABLED);
        }
        if (p instanceof JPEGImageWriteParam jpeg) {
            jpeg.setOptimizeHuffmanTables(progressive || quality > 0.5);
        }
    }

    static void sequential(ImageWriteParam p) {
        if (p.canWriteProgressive()) {
            p.setProgressiveMode(ImageWriteParam.MODE_DISABLED);
        }
    }

    private static List<String> compressions(String format, Kind kind) {
        return switch (format) {
            case "bmp" ->
                switch (kind) {
                    case PALETTE, GREY -> List.of("BI_RGB", "BI_RLE8");
                    default -> List.of("BI_RGB");
                };
            case "tiff" ->
                kind == Kind.BILEVEL
                        ? List.of("CCITT RLE", "CCITT T.4", "CCITT T.6", "LZW", "PackBits", "ZLib", "Deflate")
                        : List.of("LZW", "PackBits", "ZLib", "Deflate");
            default -> List.of("");
        };
    }

    private static float[] qualities(String format) {
        return switch (format) {
            case "png" -> new float[] {0, 0.5f, 1};
            case "jpeg" -> new float[] {0.05f, 0.3f, 0.75f, 0.95f, 1};
            default -> new float[] {-1};
        };
    }

    static byte[] encode(BufferedImage picture, String format, Consumer<ImageWriteParam> settings) {
        ImageWriter writer = ImageIO.getImageWritersByFormatName(format).next();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ImageOutputStream out = ImageIO.createImageOutputStream(bytes)) {
            ImageWriteParam param = writer.getDefaultWriteParam();
            settings.accept(param);
            writer.setOutput(out);
            writer.write(null, new IIOImage(picture, null, null), param);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            writer.dispose();
        }
        return bytes.toByteArray();
    }

    static byte[] encode(BufferedImage picture, String format) {
        return encode(picture, format, p -> {});
    }

    /**
     * Writes a grey PNG with an orientation tag.
     *
     * @param samples [height, width], as they are stored
     */
    public static byte[] oriented(int height, int width, byte[] samples, int orientation) {
        byte[] rows = new byte[height * (width + 1)];
        for (int y = 0; y < height; y++) {
            System.arraycopy(samples, y * width, rows, y * (width + 1) + 1, width);
        }
        byte[] exif = ByteBuffer.allocate(26)
                .put("MM\0*".getBytes(StandardCharsets.US_ASCII))
                .putInt(8) // where the directory is
                .putShort((short) 1) // its fields
                .putShort((short) 274)
                .putShort((short) 3)
                .putInt(1)
                .putShort((short) orientation)
                .array();
        return new PngBytes()
                .header(width, height, 8, 0, 0, 0, 0)
                .chunk("eXIf", exif)
                .data(rows)
                .end();
    }

    /** Lists the kinds of raster a file can hold. */
    enum Kind {
        GREY("png jpeg bmp tiff gif"),
        RGB("png jpeg bmp tiff"),
        BILEVEL("png bmp tiff gif"),
        PALETTE("png bmp tiff gif"),
        PALETTE4("png bmp tiff gif"),
        GREY_ALPHA("png tiff"),
        RGBA("png tiff"),
        GREY16("png tiff"),
        RGB16("png tiff"),
        RGB555("bmp");

        final List<String> formats;

        Kind(String formats) {
            this.formats = List.of(formats.split(" "));
        }

        /** Draws smooth waves with some noise, and hard-edged blots: what compresses well and what does not. */
        BufferedImage draw(int width, int height, Random random) {
            BufferedImage picture = blank(width, height, random);
            WritableRaster raster = picture.getRaster();
            int blot = random.nextInt(Math.max(width, height)) + 1;
            for (int b = 0; b < raster.getNumBands(); b++) {
                int top = (1 << raster.getSampleModel().getSampleSize(b)) - 1;
                double wave = 0.05 + random.nextDouble();
                for (int y = 0; y < height; y++) {
                    for (int x = 0; x < width; x++) {
                        double v = 0.5 + 0.4 * Math.sin(wave * (x + 2 * y) + b) + 0.1 * random.nextDouble();
                        raster.setSample(x, y, b, x + y < blot ? 0 : (int) (Math.min(v, 1) * top));
                    }
                }
            }
            return picture;
        }

        BufferedImage blank(int width, int height, Random random) {
            return switch (this) {
                case GREY -> new BufferedImage(width, height, BufferedImage.TYPE_BYTE_GRAY);
                case RGB -> new BufferedImage(width, height, BufferedImage.TYPE_3BYTE_BGR);
                case BILEVEL -> new BufferedImage(width, height, BufferedImage.TYPE_BYTE_BINARY);
                case PALETTE -> new BufferedImage(width, height, BufferedImage.TYPE_BYTE_INDEXED, palette(8, random));
                case PALETTE4 -> new BufferedImage(width, height, BufferedImage.TYPE_BYTE_BINARY, palette(4, random));
                case GREY_ALPHA -> of(ColorSpace.CS_GRAY, true, DataBuffer.TYPE_BYTE, width, height);
                case RGBA -> of(ColorSpace.CS_sRGB, true, DataBuffer.TYPE_BYTE, width, height);
                case GREY16 -> new BufferedImage(width, height, BufferedImage.TYPE_USHORT_GRAY);
                case RGB16 -> of(ColorSpace.CS_sRGB, false, DataBuffer.TYPE_USHORT, width, height);
                case RGB555 -> new BufferedImage(width, height, BufferedImage.TYPE_USHORT_555_RGB);
            };
        }

        private static IndexColorModel palette(int bits, Random random) {
            byte[][] rgb = new byte[3][1 << bits];
            for (byte[] channel : rgb) {
                random.nextBytes(channel);
            }
            return new IndexColorModel(bits, 1 << bits, rgb[0], rgb[1], rgb[2]);
        }

        private static BufferedImage of(int space, boolean alpha, int type, int width, int height) {
            ColorModel model = new ComponentColorModel(
                    ColorSpace.getInstance(space),
                    alpha,
                    false,
                    alpha ? Transparency.TRANSLUCENT : Transparency.OPAQUE,
                    type);
            return new BufferedImage(model, model.createCompatibleWritableRaster(width, height), false, null);
        }
    }

    /** Returns what a reader of the source's lossless copy must find, as {@link ImageFile} promises. */
    static int expected(BufferedImage source, int y, int x, int c) {
        if (source.getColorModel() instanceof IndexColorModel palette) {
            return palette.getRGB(source.getRaster().getSample(x, y, 0)) >> 16 - 8 * c & 0xff;
        }
        int bits = source.getSampleModel().getSampleSize(c);
        int value = source.getRaster().getSample(x, y, c);
        return bits < 8 ? (int) Math.round(value * 255.0 / ((1 << bits) - 1)) : value;
    }
}
