package org.delineate.dicom;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import org.delineate.file.BadFileException;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** One file for each rule that a file can break, put together by hand; each is refused by name, in little time. */
class MalformedDicomTest {
    private static final long UNDEFINED = DicomBytes.UNDEFINED;

    /** A file, and how the message of its refusal goes on after its name. */
    private record Malformed(byte[] bytes, String rule) {}

    private static final Map<String, Malformed> FILES = new LinkedHashMap<>();

    private static void put(String name, DicomBytes bytes, String rule) {
        put(name, bytes.bytes(), rule);
    }

    private static void put(String name, byte[] bytes, String rule) {
        assertEquals(null, FILES.put(name, new Malformed(bytes, rule)));
    }

    private static DicomBytes file() {
        return DicomBytes.file(DicomBytes.EXPLICIT);
    }

    /** A file whose first element after the meta information lies at byte 159. */
    private static DicomBytes picture() {
        return picture(1, 2, 8, "MONOCHROME2", 1);
    }

    private static DicomBytes picture(int rows, int columns, int allocated, String photometric, int samples) {
        return picture(file(), rows, columns, allocated, photometric, samples);
    }

    private static DicomBytes picture(
            DicomBytes out, int rows, int columns, int allocated, String photometric, int samples) {
        return out.us(Tag.SAMPLES_PER_PIXEL, samples)
                .explicit(Tag.PHOTOMETRIC_INTERPRETATION, "CS", photometric)
                .us(Tag.ROWS, rows)
                .us(Tag.COLUMNS, columns)
                .us(Tag.BITS_ALLOCATED, allocated);
    }

    private static DicomBytes frames(DicomBytes out, String frames) {
        return out.explicit(Tag.NUMBER_OF_FRAMES, "IS", frames);
    }

    private static DicomBytes pixels(DicomBytes out, int bytes) {
        return out.explicit(Tag.PIXEL_DATA, "OB", new byte[bytes]);
    }

    private static DicomBytes compressed(TransferSyntax syntax) {
        return picture(DicomBytes.file(syntax.uid()), 1, 4, 8, "MONOCHROME2", 1)
                .header(Tag.PIXEL_DATA, "OB", UNDEFINED);
    }

    private static DicomBytes rle(byte[] frame) {
        return compressed(TransferSyntax.RLE)
                .item(0)
                .item(frame.length)
                .raw(frame)
                .endSequence();
    }

