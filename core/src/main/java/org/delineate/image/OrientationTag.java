package org.delineate.image;

import java.io.IOException;
import java.nio.ByteOrder;
import javax.imageio.stream.ImageInputStream;

/**
 * Finds the orientation tag in a file's metadata: in the Exif segment of a JPEG, the eXIf chunk of a PNG, the EXIF
 * chunk
 * of a WebP, the directory of a TIFF. Metadata that is damaged says nothing, as in viewers; pixels are not read.
 */
final class OrientationTag {
    private static final int TAG = 274;
    private static final int SHORT = 3;
    private static final int LONG = 4;
    private static final int EXIF_MARKER = 0xe1;
    private static final int SCAN_MARKER = 0xda;

    private final ImageInputStream in;

    private OrientationTag(ImageInputStream in) {
        this.in = in;
    }

    static Orientation of(ImageFormat format, ImageInputStream in) throws IOException {
        OrientationTag tag = new OrientationTag(in);
        try {
            return switch (format) {
                case JPEG -> tag.ofJpeg();
                case PNG -> tag.ofPng();
                case TIFF -> tag.ofTiff(0);
                case BMP, GIF -> Orientation.NORMAL;
            };
        } catch (java.io.EOFException e) {
            return Orientation.NORMAL;
        } finally {
            in.setByteOrder(ByteOrder.BIG_ENDIAN);
            in.seek(0);
        }
    }

    private Orientation ofJpeg() throws IOException {
        in.seek(2);
        while (true) {
            if (in.readUnsignedByte() != 0xff) {
                return Orientation.NORMAL;
            }
            int marker = in.readUnsignedByte();
            while (marker == 0xff) {
                marker = in.readUnsignedByte();
            }
            if (marker >= SCAN_MARKER - 2 && marker <= SCAN_MARKER) {
                return Orientation.NORMAL;
            }
            long start = in.getStreamPosition();
            int length = in.readUnsignedShort();
            if (marker == EXIF_MARKER && length > 16 && in.readInt() == 0x45786966 && in.readUnsignedShort() == 0) {
                return ofTiff(start + 8);
            }
            in.seek(start + Math.max(2, length));
        }
    }

    private Orientation ofPng() throws IOException {
        in.seek(8);
        while (true) {
            int length = in.readInt();
            int type = in.readInt();
            if (type == 0x65584966) {
                return ofTiff(in.getStreamPosition());
            }
            if (length < 0 || type == 0x49454e44) {
                return Orientation.NORMAL;
            }
            in.seek(in.getStreamPosition() + length + 4);
        }
    }

    /** Reads the first directory of a TIFF that begins at a place, which is also how Exif stores its fields. */
    private Orientation ofTiff(long start) throws IOException {
        in.seek(start);
        in.setByteOrder(in.readUnsignedByte() == 'I' ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
        in.seek(start + 4);
        in.seek(start + in.readUnsignedInt());
        for (int left = in.readUnsignedShort(); left > 0; left--) {
            long entry = in.getStreamPosition();
            if (in.readUnsignedShort() == TAG) {
                int type = in.readUnsignedShort();
                in.seek(entry + 8);
                return type == SHORT
                        ? Orientation.of(in.readUnsignedShort())
                        : type == LONG ? Orientation.of(in.readUnsignedInt()) : Orientation.NORMAL;
            }
            in.seek(entry + 12);
        }
        return Orientation.NORMAL;
    }
}
