package org.delineate.image;

import java.awt.image.BufferedImage;
import java.awt.image.DataBuffer;
import java.awt.image.DataBufferByte;
import java.awt.image.DataBufferUShort;
import java.awt.image.IndexColorModel;
import java.awt.image.MultiPixelPackedSampleModel;
import java.awt.image.PixelInterleavedSampleModel;
import java.awt.image.Raster;
import java.util.Arrays;

/**
 * Converts a decoded raster to samples: colour channels only, scaled to the full range of 8 or 16 bits. The raster is
 * used up.
 */
final class SampleConversion {
    private SampleConversion() {}

    /**
     * Converts colours and expands palettes: 1 channel where the picture's kind or its whole palette is grey, else 3.
     */
    static Image colours(Decoded file) {
        return colours(file.pixels()).withRemarks(file.remarks());
    }

    private static Image colours(BufferedImage decoded) {
        if (decoded.getColorModel() instanceof IndexColorModel palette) {
            return expand(decoded.getRaster(), palette);
        }
        Raster raster = decoded.getRaster();
        int height = raster.getHeight();
        int width = raster.getWidth();
        int bands = raster.getNumBands();
        int channels = decoded.getColorModel().getNumColorComponents();
        if (isPlain(raster, channels)) {
            return raster.getDataBuffer().getDataType() == DataBuffer.TYPE_BYTE
                    ? Image.ofBytes(height, width, channels, (byte[]) samples(raster, channels))
                    : Image.ofShorts(height, width, channels, (short[]) samples(raster, channels));
        }
        int[] sizes = Arrays.copyOf(raster.getSampleModel().getSampleSize(), channels);
        boolean wide = Arrays.stream(sizes).max().getAsInt() > 8;
        byte[] bytes = wide ? null : new byte[height * width * channels];
        short[] shorts = wide ? new short[height * width * channels] : null;
        int[] row = new int[width * bands];
        for (int y = 0, to = 0; y < height; y++) {
            raster.getPixels(0, y, width, 1, row);
            for (int x = 0; x < width; x++) {
                for (int c = 0; c < channels; c++, to++) {
                    int value = row[x * bands + c];
                    if (wide) {
                        shorts[to] = (short) scale(value, sizes[c], 16);
                    } else {
                        bytes[to] = (byte) scale(value, sizes[c], 8);
                    }
                }
            }
        }
        return wide ? Image.ofShorts(height, width, channels, shorts) : Image.ofBytes(height, width, channels, bytes);
    }

    /** Returns whether nothing is to be scaled or dropped: the common case, several times as fast. */
    private static boolean isPlain(Raster raster, int channels) {
        return raster.getSampleModel() instanceof PixelInterleavedSampleModel model
                && (model.getDataType() == DataBuffer.TYPE_BYTE || model.getDataType() == DataBuffer.TYPE_USHORT)
                && model.getNumBands() == channels;
    }

    /** Returns the raster's own samples where they lie as an Image has them, so that large pictures are held once. */
    private static Object samples(Raster raster, int channels) {
        PixelInterleavedSampleModel model = (PixelInterleavedSampleModel) raster.getSampleModel();
        boolean isOwn = raster.getDataBuffer().getSize() == raster.getHeight() * raster.getWidth() * channels
                && raster.getDataBuffer().getOffset() == 0
                && model.getPixelStride() == channels
                && model.getScanlineStride() == raster.getWidth() * channels;
        int first = model.getBandOffsets()[0];
        if (isOwn && raster.getDataBuffer() instanceof DataBufferByte buffer) {
            if (channels == 3 && first == 2) {
                swapRedAndBlue(buffer.getData());
                return buffer.getData();
            }
            if (first == 0) {
                return buffer.getData();
            }
        }
        if (isOwn && first == 0 && raster.getDataBuffer() instanceof DataBufferUShort buffer) {
            return buffer.getData();
        }
        return raster.getDataElements(0, 0, raster.getWidth(), raster.getHeight(), null);
    }

    private static void swapRedAndBlue(byte[] samples) {
        for (int i = 0; i < samples.length; i += 3) {
            byte blue = samples[i];
            samples[i] = samples[i + 2];
            samples[i + 2] = blue;
        }
    }

    private static Image expand(Raster raster, IndexColorModel palette) {
        int channels = isGrey(palette) ? 1 : 3;
        byte[] indices = indices(raster);
        byte[] colours = new byte[indices.length * channels];
        int[] rgb = new int[256];
        palette.getRGBs(rgb);
        for (int i = 0, to = 0; i < indices.length; i++) {
            int colour = rgb[indices[i] & 0xff];
            for (int c = 0; c < channels; c++) {
                colours[to++] = (byte) (colour >> 16 - 8 * c);
            }
        }
        return Image.ofBytes(raster.getHeight(), raster.getWidth(), channels, colours);
    }

    /** Returns every sample of a raster of bytes, or of packed bits, row by row. */
    private static byte[] indices(Raster raster) {
        int width = raster.getWidth();
        if (!(raster.getSampleModel() instanceof MultiPixelPackedSampleModel model)
                || model.getDataBitOffset() != 0
                || raster.getDataBuffer().getOffset() != 0
                || !(raster.getDataBuffer() instanceof DataBufferByte buffer)) {
            return (byte[]) raster.getDataElements(0, 0, width, raster.getHeight(), null);
        }
        byte[] packed = buffer.getData();
        int bits = model.getPixelBitStride();
        int mask = (1 << bits) - 1;
        byte[] indices = new byte[width * raster.getHeight()];
        for (int y = 0, to = 0; y < raster.getHeight(); y++) {
            int row = y * model.getScanlineStride();
            for (int at = 0; at < width * bits; at += bits) {
                indices[to++] = (byte) (packed[row + (at >> 3)] >> 8 - bits - (at & 7) & mask);
            }
        }
        return indices;
    }

    private static int scale(int value, int fromBits, int toBits) {
        int from = (1 << fromBits) - 1;
        return fromBits == toBits ? value : (value * ((1 << toBits) - 1) + from / 2) / from;
    }

    private static boolean isGrey(IndexColorModel palette) {
        for (int i = 0; i < palette.getMapSize(); i++) {
            int rgb = palette.getRGB(i);
            if ((rgb >> 16 & 0xff) != (rgb >> 8 & 0xff) || (rgb >> 8 & 0xff) != (rgb & 0xff)) {
                return false;
            }
        }
        return true;
    }
}