    static {
        put("empty file", new byte[0], "no DICOM file: it has neither DICM after 128 bytes");
        put("zeros", new byte[400], "no DICOM file");
        put("text", "A text, not a picture at all.".getBytes(StandardCharsets.US_ASCII), "no DICOM");
        put("half a tag", file().raw(8, 0, 5), "byte 159: an element begins, 3 bytes before the end");
        put("tag without length", file().tag(Tag.MODALITY).raw('C', 'S'), "byte 159: an element begins, 6 bytes");
        put(
                "length beyond the file",
                file().header(Tag.MODALITY, "CS", 600).raw(1, 2),
                "byte 159: (0008,0060) Modality claims 600 bytes; 2 are left");
        put(
                "1.7 GB in 21 bytes",
                DicomBytes.bare().header(0x0008_0005, "UN", 1_700_000_000L).raw(new byte[9]),
                "byte 0: (0008,0005) SpecificCharacterSet claims 1700000000 bytes; 9 are left");
        put(
                "long length cut off",
                file().tag(Tag.RED_PALETTE_COLOR_LOOKUP_TABLE_DATA).raw('O', 'W', 0, 0),
                "byte 165: an element begins, 2 bytes before the end");
        put(
                "meta information beyond the file",
                DicomBytes.bare().raw(new byte[128]).raw('D', 'I', 'C', 'M').header(Tag.TRANSFER_SYNTAX_UID, "UI", 90),
                "byte 132: (0002,0010) TransferSyntaxUID claims 90 bytes; 0 are left");
        put(
                "undefined length of a text",
                file().tag(Tag.PATIENT_COMMENTS).raw('U', 'T', 0, 0).u32(UNDEFINED),
                "byte 171: (0010,4000) PatientComments of VR UT has no length, which only sequences may");
        put(
                "the same element twice",
                file().explicit(Tag.PATIENT_ID, "LO", "a ").explicit(Tag.PATIENT_ID, "LO", "b "),
                "byte 169: (0010,0020) PatientID twice, with different values");
        put("bytes after the last element", pixels(picture(), 2).raw(1, 2, 3), "an element begins, 3 bytes before");
        put("delimiter outside a sequence", file().endItem(), "byte 159: (fffe,e00d) of length 0, where an element");
        put(
                "element where an item is expected",
                file().header(Tag.CONTENT_SEQUENCE, "SQ", 10).us(Tag.ROWS, 1),
                "(0028,0010) in (0040,a730) ContentSequence, where an item is expected");
        put(
                "item beyond its sequence",
                file().header(Tag.CONTENT_SEQUENCE, "SQ", 8).item(20).raw(new byte[20]),
                "an item of (0040,a730) ContentSequence claims 20 bytes; 0 are left");
        put(
                "element beyond its item",
                file().header(Tag.CONTENT_SEQUENCE, "SQ", 18)
                        .item(10)
                        .header(Tag.ROWS, "US", 4)
                        .raw(new byte[12]),
                "(0028,0010) Rows claims 4 bytes; 2 are left");
        put(
                "sequence without an end",
                file().header(Tag.CONTENT_SEQUENCE, "SQ", UNDEFINED).item(0),
                "an element begins, 0 bytes before the end");
        put(
                "item without an end",
                file().header(Tag.CONTENT_SEQUENCE, "SQ", UNDEFINED)
                        .item(UNDEFINED)
                        .us(Tag.ROWS, 1),
                "an element begins, 0 bytes before the end");
        put("sequences nested 65 deep", nested(65), "sequences nested deeper than 64");
        put("100,001 empty items", manyItems(), "more than 100000 elements");
        put("deflated data cut off", deflated(50, 12), "the deflated data ends before its last block");
        put("deflated data that is none", deflated(0, -1), "no deflated data: ");
        put("deflated bomb", deflated(40 << 20, -1), "deflated data of more than 1048576 bytes, ");
        put("no pixels", file().us(Tag.ROWS, 1), "no pixel data (a file without SOP class)");
        put(
                "pixels twice",
                pixels(pixels(picture(), 2), 2),
                "(7fe0,0010) PixelData, and there is (7fe0,0010) PixelData already");
        put(
                "pixels in floating point",
                picture().explicit(Tag.FLOAT_PIXEL_DATA, "OF", new byte[8]),
                "(7fe0,0008) FloatPixelData: pixels in floating point are not read");
        put(
                "pixels cut off",
                pixels(picture(100, 100, 8, "MONOCHROME2", 1), 9_999),
                "9999 bytes of pixel data; 1 frames");
        put(
                "65,535 x 65,535 x 1,000 frames",
                pixels(frames(picture(65_535, 65_535, 8, "MONOCHROME2", 1), "1000"), 2),
                "65535 rows of 65535 pixels; a side has at most 16384");
        put("no rows", pixels(picture(0, 2, 8, "MONOCHROME2", 1), 2), "0 rows of 2 pixels");
        put(
                "frames below one",
                pixels(frames(picture(), "-2"), 2),
                "(0028,0008) NumberOfFrames: -2; 1 to 16384 are read");
        put(
                "frames beyond the limit",
                pixels(frames(picture(), "99999"), 2),
                "(0028,0008) NumberOfFrames: 99999; 1 to");
        put(
                "12 bits allocated",
                pixels(picture(1, 2, 12, "MONOCHROME2", 1), 3),
                "(0028,0100) BitsAllocated: 12; 1, 8,");
        put("colours of one sample", pixels(picture(1, 2, 8, "RGB", 1), 2), "RGB of 1 samples a pixel");
        put("unknown colours", pixels(picture(1, 2, 8, "CMYK", 3), 6), "CMYK of 3 samples a pixel");
        put(
                "more bits stored than allocated",
                pixels(picture().us(Tag.BITS_STORED, 9), 2),
                "(0028,0101) BitsStored: 9 of 8 bits");
        put("high bit outside", pixels(picture().us(Tag.HIGH_BIT, 8), 2), "(0028,0102) HighBit: 8 with 8 bits stored");
        put("422 of an odd width", pixels(picture(1, 3, 8, "YBR_FULL_422", 3), 6), "6 bytes of pixel data; 1 frames");
        put(
                "unknown transfer syntax",
                picture(DicomBytes.file("1.2.3.4"), 1, 2, 8, "MONOCHROME2", 1)
                        .explicit(Tag.PIXEL_DATA, "OB", new byte[2]),
                "pixels in the transfer syntax 1.2.3.4 are not read; export it uncompressed");
        put(
                "fragments in an uncompressed syntax",
                picture()
                        .header(Tag.PIXEL_DATA, "OB", UNDEFINED)
                        .item(0)
                        .item(2)
                        .raw(1, 2)
                        .endSequence(),
                "pixel data in fragments, where the syntax is Explicit VR Little Endian");
        put(
                "compressed without fragments",
                picture(DicomBytes.file(TransferSyntax.RLE.uid()), 1, 2, 8, "MONOCHROME2", 1)
                        .explicit(Tag.PIXEL_DATA, "OB", new byte[2]),
                "pixel data without fragments, where the syntax is RLE Lossless");
        put(
                "fragment beyond the file",
                compressed(TransferSyntax.RLE).item(0).item(5_000).raw(1, 2),
                "(fffe,e000) of length 5000 in (7fe0,0010) PixelData, 2 bytes before the end");
        put(
                "fragments without an end",
                compressed(TransferSyntax.RLE).item(0).item(2).raw(1, 2),
                "an element begins, 0 bytes before the end");
        put(
                "offset table of 6 bytes",
                compressed(TransferSyntax.RLE)
                        .item(6)
                        .raw(new byte[6])
                        .item(2)
                        .raw(1, 2)
                        .endSequence(),
                "a basic offset table of 6 bytes; 4 for each of at most 16384 frames are read");
        put("no fragments", compressed(TransferSyntax.RLE).item(0).endSequence(), "1 frames in 0 fragments");
        put(
                "offset table into nothing",
                frames(compressedHead(), "2")
                        .header(Tag.PIXEL_DATA, "OB", UNDEFINED)
                        .item(8)
                        .u32(0)
                        .u32(4)
                        .item(2)
                        .raw(1, 2)
                        .item(2)
                        .raw(1, 2)
                        .item(2)
                        .raw(1, 2)
                        .endSequence(),
                "the offset table does not say where 2 frames begin in 3 fragments");
        put(
                "extended offset table into nothing",
                frames(compressedHead(), "1")
                        .explicit(Tag.EXTENDED_OFFSET_TABLE, "OV", new byte[] {9, 0, 0, 0, 0, 0, 0, 0})
                        .explicit(Tag.EXTENDED_OFFSET_TABLE_LENGTHS, "OV", new byte[8])
                        .header(Tag.PIXEL_DATA, "OB", UNDEFINED)
                        .item(0)
                        .item(2)
                        .raw(1, 2)
                        .endSequence(),
                "the extended offset table does not point to the fragments of 1 frames");
        put(
                "run-length header cut off",
                rle(new byte[20]),
                "frame 1: run-length coding of 20 bytes; its header has 64");
        put(
                "run-length planes",
                rle(DicomBytes.bare().u32(3).raw(new byte[60]).bytes()),
                "of 3 planes; 1 are expected");
        put(
                "run-length plane outside",
                rle(DicomBytes.bare().u32(1).u32(90).raw(new byte[60]).bytes()),
                "frame 1: plane 0 of the run-length coding lies at bytes 90 to 68 of 68");
        put("run beyond its plane", rle(Pictures.rle(1, 2, 3, 4, 5)), "frame 1: a run of 5 bytes does not fit");
        put("plane cut off", rle(Pictures.rle(1, 2)), "frame 1: a plane of the run-length coding ends after 2 of 4");
        put(
                "JPEG that is none",
                compressed(TransferSyntax.JPEG_BASELINE)
                        .item(0)
                        .item(4)
                        .raw(1, 2, 3, 4)
                        .endSequence(),
                "frame 1: ");
        put(
                "JPEG-LS that is none",
                compressed(TransferSyntax.JPEG_LS_LOSSLESS)
                        .item(0)
                        .item(4)
                        .raw(1, 2, 3, 4)
                        .endSequence(),
                "frame 1: ");
    }

