package org.delineate.image;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Checks the segments of a JPEG, up to the end of its first picture (ITU T.81, annex B), and leaves the decoder only
 * those that it needs.
 *
 * <p>What the components mean is decided here, as libjpeg does, and told to the decoder by one marker: the JDK's reader
 * guesses otherwise where neither JFIF nor Adobe says it. Application segments and comments are left out, a broken
 * colour profile with them. A progressive file may repeat its scans at will: 2,000 of them, 240 kB in all, over 49
 * megapixels hold the decoder for more than a minute.
 */
final class JpegSegments {
    /** Most scans of a file; encoders write about ten. */
    static final int MOST = 100;

    private static final int END = 0xd9;
    private static final int SCAN = 0xda;
    private static final int APPLICATION = 0xe0;
    private static final int ADOBE = 0xee;
    private static final int COMMENT = 0xfe;
    private static final byte[] JFIF = {-1, (byte) APPLICATION, 0, 16, 'J', 'F', 'I', 'F', 0, 1, 1, 0, 0, 1, 0, 1, 0, 0
    };
    private static final String PROFILE = "ICC_PROFILE\0";

    private final byte[] file;
    private final ByteArrayOutputStream kept;
    private final ByteArrayOutputStream profile = new ByteArrayOutputStream();
    private final List<String> remarks = new ArrayList<>();
    private int at = 2;
    private boolean hasJfif;
    /** The Adobe segment's colour transform, -1 where there is no such segment. */
    private int transform = -1;
    /** The ids of the frame's components. */
    private byte[] ids = {};

    private JpegSegments(byte[] file) {
        this.file = file;
        this.kept = new ByteArrayOutputStream(file.length);
    }

    static CheckedFile check(byte[] file) throws IOException {
        return new JpegSegments(file).walk();
    }

    private CheckedFile walk() throws IOException {
        int scans = 0;
        int start = at;
        for (int marker = marker(); marker != END; start = at, marker = marker()) {
            if (marker == SCAN && ++scans > MOST) {
                throw new IOException("more than " + MOST + " scans");
            }
            int from = at;
            if (!standsAlone(marker)) {
                at += Math.max(2, octet(at) << 8 | octet(at + 1));
                octet(at - 1);
            }
            if (marker == SCAN) {
                skipCoded();
            }
            if (marker >= APPLICATION && marker < APPLICATION + 16) {
                application(marker, Arrays.copyOfRange(file, Math.min(from + 2, at), at));
            } else if (marker != COMMENT) {
                if (isFrame(marker)) {
                    frame(Arrays.copyOfRange(file, from, at));
                }
                kept.write(file, start, at - start);
            }
        }
        if (ColourProfile.isBroken(profile.toByteArray())) {
            remarks.add(ColourProfile.BROKEN);
        }
        return new CheckedFile(rebuilt(), ids.length == 4 ? new Cmyk(transform > 0) : Decoding.PLAIN, remarks);
    }

    private void application(int marker, byte[] data) {
        if (marker == APPLICATION && data.length >= 14 && begins(data, "JFIF\0")) {
            hasJfif = true;
        } else if (marker == ADOBE && data.length >= 12 && begins(data, "Adobe")) {
            transform = data[11] & 0xff;
        } else if (marker == APPLICATION + 2 && data.length > PROFILE.length() + 2 && begins(data, PROFILE)) {
            profile.write(data, PROFILE.length() + 2, data.length - PROFILE.length() - 2);
        }
    }

    private static boolean begins(byte[] data, String with) {
        byte[] start = with.getBytes(StandardCharsets.ISO_8859_1);
        return Arrays.equals(data, 0, start.length, start, 0, start.length);
    }

    private static boolean isFrame(int marker) {
        return marker >= 0xc0 && marker <= 0xcf && marker != 0xc4 && marker != 0xc8 && marker != 0xcc;
    }

    private void frame(byte[] segment) {
        int components = segment.length > 7 ? segment[7] & 0xff : 0;
        if (ids.length == 0 && segment.length == 8 + 3 * components) {
            ids = new byte[components];
            for (int i = 0; i < components; i++) {
                ids[i] = segment[8 + 3 * i];
            }
        }
    }

    private byte[] rebuilt() {
        ByteArrayOutputStream out = new ByteArrayOutputStream(kept.size() + 32);
        out.writeBytes(new byte[] {-1, (byte) 0xd8});
        out.writeBytes(colours());
        out.writeBytes(kept.toByteArray());
        out.writeBytes(new byte[] {-1, (byte) END});
        return out.toByteArray();
    }

    /** Returns the marker that leaves the decoder no choice; libjpeg decides so (jdapimin.c). */
    private byte[] colours() {
        if (ids.length == 3) {
            boolean named = Arrays.equals(ids, new byte[] {'R', 'G', 'B'});
            boolean rgb = !hasJfif && (transform < 0 ? named : transform == 0);
            return rgb ? adobe(0) : JFIF;
        }
        return ids.length == 4 ? adobe(transform <= 0 ? 0 : 2) : JFIF;
    }

    private static byte[] adobe(int transform) {
        return new byte[] {-1, (byte) ADOBE, 0, 14, 'A', 'd', 'o', 'b', 'e', 0, 100, 0, 0, 0, 0, (byte) transform};
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
