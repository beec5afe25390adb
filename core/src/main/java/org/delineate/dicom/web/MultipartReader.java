package org.delineate.dicom.web;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.ProtocolException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/**
 * Divides a body of several parts (RFC 2046, 5.1) while it arrives; it never holds more than a window of it. No length
 * that a part states is needed: the boundary ends it, and what was stated must then be true.
 */
final class MultipartReader {
    private static final int WINDOW = 1 << 16;
    private static final int MOST_PREAMBLE = 1 << 16;
    private static final int LONGEST_LINE = 4096;
    private static final int MOST_HEADERS = 32;

    private final InputStream in;
    private final byte[] delimiter;
    private final byte[] window = new byte[WINDOW];
    private int from;
    private int to;
    private boolean ended;
    private boolean begun;

    /** @param boundary 70 characters at most */
    MultipartReader(InputStream in, String boundary) {
        this.in = in;
        delimiter = ("\r\n--" + boundary).getBytes(StandardCharsets.ISO_8859_1);
        window[0] = '\r'; // the first boundary needs no line before it
        window[1] = '\n';
        to = 2;
    }

    /**
     * Goes to the next part, whose predecessor was read to its end, and returns its headers, names in lower case; null
     * after the last.
     *
     * @throws ProtocolException where the body is not made of parts
     */
    Map<String, String> next() throws IOException {
        if (!begun) {
            begun = true;
            copy(OutputStream.nullOutputStream(), MOST_PREAMBLE);
        }
        String rest = line();
        if (rest.startsWith("--")) {
            return null;
        }
        if (!rest.isBlank()) {
            throw new ProtocolException("characters after a boundary");
        }
        Map<String, String> headers = new HashMap<>();
        for (String line = line(); !line.isEmpty(); line = line()) {
            int colon = line.indexOf(':');
            if (colon < 1 || headers.size() == MOST_HEADERS) {
                throw new ProtocolException(
                        colon < 1 ? "a header without a name" : "more headers than " + MOST_HEADERS);
            }
            headers.put(
                    line.substring(0, colon).strip().toLowerCase(Locale.ROOT),
                    line.substring(colon + 1).strip());
        }
        return headers;
    }

    /**
     * Copies the rest of a part and returns its length.
     *
     * @param most bytes that it may have
     * @throws ProtocolException where it has more, or no boundary ends it
     */
    long copy(OutputStream out, long most) throws IOException {
        long copied = 0;
        while (true) {
            int at = find();
            int safe = at >= 0 ? at : Math.max(from, to - delimiter.length + 1);
            copied += safe - from;
            if (copied > most) {
                throw new ProtocolException("more than " + most + " bytes without a boundary");
            }
            out.write(window, from, safe - from);
            from = safe;
            if (at >= 0) {
                from += delimiter.length;
                return copied;
            }
            if (!fill()) {
                throw new ProtocolException("the answer ends inside a part");
            }
        }
    }

    /** Returns where the next delimiter begins in the window, or -1. */
    private int find() {
        int last = to - delimiter.length;
        for (int at = from; at <= last; at++) {
            if (window[at] == '\r' && matches(at)) {
                return at;
            }
        }
        return -1;
    }

    private boolean matches(int at) {
        for (int i = 1; i < delimiter.length; i++) {
            if (window[at + i] != delimiter[i]) {
                return false;
            }
        }
        return true;
    }

    /** Reads a line of headers; the last may lack its end, where the body does. */
    private String line() throws IOException {
        StringBuilder line = new StringBuilder();
        while (true) {
            if (from == to && !fill()) {
                if (line.toString().startsWith("--")) {
                    return line.toString();
                }
                throw new ProtocolException("the answer ends inside headers");
            }
            int c = window[from++] & 0xff;
            if (c == '\n') {
                boolean pair = line.length() > 0 && line.charAt(line.length() - 1) == '\r';
                return line.substring(0, line.length() - (pair ? 1 : 0));
            }
            if (line.length() == LONGEST_LINE) {
                throw new ProtocolException("a header of more than " + LONGEST_LINE + " characters");
            }
            line.append((char) c);
        }
    }

    /** Reads on behind what is left in the window; false at the end. */
    private boolean fill() throws IOException {
        if (ended) {
            return false;
        }
        System.arraycopy(window, from, window, 0, to - from);
        to -= from;
        from = 0;
        int read = in.read(window, to, window.length - to);
        ended = read < 0;
        to += Math.max(0, read);
        return !ended;
    }
}
