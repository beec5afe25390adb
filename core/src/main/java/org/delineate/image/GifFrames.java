package org.delineate.image;

import java.io.IOException;

/**
 * Checks the blocks of a GIF (GIF89a specification): exactly one frame, as large as the screen, and the closing
 * trailer.
 *
 * <p>The JDK's reader loses every row but the first of an interlaced frame of 2 to 4 rows.
 */
final class GifFrames {
    private static final int EXTENSION = 0x21;
    private static final int FRAME = 0x2c;
    private static final int INTERLACED = 0x40;
    private static final int TRAILER = 0x3b;

    private final byte[] file;
    private int at = 13;

    private GifFrames(byte[] file) {
        this.file = file;
    }

    static CheckedFile check(byte[] file) throws IOException {
        new GifFrames(file).walk();
        return CheckedFile.of(file);
    }

    private void walk() throws IOException {
        skipPalette(octet(10));
        int frames = 0;
        for (int block = octet(at++); block != TRAILER; block = octet(at++)) {
            if (block == FRAME) {
                frames++;
                checkFrame();
            } else if (block == EXTENSION) {
                at++;
            } else {
                throw new IOException("no block begins with the byte at " + (at - 1));
            }
            skipData();
        }
        if (frames != 1) {
            throw new IOException(frames + " pictures in one file; exactly one is read");
        }
    }

    private void checkFrame() throws IOException {
        if (number(at) != 0 || number(at + 2) != 0 || number(at + 4) != number(6) || number(at + 6) != number(8)) {
            throw new IOException("a frame of " + number(at + 4) + " x " + number(at + 6) + " at (" + number(at) + ", "
                    + number(at + 2) + ") on a screen of " + number(6) + " x " + number(8) + "; it must fill it");
        }
        int flags = octet(at + 8);
        int rows = number(at + 6);
        if ((flags & INTERLACED) != 0 && rows > 1 && rows < 5) {
            throw new IOException("an interlaced frame of " + rows + " rows; 2 to 4 are not read");
        }
        at += 9;
        skipPalette(flags);
        at++;
    }

    private void skipPalette(int flags) {
        at += (flags & 0x80) == 0 ? 0 : 3 << (flags & 7) + 1;
    }

    private void skipData() throws IOException {
        int length;
        do {
            length = octet(at);
            at += 1 + length;
        } while (length > 0);
    }

    private int number(int i) throws IOException {
        return octet(i) | octet(i + 1) << 8;
    }

    private int octet(int i) throws IOException {
        if (i >= file.length) {
            throw new IOException("the file ends at byte " + file.length + " before its trailer");
        }
        return file[i] & 0xff;
    }
}
