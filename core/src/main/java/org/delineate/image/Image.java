package org.delineate.image;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.security.MessageDigest;
import java.util.List;
import java.util.function.IntUnaryOperator;
import org.delineate.file.Hash;

/**
 * Holds a decoded picture, immutable: row-major, channels interleaved, unsigned samples of 8 or 16 bits.
 *
 * <p>The arrays are not copied: the caller that creates an Image keeps no reference to them.
 */
public final class Image {
    /** Is the greatest sample of 16 bits. */
    public static final int WHITE = 65_535;

    /** Up to this share of the samples does not count as the range of a picture: dead pixels, burnt-in marks. */
    private static final double STRAY = 1e-4;

    /** Are the samples of 8 bits in 0..1. */
    private static final float[] UNITS = new float[256];

    static {
        for (int i = 0; i < UNITS.length; i++) {
            UNITS[i] = i / 255f;
        }
    }

    private final int height;
    private final int width;
    private final int channels;
    private final byte[] bytes;
    private final short[] shorts;
    private final List<String> remarks;
    private final int white;

    private Image(int height, int width, int channels, byte[] bytes, short[] shorts, List<String> remarks, int white) {
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
        this.remarks = List.copyOf(remarks);
        this.white = white;
    }

    /**
     * Creates a picture of 8 bits.
     *
     * @param samples [height, width, channels]
     */
    public static Image ofBytes(int height, int width, int channels, byte[] samples) {
        return new Image(height, width, channels, samples, null, List.of(), WHITE);
    }

    /** Creates a picture of 16 bits, as {@link #ofBytes} does. */
    public static Image ofShorts(int height, int width, int channels, short[] samples) {
        return new Image(height, width, channels, null, samples, List.of(), WHITE);
    }

    public int height() {
        return height;
    }

    public int width() {
        return width;
    }

    /** Returns 1 for grey, 3 for red, green, blue. */
    public int channels() {
        return channels;
    }

    /** Returns the bits of a sample, 8 or 16. */
    public int bits() {
        return bytes != null ? 8 : 16;
    }

    /** Returns what a user should know about the file that this was read from, mostly nothing. */
    public List<String> remarks() {
        return remarks;
    }

    Image withRemarks(List<String> others) {
        return new Image(height, width, channels, bytes, shorts, others, white);
    }

    /**
     * Returns the picture with another sample as white, where its samples have 16 bits; greater samples are white too.
     *
     * @param level 4095 where 12 bits are stored in 16
     */
    public Image withWhite(int level) {
        return bytes != null || level == white
                ? this
                : new Image(height, width, channels, bytes, shorts, remarks, level);
    }

    /**
     * Returns a picture of the same kind with other samples.
     *
     * @param sampleAt the sample, 0..255 or 0..65535, at an index of the array [height, width, channels]
     */
    public Image withSamples(IntUnaryOperator sampleAt) {
        byte[] otherBytes = bytes == null ? null : new byte[bytes.length];
        short[] otherShorts = bytes == null ? new short[shorts.length] : null;
        for (int i = 0; i < height * width * channels; i++) {
            if (bytes != null) {
                otherBytes[i] = (byte) sampleAt.applyAsInt(i);
            } else {
                otherShorts[i] = (short) sampleAt.applyAsInt(i);
            }
        }
        return new Image(height, width, channels, otherBytes, otherShorts, remarks, white);
    }

    /** Returns the greatest sample of 16 bits, but for one in ten thousand; 0 where samples have 8 bits. */
    public int peak() {
        if (bytes != null) {
            return 0;
        }
        int[] counts = new int[WHITE + 1];
        for (short sample : shorts) {
            counts[sample & 0xffff]++;
        }
        int peak = WHITE;
        for (double left = STRAY * shorts.length - counts[peak]; left >= 0 && peak > 0; left -= counts[peak]) {
            peak--;
        }
        return peak;
    }

    /** Returns the picture as viewers show it, where these are its stored pixels. */
    Image turned(Orientation orientation) {
        if (orientation == Orientation.NORMAL) {
            return this;
        }
        byte[] turnedBytes = bytes == null ? null : new byte[bytes.length];
        short[] turnedShorts = shorts == null ? null : new short[shorts.length];
        orientation.turn(
                bytes == null ? shorts : bytes, height, width, channels, bytes == null ? turnedShorts : turnedBytes);
        return orientation.isSideways()
                ? new Image(width, height, channels, turnedBytes, turnedShorts, remarks, white)
                : new Image(height, width, channels, turnedBytes, turnedShorts, remarks, white);
    }

    /** Returns one sample, 0..255 or 0..65535. */
    public int sample(int y, int x, int c) {
        int i = (y * width + x) * channels + c;
        return bytes != null ? bytes[i] & 0xff : shorts[i] & 0xffff;
    }

