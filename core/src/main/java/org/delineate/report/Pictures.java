package org.delineate.report;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Base64;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.ImageOutputStream;

/** Encoded pictures, and the way they stand inside a page. */
public final class Pictures {
    private Pictures() {}

    static byte[] png(BufferedImage picture) {
        return encode(picture, "png", 0);
    }

    /** @param picture without alpha channel */
    static byte[] jpeg(BufferedImage picture, float quality) {
        return encode(picture, "jpeg", quality);
    }

    /** A data URL, so that a page needs no second file. */
    static String inline(String type, byte[] bytes) {
        return "data:image/" + type + ";base64," + Base64.getEncoder().encodeToString(bytes);
    }

    private static byte[] encode(BufferedImage picture, String format, float quality) {
        ImageWriter writer = ImageIO.getImageWritersByFormatName(format).next();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ImageOutputStream out = ImageIO.createImageOutputStream(bytes)) {
            writer.setOutput(out);
            ImageWriteParam how = writer.getDefaultWriteParam();
            if (quality > 0) {
                how.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
                how.setCompressionQuality(quality);
            }
            writer.write(null, new IIOImage(picture, null, null), how);
        } catch (IOException e) {
            throw new AssertionError("memory takes every picture", e);
        } finally {
            writer.dispose();
        }
        return bytes.toByteArray();
    }
}
