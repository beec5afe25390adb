package org.delineate.dicom.codec;

import java.io.ByteArrayOutputStream;

/** Writes the markers, segments and bits of JPEG and JPEG-LS. */
final class CodedBytes {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    /** Says whether a bit instead of a byte is stuffed behind a byte of ones. */
    private final boolean stuffsBits;

    private int pending;
    private int free = 8;

    CodedBytes(boolean stuffsBits) {
        this.stuffsBits = stuffsBits;
        marker(0xd8);
    }

    CodedBytes marker(int code) {
        out.write(0xff);
        out.write(code);
        return this;
    }

    /** Writes a marker and its segment of bytes. */
    CodedBytes segment(int code, int... content) {
        marker(code);
        number(content.length + 2);
        for (int octet : content) {
            out.write(octet);
        }
        return this;
    }

    private void number(int value) {
        out.write(value >> 8);
        out.write(value);
    }

    /** Writes a frame header; each component has an id, sampling factors and a quantization table. */
    CodedBytes frame(int code, int bits, int height, int width, int[][] sampling) {
        int[] content = new int[6 + 3 * sampling.length];
        content[0] = bits;
        content[1] = height >> 8;
        content[2] = height & 0xff;
        content[3] = width >> 8;
        content[4] = width & 0xff;
        content[5] = sampling.length;
        for (int c = 0; c < sampling.length; c++) {
            content[6 + 3 * c] = c + 1;
            content[7 + 3 * c] = sampling[c][0] << 4 | sampling[c][1];
        }
        return segment(code, content);
    }

    /** Writes a Huffman table whose symbols 0, 1, 2.. have codes of one length. */
    CodedBytes flatTable(int place, int length, int symbols) {
        int[] content = new int[17 + symbols];
        content[0] = place;
        content[length] = symbols;
        for (int i = 0; i < symbols; i++) {
            content[17 + i] = i;
        }
        return segment(0xc4, content);
    }

    /** Writes the header of a scan over the components given by their index; all use the tables 0. */
    CodedBytes scan(int[] components, int first, int second, int third) {
        int[] content = new int[4 + 2 * components.length];
        content[0] = components.length;
        for (int i = 0; i < components.length; i++) {
            content[1 + 2 * i] = components[i] + 1;
        }
        content[content.length - 3] = first;
        content[content.length - 2] = second;
        content[content.length - 1] = third;
        return segment(0xda, content);
    }

    CodedBytes bits(int value, int size) {
        for (int i = size - 1; i >= 0; i--) {
            pending = pending << 1 | value >> i & 1;
            if (--free == 0) {
                flush();
            }
        }
        return this;
    }

    private void flush() {
        out.write(pending);
        boolean ones = pending == 0xff;
        pending = 0;
        free = 8;
        if (ones && stuffsBits) {
            free = 7;
        } else if (ones) {
            out.write(0);
        }
    }

    /** Fills the last byte: with ones in JPEG (T.81, F.1.2.3), with zeros in JPEG-LS (T.87, A.1). */
    CodedBytes align() {
        if (free < 8) { // a stuffed bit alone is a byte of its own: the byte of ones before it may not end the data
            bits(stuffsBits ? 0 : (1 << free) - 1, free);
        }
        free = 8;
        return this;
    }

    byte[] end() {
        marker(0xd9);
        return out.toByteArray();
    }
}
