package org.delineate.dicom;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import org.delineate.file.BadFileException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FrameReaderTest {
    private static final int[] NONE = {};

    @TempDir
    Path folder;

    private static byte[] frame(DicomFile file, int index) {
        try (FrameReader frames = FrameReader.open(file)) {
            return frames.frame(index).bytes();
        }
    }

    @Test
    void readsUncompressedSamples() {
        byte[] two = {1, 2, 3, 4, 5, 6, 7, 8};
        DataSetBuilder frames = Pictures.grey(2, 2).integer(Tag.NUMBER_OF_FRAMES, 2);
        assertArrayEquals(new byte[] {5, 6, 7, 8}, frame(Pictures.file(frames, two), 1));
        byte[] planes = {1, 2, 3, 4, 5, 6};
        assertArrayEquals(
                new byte[] {1, 3, 5, 2, 4, 6}, frame(Pictures.file(Pictures.colour(1, 2, "RGB", 1), planes), 0));
        assertArrayEquals(planes, frame(Pictures.file(Pictures.colour(1, 2, "RGB", 0), planes), 0));
        assertArrayEquals(
                new byte[] {1, 3, 4, 2, 3, 4},
                frame(Pictures.file(Pictures.colour(1, 2, "YBR_FULL_422", 0), new byte[] {1, 2, 3, 4}), 0));
    }

    @Test
    void framesOfOneBitMayBeginWithinAByte() {
        DataSetBuilder set = Pictures.grey(3, 3)
                .integer(Tag.NUMBER_OF_FRAMES, 2)
                .integer(Tag.BITS_ALLOCATED, 1)
                .integer(Tag.BITS_STORED, 1)
                .integer(Tag.HIGH_BIT, 0);
        DicomFile file = Pictures.file(set, Pictures.bytes(0b1000_0001, 0b0000_0111, 0b11));
        assertArrayEquals(new byte[] {1, 0, 0, 0, 0, 0, 0, 1, 1}, frame(file, 0));
        assertArrayEquals(new byte[] {1, 1, 0, 0, 0, 0, 0, 1, 1}, frame(file, 1));
    }

    @Test
    void valuesAreTheStoredBitsWithTheirSign() {
        DataSetBuilder signed = Pictures.grey16(1, 2, 12, true);
        try (FrameReader frames = FrameReader.open(Pictures.file(signed, Pictures.words(0x7fff, 0xf801)))) {
            assertEquals(-1, frames.frame(0).value(0), "an overlay in the free bits does not count");
            assertEquals(-2047, frames.frame(0).value(1));
        }
        DataSetBuilder high = Pictures.grey16(1, 1, 12, false).integer(Tag.HIGH_BIT, 15);
        try (FrameReader frames = FrameReader.open(Pictures.file(high, Pictures.words(0x123f)))) {
            assertEquals(0x123, frames.frame(0).value(0));
        }
    }

    @Test
    void samplesOf8BitsInBigEndianWordsAreTurned() {
        DicomFile file = DicomBytes.file(TransferSyntax.EXPLICIT_BIG_ENDIAN.uid())
                .bigEndian()
                .us(Tag.SAMPLES_PER_PIXEL, 1)
                .explicit(Tag.PHOTOMETRIC_INTERPRETATION, "CS", "MONOCHROME2")
                .explicit(Tag.NUMBER_OF_FRAMES, "IS", "2")
                .us(Tag.ROWS, 1)
                .us(Tag.COLUMNS, 3)
                .us(Tag.BITS_ALLOCATED, 8)
                .explicit(Tag.PIXEL_DATA, "OW", new byte[] {2, 1, 4, 3, 6, 5})
                .read();
        assertArrayEquals(new byte[] {1, 2, 3}, frame(file, 0));
        assertArrayEquals(new byte[] {4, 5, 6}, frame(file, 1));
    }

    @Test
    void findsFramesByEitherOffsetTableOrByTheirFragments() {
        byte[] first = Pictures.rle(1, 2, 3, 4);
        byte[] second = Pictures.rle(5, 6, 7, 8);
        int step = 8 + first.length;
        DataSetBuilder two = Pictures.grey(2, 2).integer(Tag.NUMBER_OF_FRAMES, 2);
        byte[] expected = {5, 6, 7, 8};
        byte[] head = java.util.Arrays.copyOf(second, 50);
        byte[] rest = java.util.Arrays.copyOfRange(second, 50, second.length);
        assertArrayEquals(expected, frame(Pictures.encapsulated(two, TransferSyntax.RLE, NONE, first, second), 1));
        assertArrayEquals(
                expected,
                frame(Pictures.encapsulated(two, TransferSyntax.RLE, new int[] {0, step}, first, head, rest), 1));
        DataSetBuilder extended = Pictures.grey(2, 2)
                .integer(Tag.NUMBER_OF_FRAMES, 2)
                .bytes(Tag.EXTENDED_OFFSET_TABLE, Vr.OV, longs(0, step))
                .bytes(Tag.EXTENDED_OFFSET_TABLE_LENGTHS, Vr.OV, longs(first.length, second.length));
        assertArrayEquals(expected, frame(Pictures.encapsulated(extended, TransferSyntax.RLE, NONE, first, second), 1));
        DicomFile wrong = Pictures.encapsulated(two, TransferSyntax.RLE, new int[] {0, 9}, first, head, rest);
        assertThrows(BadFileException.class, () -> FrameReader.open(wrong).close());
        DicomFile few = Pictures.encapsulated(two, TransferSyntax.RLE, NONE, first);
        assertThrows(BadFileException.class, () -> FrameReader.open(few).close());
        DicomFile one = Pictures.encapsulated(Pictures.grey(2, 2), TransferSyntax.RLE, NONE, head, rest);
        assertArrayEquals(expected, frame(one, 0), "the fragments of one frame are joined");
    }

    private static byte[] longs(long... values) {
        DicomBytes out = DicomBytes.bare();
        for (long value : values) {
            out.u32(value).u32(value >> 32);
        }
        return out.bytes();
    }

    @Test
    void aFrameThatIsNotThereHasAName() {
        DicomFile file = Pictures.file(Pictures.grey(1, 2), new byte[2]);
        try (FrameReader frames = FrameReader.open(file)) {
            BadFileException bad = assertThrows(BadFileException.class, () -> frames.frame(1));
            assertEquals("test.dcm: no frame 2 among 1; give one of 1 to 1", bad.getMessage());
        }
    }

    /** 200 frames of a megabyte each are read in a heap that could not hold them; each is read where it lies. */
    @Test
    void aCineLoopIsNotHeldInMemory() throws Exception {
        int frames = 200;
        int side = 1024;
        DataSetBuilder set = Pictures.grey(side, side).integer(Tag.NUMBER_OF_FRAMES, frames);
        byte[] head = DicomBytes.bare()
                .raw(DicomWriter.encode(set.build()))
                .header(Tag.PIXEL_DATA, "OB", (long) frames * side * side)
                .bytes();
        Path file = folder.resolve("cine.dcm");
        try (var out = Files.newByteChannel(
                file, java.nio.file.StandardOpenOption.CREATE_NEW, java.nio.file.StandardOpenOption.WRITE)) {
            out.write(java.nio.ByteBuffer.wrap(head));
            out.position(head.length + (long) frames * side * side - 1); // a file of zeros with a hole
            out.write(java.nio.ByteBuffer.wrap(new byte[] {7}));
        }
        DicomFile cine = DicomFile.read(file);
        try (FrameReader reader = FrameReader.open(cine)) {
            System.gc();
            Runtime runtime = Runtime.getRuntime();
            long before = runtime.totalMemory() - runtime.freeMemory();
            StoredFrame last = null;
            for (int i = 0; i < frames; i++) {
                last = reader.frame(i);
            }
            System.gc();
            long after = runtime.totalMemory() - runtime.freeMemory();
            assertEquals(7, last.value(side * side - 1));
            assertTrue(after - before < 40L << 20, (after - before) + " bytes more are held");
        }
    }
}
