package org.delineate.dicom;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Puts DICOM files together byte by byte, broken ones too. */
final class DicomBytes {
    static final String EXPLICIT = "1.2.840.10008.1.2.1";
    static final String IMPLICIT = "1.2.840.10008.1.2";
    static final long UNDEFINED = 0xffffffffL;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final List<Integer> tags = new ArrayList<>();
    private final List<int[]> numbers = new ArrayList<>();
    private boolean bigEndian;

    /** Starts a file: preamble, prefix and the transfer syntax alone. */
    static DicomBytes file(String syntaxUid) {
        DicomBytes bytes = new DicomBytes();
        bytes.out.writeBytes(new byte[128]);
        bytes.out.writeBytes("DICM".getBytes(StandardCharsets.US_ASCII));
        return bytes.explicit(Tag.TRANSFER_SYNTAX_UID, "UI", syntaxUid);
    }

    static DicomBytes bare() {
        return new DicomBytes();
    }

    DicomBytes bigEndian() {
        bigEndian = true;
        return this;
    }

    DicomBytes u16(int value) {
        numbers.add(new int[] {out.size(), 2});
        out.write(bigEndian ? value >> 8 : value);
        out.write(bigEndian ? value : value >> 8);
        return this;
    }

    DicomBytes u32(long value) {
        numbers.add(new int[] {out.size(), 4});
        return bigEndian
                ? u16((int) (value >> 16) & 0xffff).u16((int) value & 0xffff)
                : u16((int) value & 0xffff).u16((int) (value >> 16) & 0xffff);
    }

    DicomBytes raw(int... values) {
        for (int value : values) {
            out.write(value);
        }
        return this;
    }

    DicomBytes raw(byte[] values) {
        out.writeBytes(values);
        return this;
    }

    DicomBytes tag(int tag) {
        tags.add(out.size());
        return u16(tag >>> 16).u16(tag & 0xffff);
    }

    /** Writes the header of an explicit element, whatever its length says. */
    DicomBytes header(int tag, String vr, long length) {
        tag(tag).raw(vr.getBytes(StandardCharsets.ISO_8859_1));
        Vr known = Vr.of(vr.charAt(0), vr.charAt(1));
        return known != null && known.hasLongLength() ? u16(0).u32(length) : u16((int) length);
    }

    DicomBytes explicit(int tag, String vr, byte[] value) {
        return header(tag, vr, value.length).raw(value);
    }

    DicomBytes explicit(int tag, String vr, String value) {
        return explicit(tag, vr, value.getBytes(StandardCharsets.ISO_8859_1));
    }

    DicomBytes implicit(int tag, byte[] value) {
        return tag(tag).u32(value.length).raw(value);
    }

    DicomBytes implicit(int tag, String value) {
        return implicit(tag, value.getBytes(StandardCharsets.ISO_8859_1));
    }

    DicomBytes us(int tag, int value) {
        return header(tag, "US", 2).u16(value);
    }

    DicomBytes item(long length) {
        return tag(Tag.ITEM).u32(length);
    }

    DicomBytes endItem() {
        return tag(Tag.ITEM_DELIMITATION_ITEM).u32(0);
    }

    DicomBytes endSequence() {
        return tag(Tag.SEQUENCE_DELIMITATION_ITEM).u32(0);
    }

    /** Where tags begin. */
    List<Integer> tags() {
        return tags;
    }

    /** Where numbers were written, lengths and halves of tags among them, and how long they are. */
    List<int[]> numbers() {
        return numbers;
    }

    byte[] bytes() {
        return out.toByteArray();
    }

    static DicomFile read(byte[] bytes) {
        return DicomFile.of(bytes, Path.of("test.dcm"));
    }

    DicomFile read() {
        return read(bytes());
    }
}
