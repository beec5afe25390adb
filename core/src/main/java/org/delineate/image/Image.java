package org.delineate.image;

/**
 * A decoded picture, immutable: row-major, channels interleaved, unsigned samples of 8 or 16 bits.
 *
 * <p>The arrays are handed over, not copied: whoever makes an Image keeps no reference to them.
 */
public final class Image {
    private final int height;
    private final int width;
    private final int channels;
    private final byte[] bytes;
    private final short[] shorts;
    private final String sourceHash;

    private Image(int height, int width, int channels, byte[] bytes, short[] shorts, String sourceHash) {
        int samples = bytes != null ? bytes.length : shorts.length;
        if (height < 1 || width < 1 || channels < 1 || (long) height * width * channels != samples) {
            throw new IllegalArgumentException(
                    "an image of " + height + "x" + width + "x" + channels + " cannot have " + samples + " samples");
        }
        this.height = height;
        this.width = width;
        this.channels = channels;
        this.bytes = bytes;
        this.shorts = shorts;
        this.sourceHash = sourceHash;
    }

    /** @param sourceHash SHA-256 of the file it was read from, or "" */
    public static Image ofBytes(int height, int width, int channels, byte[] samples, String sourceHash) {
        return new Image(height, width, channels, samples, null, sourceHash);
    }

    public static Image ofShorts(int height, int width, int channels, short[] samples, String sourceHash) {
        return new Image(height, width, channels, null, samples, sourceHash);
    }

    public int height() {
        return height;
    }

    public int width() {
        return width;
    }

    /** 1 = grey, 3 = red, green, blue. */
    public int channels() {
        return channels;
    }

    /** 8 or 16. */
    public int bits() {
        return bytes != null ? 8 : 16;
    }

    /** SHA-256 of the file's bytes, "" when the picture came from no file. */
    public String sourceHash() {
        return sourceHash;
    }

    /** 0..255 or 0..65535. */
    public int sample(int y, int x, int c) {
        int i = (y * width + x) * channels + c;
        return bytes != null ? bytes[i] & 0xff : shorts[i] & 0xffff;
    }

    /** The same sample in 0..1. */
    public float unit(int y, int x, int c) {
        return bytes != null ? sample(y, x, c) / 255f : sample(y, x, c) / 65535f;
    }
}
