package org.delineate.dicom.codec;

/** Reads the markers and marker segments of JPEG and JPEG-LS (T.81, annex B.1.1), never beyond their end. */
final class MarkerReader {
    private final byte[] bytes;
    private final int end;
    private int at;

    MarkerReader(byte[] bytes, int from, int to) {
        this.bytes = bytes;
        this.at = from;
        this.end = to;
    }

    /** Returns the code of the marker here, and steps behind it; fill bytes may stand before it. */
    int marker() throws CodecException {
        if (octet() != 0xff) {
            throw new CodecException("byte " + (at - 1) + " of the picture's fragment is no marker");
        }
        int code = octet();
        while (code == 0xff) {
            code = octet();
        }
        return code;
    }

    /** Returns the content of the segment whose length stands here, and steps behind it. */
    MarkerReader segment() throws CodecException {
        int length = number();
        if (length < 2 || length - 2 > end - at) {
            throw new CodecException("a segment of " + length + " bytes, with " + (end - at) + " left");
        }
        MarkerReader content = new MarkerReader(bytes, at, at + length - 2);
        at += length - 2;
        return content;
    }

    /** Reads a number of 8 bits. */
    int octet() throws CodecException {
        if (at >= end) {
            throw new CodecException("the picture ends at byte " + end + ", before its end marker");
        }
        return bytes[at++] & 0xff;
    }

    /** Reads a number of 16 bits. */
    int number() throws CodecException {
        return octet() << 8 | octet();
    }

    /** Returns how many bytes are left. */
    int left() {
        return end - at;
    }

    /** Refuses a segment that is longer than its content. */
    void finish(String segment) throws CodecException {
        if (at != end) {
            throw new CodecException("the segment " + segment + " has " + (end - at) + " bytes too many");
        }
    }

    /** Says whether the text stands here, which it steps over. */
    boolean begins(String text) {
        if (text.length() > end - at) {
            return false;
        }
        for (int i = 0; i < text.length(); i++) {
            if ((bytes[at + i] & 0xff) != text.charAt(i)) {
                return false;
            }
        }
        at += text.length();
        return true;
    }

    /**
     * Refuses what follows the end marker, but for padding: a fragment has an even length (PS3.5, A.4), so one byte of
     * any value, or zeros.
     */
    void padding() throws CodecException {
        for (int i = at; i < end && end - at > 1; i++) {
            if (bytes[i] != 0) {
                throw new CodecException("the picture goes on behind its end marker, at byte " + i);
            }
        }
    }

    int at() {
        return at;
    }

    void moveTo(int position) {
        at = position;
    }
}