    private static DicomBytes compressedHead() {
        return picture(DicomBytes.file(TransferSyntax.RLE.uid()), 1, 4, 8, "MONOCHROME2", 1);
    }

    private static DicomBytes nested(int depth) {
        DicomBytes out = file();
        for (int i = 0; i < depth; i++) {
            out.header(Tag.CONTENT_SEQUENCE, "SQ", UNDEFINED).item(UNDEFINED);
        }
        for (int i = 0; i < depth; i++) {
            out.endItem().endSequence();
        }
        return out;
    }

    private static DicomBytes manyItems() {
        DicomBytes out = file().header(Tag.CONTENT_SEQUENCE, "SQ", UNDEFINED);
        for (int i = 0; i < 100_001; i++) {
            out.item(0);
        }
        return out.endSequence();
    }

    private static byte[] deflated(int zeros, int keep) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(DicomBytes.file(TransferSyntax.DEFLATED.uid()).bytes());
        if (zeros == 0) {
            out.writeBytes(new byte[] {(byte) 0xff, (byte) 0xff, 1, 2});
            return out.toByteArray();
        }
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (var deflater = new DeflaterOutputStream(packed, new Deflater(9, true))) {
            deflater.write(new byte[zeros]);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        byte[] all = packed.toByteArray();
        out.write(all, 0, keep < 0 ? all.length : Math.min(keep, all.length - 1));
        return out.toByteArray();
    }

