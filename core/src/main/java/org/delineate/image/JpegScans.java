package org.delineate.image;

import java.io.IOException;

/**
 * Checks the markers of a JPEG, up to the end of its first picture (ITU T.81, annex B).
 *
 * <p>A progressive file may repeat its scans at will: 2,000 of them, 240 kB in all, over 49 megapixels hold the decoder
 * for more than a minute.
 */
final class JpegScans {
    /** Most scans of a file; encoders write about ten. */
    static final int MOST = 100;

    private static final int END = 0xd9;
    private static final int SCAN = 0xda;

    private final byte[] file;
    private int at = 2;

    private JpegScans(byte[] file) {
        this.file = file;
    }

    static void check(byte[] file) throws IOException {
        new JpegScans(file).walk();
    }

    private void walk() throws IOException {
        int scans = 0;
        for (int marker = marker(); marker != END; marker = marker()) {
            if (marker == SCAN && ++scans > MOST) {
                throw new IOException("more than " + MOST + " scans");
            }
            if (!standsAlone(marker)) {
                at += Math.max(2, octet(at) << 8 | octet(at + 1));
            }
            if (marker == SCAN) {
                skipCoded();
            }
        }
    }

    private int marker() throws IOException {
        if (octet(at) != 0xff) {
            throw new IOException("no marker at byte " + at);
        }
        while (octet(at) == 0xff) {
            at++;
        }
        return octet(at++);
    }

    private void skipCoded() throws IOException {
        while (octet(at) != 0xff || octet(at + 1) == 0 || octet(at + 1) == 0xff || isRestart(octet(at + 1))) {
            at++;
        }
    }

    private static boolean standsAlone(int marker) {
        return marker == 1 || isRestart(marker);
    }

    private static boolean isRestart(int marker) {
        return marker >= 0xd0 && marker <= 0xd7;
    }

    private int octet(int i) throws IOException {
        if (i >= file.length) {
            throw new IOException("the file ends at byte " + file.length + " before its end marker");
        }
        return file[i] & 0xff;
    }
}
