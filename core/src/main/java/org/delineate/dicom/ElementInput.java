package org.delineate.dicom;

import java.io.IOException;
import java.nio.file.Path;
import org.delineate.file.BadFileException;

/** Reads tags, numbers and values one after the other. */
final class ElementInput {
    private final Path file;
    private final ByteSource source;
    private final byte[] scratch = new byte[4];
    private long at;

    ElementInput(Path file, ByteSource source, long at) {
        this.file = file;
        this.source = source;
        this.at = at;
    }

    /** Returns the position of the next byte. */
    long at() {
        return at;
    }

    long size() {
        return source.size();
    }

    /** Moves on without reading; back where the number is negative. */
    void skip(long bytes) {
        at += bytes;
    }

    /** Refuses a file in which fewer bytes are left before the end of what is being read. */
    void need(int bytes, long end) {
        if (end - at < bytes) {
            throw bad(at, "an element begins, " + (end - at) + " bytes before the end");
        }
    }

    int unsigned16(boolean bigEndian) throws IOException {
        peek(2);
        at += 2;
        return ByteOrders.unsigned16(scratch, 0, bigEndian);
    }

    long unsigned32(boolean bigEndian) throws IOException {
        peek(4);
        at += 4;
        return ByteOrders.unsigned32(scratch, 0, bigEndian);
    }

    int tag(boolean bigEndian) throws IOException {
        return unsigned16(bigEndian) << 16 | unsigned16(bigEndian);
    }

    /** Returns the group of the next tag and stays before it. */
    int peekGroup(boolean bigEndian) throws IOException {
        peek(2);
        return ByteOrders.unsigned16(scratch, 0, bigEndian);
    }

    /** Returns the next bytes, 4 at most, and stays before them; the array is used again. */
    byte[] peek(int bytes) throws IOException {
        source.read(at, scratch, 0, bytes);
        return scratch;
    }

    /** Reads a value; the caller has compared its length with what is left. */
    byte[] value(int length) throws IOException {
        byte[] value = source.read(at, length);
        at += length;
        return value;
    }

    BadFileException bad(long position, String rule) {
        return new BadFileException(file, "byte " + position + ": " + rule, BadFileException.DAMAGED);
    }
}