    @TestFactory
    Stream<DynamicTest> eachIsRefusedByName() {
        return FILES.entrySet().stream()
                .map(entry -> dynamicTest(entry.getKey(), () -> refuse(entry.getValue(), entry.getKey())));
    }

    private static void refuse(Malformed file, String name) {
        long start = System.nanoTime();
        BadFileException bad = assertThrows(BadFileException.class, () -> read(file.bytes()), name);
        long millis = (System.nanoTime() - start) / 1_000_000;
        assertTrue(bad.getMessage().startsWith("test.dcm: "), bad.getMessage());
        assertTrue(bad.getMessage().contains(file.rule()), bad.getMessage());
        assertTrue(bad.getMessage().length() < 400, bad.getMessage());
        assertTrue(millis < 3000, name + " takes " + millis + " ms");
    }

    private static void read(byte[] bytes) {
        try (FrameReader frames = FrameReader.open(DicomBytes.read(bytes))) {
            frames.shown(0);
        }
    }

    @Test
    void thereAreAtLeast40() {
        assertTrue(FILES.size() >= 40, FILES.size() + " files");
    }

    /** A file that ends early is refused, or all its pixels are there; never a part of them. */
    @Test
    void noCutFileIsReadInPart() {
        byte[] whole = pixels(picture(), 2).bytes();
        byte[] compressed = rle(Pictures.rle(1, 2, 3, 4)).bytes();
        for (byte[] file : new byte[][] {whole, compressed}) {
            read(file);
            for (int length = 0; length < file.length; length++) {
                byte[] cut = Arrays.copyOf(file, length);
                assertThrows(BadFileException.class, () -> read(cut), "cut after " + length + " bytes");
            }
        }
    }
}