    /** Returns the first channel, scaled to 0..255 [height, width]. */
    byte[] levels() {
        byte[] levels = new byte[height * width];
        if (bytes != null && channels == 1) {
            System.arraycopy(bytes, 0, levels, 0, levels.length);
            return levels;
        }
        for (int i = 0, from = 0; i < levels.length; i++, from += channels) {
            levels[i] = (byte) level(from);
        }
        return levels;
    }

    /** Returns the sample at an index of the array, scaled to 0..255. */
    int level(int index) {
        return bytes != null ? bytes[index] & 0xff : Math.round(unit(shorts[index]) * 255);
    }

    private float unit(short sample) {
        return Math.min(sample & 0xffff, white) / (float) white;
    }

    /** Returns a rectangle of the picture; its parts beyond the picture are black. */
    public Image window(int top, int left, int windowHeight, int windowWidth) {
        int samples = windowHeight * windowWidth * channels;
        byte[] partBytes = bytes == null ? null : new byte[samples];
        short[] partShorts = bytes == null ? new short[samples] : null;
        int firstColumn = Math.max(0, left);
        int count = (Math.min(width, left + windowWidth) - firstColumn) * channels;
        for (int y = Math.max(0, top); y < Math.min(height, top + windowHeight); y++) {
            int from = (y * width + firstColumn) * channels;
            int to = ((y - top) * windowWidth + firstColumn - left) * channels;
            System.arraycopy(
                    bytes == null ? shorts : bytes,
                    from,
                    bytes == null ? partShorts : partBytes,
                    to,
                    Math.max(0, count));
        }
        return new Image(windowHeight, windowWidth, channels, partBytes, partShorts, remarks, white);
    }

    /** Returns the left-right mirror of the picture. */
    public Image mirrored() {
        byte[] mirroredBytes = bytes == null ? null : new byte[bytes.length];
        short[] mirroredShorts = bytes == null ? new short[shorts.length] : null;
        for (int row = 0; row < height * width; row += width) {
            for (int x = 0; x < width; x++) {
                System.arraycopy(
                        bytes == null ? shorts : bytes,
                        (row + x) * channels,
                        bytes == null ? mirroredShorts : mirroredBytes,
                        (row + width - 1 - x) * channels,
                        channels);
            }
        }
        return new Image(height, width, channels, mirroredBytes, mirroredShorts, remarks, white);
    }

    /** Returns one channel in 0..1, row-major [height, width]. */
    public float[] plane(int c) {
        float[] plane = new float[height * width];
        if (bytes == null) {
            for (int i = 0, from = c; i < plane.length; i++, from += channels) {
                plane[i] = unit(shorts[from]);
            }
            return plane;
        }
        for (int i = 0, from = c; i < plane.length; i++, from += channels) {
            plane[i] = UNITS[bytes[from] & 0xff];
        }
        return plane;
    }

    /**
     * Returns the Rec. 601 luma in 0..1, row-major [height, width]: 0.299 red + 0.587 green + 0.114 blue; the channel
     * itself where the picture is grey.
     */
    public float[] luminance() {
        float[] luminance = plane(0);
        if (channels == 3) {
            float[] green = plane(1);
            float[] blue = plane(2);
            for (int i = 0; i < luminance.length; i++) {
                luminance[i] = 0.299f * luminance[i] + 0.587f * green[i] + 0.114f * blue[i];
            }
        }
        return luminance;
    }

    /**
     * Returns the SHA-256 of size, bits and samples, which is equal for exact duplicates, whatever their files. A
     * picture whose three channels are equal is hashed as the grey picture it shows.
     */
    public String pixelHash() {
        boolean grey = isGrey();
        MessageDigest digest = Hash.sha256();
        digest.update((height + "x" + width + "x" + (grey ? 1 : channels) + "x" + bits() + "\n").getBytes(US_ASCII));
        byte[] row = new byte[width * (grey ? 1 : channels) * bits() / 8];
        for (int y = 0; y < height; y++) {
            int to = 0;
            for (int x = 0; x < width; x++) {
                for (int c = 0; c < (grey ? 1 : channels); c++) {
                    int sample = sample(y, x, c);
                    if (bytes == null) {
                        row[to++] = (byte) (sample >> 8);
                    }
                    row[to++] = (byte) sample;
                }
            }
            digest.update(row);
        }
        return Hash.hex(digest);
    }

    /** Returns whether all channels are equal. */
    boolean isGrey() {
        for (int i = 0; channels > 1 && i < height * width * channels; i += channels) {
            for (int c = 1; c < channels; c++) {
                if (bytes != null ? bytes[i + c] != bytes[i] : shorts[i + c] != shorts[i]) {
                    return false;
                }
            }
        }
        return true;
    }
}
