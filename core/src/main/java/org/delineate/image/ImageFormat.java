package org.delineate.image;

import java.io.IOException;
import java.util.Arrays;
import java.util.Optional;
import javax.imageio.ImageReader;
import javax.imageio.spi.IIORegistry;
import javax.imageio.spi.ImageReaderSpi;
import org.delineate.png.PngChunks;

/**
 * Lists the picture formats, each with the JDK's own reader; a file's first bytes decide which it is, never its name.
 *
 * <p>Other readers on the class path are never used: each would be one more parser of foreign bytes.
 */
enum ImageFormat {
    PNG("png.PNG", ImageFormat::checkedPng, 1032, "\u0089PNG\r\n\u001a\n"),
    JPEG("jpeg.JPEG", JpegSegments::check, 1536, "\u00ff\u00d8\u00ff"),
    BMP("bmp.BMP", BmpHeader::check, 1024, "BM"),
    TIFF("tiff.TIFF", TiffDirectory::check, 2731, "II*\0", "MM\0*"),
    GIF("gif.GIF", GifFrames::check, 2731, "GIF87a", "GIF89a");

    private final String reader;
    private final FormatCheck check;
    private final int expansion;
    private final String[] magics;

    /**
     * Describes a format.
     *
     * @param expansion most decoded bytes that one byte of such a file can stand for: 1032 is deflate's bound; 2731
     *     LZW's (4096 samples in a code of 12 bits); a JPEG block of 64 samples takes at least one bit, in three
     *     channels; a run of BMP's RLE4 is 255 pixels in two bytes, and a skip to any place takes four
     */
    ImageFormat(String reader, FormatCheck check, int expansion, String... magics) {
        this.reader = "com.sun.imageio.plugins." + reader + "ImageReaderSpi";
        this.check = check;
        this.expansion = expansion;
        this.magics = magics;
    }

    static Optional<ImageFormat> of(byte[] file) {
        return Arrays.stream(values()).filter(f -> f.begins(file)).findFirst();
    }

    private boolean begins(byte[] file) {
        return Arrays.stream(magics).anyMatch(magic -> {
            for (int i = 0; i < magic.length(); i++) {
                if (i >= file.length || (file[i] & 0xff) != magic.charAt(i)) {
                    return false;
                }
            }
            return true;
        });
    }

    private static CheckedFile checkedPng(byte[] file) throws IOException {
        PngChunks.check(file);
        return CheckedFile.of(file);
    }

    CheckedFile check(byte[] file) throws IOException {
        return check.check(file);
    }

    ImageReader reader() throws IOException {
        try {
            Object provider = IIORegistry.getDefaultInstance().getServiceProviderByClass(Class.forName(reader));
            return ((ImageReaderSpi) provider).createReaderInstance();
        } catch (ClassNotFoundException e) {
            throw new AssertionError("every JDK with java.desktop has " + reader, e);
        }
    }

    /**
     * Returns whether a file of so many bytes can hold so many pixels at all. A header that promises more is damaged or
     * hostile, and is refused before anything is allocated for it. Blank bilevel TIFFs know no bound: fax codes skip
     * whole rows with a bit.
     */
    boolean canHold(long pixels, int pixelBits, long fileBytes) {
        if (this == TIFF && pixelBits == 1) {
            return true;
        }
        return Math.multiplyExact(pixels, pixelBits) / 8 <= Math.multiplyExact(fileBytes, expansion);
    }
}
