package org.delineate.dicom;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.delineate.file.BadFileException;
import org.junit.jupiter.api.Test;

/**
 * Damage that knows the structure: lengths, tags, sequences, fragments, offset tables. A mutant is refused by name, or
 * read twice with the same result. -Dseed=1 -Dmutants=5000
 */
class DicomMutantsTest {
    private static final long SLOWEST_NANOS = 1_000_000_000L;
    private static final Path FILES = Path.of("src/test/resources/dicom/files");
    private static final long[] NUMBERS = {
        0,
        1,
        2,
        3,
        7,
        8,
        15,
        16,
        17,
        63,
        64,
        65,
        127,
        128,
        255,
        256,
        4095,
        32_767,
        32_768,
        65_534,
        65_535,
        65_536,
        0x7fff_ffffL,
        0x8000_0000L,
        0xffff_fffeL,
        0xffff_ffffL
    };
    private static final int[] TAGS = {
        Tag.ITEM,
        Tag.ITEM_DELIMITATION_ITEM,
        Tag.SEQUENCE_DELIMITATION_ITEM,
        Tag.PIXEL_DATA,
        Tag.SPECIFIC_CHARACTER_SET,
        Tag.NUMBER_OF_FRAMES,
        Tag.ROWS,
        Tag.BITS_ALLOCATED,
        Tag.WINDOW_CENTER,
        Tag.VOI_LUT_SEQUENCE,
        Tag.EXTENDED_OFFSET_TABLE,
        Tag.SEQUENCE_OF_ULTRASOUND_REGIONS,
        0,
        0x0009_0010
    };
    private static final String[] VRS = {"SQ", "UN", "OB", "OW", "US", "SS", "UL", "DS", "PN", "UT", "ZZ", "??", "\0\0"
    };

    @Test
    void refusesOrReadsEveryMutant() {
        long seed = Long.getLong("seed", 20_261_129L);
        int mutants = Integer.getInteger("mutants", 1000);
        System.out.println("DicomMutantsTest -Dseed=" + seed + " -Dmutants=" + mutants);
        List<DicomBytes> samples = samples();
        int accepted = 0;
        for (int i = 0; i < mutants; i++) {
            Random random = new Random(seed + i);
            byte[] mutant = mutant(samples.get(i % samples.size()), random);
            String name = "mutant " + i + " of seed " + seed;
            try {
                long start = System.nanoTime();
                accepted += reads(mutant, name) ? 1 : 0;
                if (System.nanoTime() - start > SLOWEST_NANOS) { // a pause of the machine hits once
                    start = System.nanoTime();
                    reads(mutant, name);
                    assertTrue(System.nanoTime() - start < SLOWEST_NANOS, name + " takes more than a second");
                }
            } catch (RuntimeException | StackOverflowError | OutOfMemoryError e) {
                throw new AssertionError(name + " fails without a name for it", e);
            }
        }
        System.out.println("DicomMutantsTest: " + accepted + " of " + mutants + " are read");
        assertTrue(accepted < mutants, "nothing was refused: the mutants are no mutants");
        assertTrue(accepted > mutants / 20 || mutants < 200, "everything was refused: the mutants are too wild");
    }

    private static boolean reads(byte[] mutant, String name) {
        try {
            String first = visible(mutant);
            assertEquals(first, visible(mutant), name);
            return true;
        } catch (BadFileException e) {
            assertTrue(
                    e.getMessage().length() < 2000,
                    name + ": message of " + e.getMessage().length());
            return false;
        }
    }

    /** Does everything that a user can do with a file. */
    private static String visible(byte[] bytes) {
        DicomFile file = DicomFile.of(bytes, Path.of("mutant"));
        DataSet set = file.dataSet();
        DataSet writable = set.toBuilder()
                .text(Tag.SOP_CLASS_UID, Uid.ULTRASOUND)
                .text(Tag.SOP_INSTANCE_UID, "1.2")
                .build();
        DataSet again =
                DicomFile.of(DicomWriter.encode(writable), Path.of("written")).dataSet();
        byte[] written = DicomWriter.encode(again);
        assertTrue(Arrays.equals(
                written, DicomWriter.encode(DicomFile.of(written, Path.of("w")).dataSet())));
        UltrasoundRegion.of(set, 0);
        try (FrameReader frames = FrameReader.open(file)) {
            frames.shown(frames.format().frames() - 1);
        }
        return FileSummary.of(file, Optional.empty(), true).text() + file.remarks();
    }

    private static List<DicomBytes> samples() {
        List<DicomBytes> samples = new ArrayList<>();
        samples.add(elements(DicomBytes.file(DicomBytes.EXPLICIT), false).explicit(Tag.PIXEL_DATA, "OB", new byte[12]));
        samples.add(elements(
                        DicomBytes.file(TransferSyntax.EXPLICIT_BIG_ENDIAN.uid())
                                .bigEndian(),
                        false)
                .explicit(Tag.PIXEL_DATA, "OW", new byte[12]));
        samples.add(elements(DicomBytes.file(TransferSyntax.RLE.uid()), true)
                .header(Tag.PIXEL_DATA, "OB", DicomBytes.UNDEFINED)
                .item(8)
                .u32(0)
                .u32(82)
                .item(74)
                .raw(rle())
                .item(74)
                .raw(rle())
                .endSequence());
        samples.add(implicit());
        samples.add(palette());
        for (String name : List.of(
                "pydicom/SC_rgb_jpeg_gdcm",
                "pydicom/MR_small_jpeg_ls_lossless",
                "pydicom/SC_rgb_dcmtk_+eb+cr",
                "highdicom/sm_image_jpegls_nobot",
                "pydicom/chrH32",
                "highdicom/seg_image_cr_binary",
                "pydicom/UN_sequence")) {
            samples.add(rebuilt(DicomFile.read(FILES.resolve(name + ".dcm"))));
        }
        return samples;
    }

    private static byte[] rle() {
        return Pictures.rle(1, 2, 3, 4, 5, 6);
    }

    private static DicomBytes elements(DicomBytes out, boolean frames) {
        out.explicit(Tag.SPECIFIC_CHARACTER_SET, "CS", "ISO 2022 IR 13\\ISO 2022 IR 87")
                .explicit(Tag.PATIENT_NAME, "PN", "a^\u001b$B;3ED\u001b(J^b")
                .header(Tag.SEQUENCE_OF_ULTRASOUND_REGIONS, "SQ", DicomBytes.UNDEFINED)
                .item(DicomBytes.UNDEFINED);
        for (int tag : new int[] {
            Tag.REGION_LOCATION_MIN_X0,
            Tag.REGION_LOCATION_MIN_Y0,
            Tag.REGION_LOCATION_MAX_X1,
            Tag.REGION_LOCATION_MAX_Y1
        }) {
            out.header(tag, "UL", 4).u32(5);
        }
        out.us(Tag.PHYSICAL_UNITS_X_DIRECTION, 3)
                .us(Tag.PHYSICAL_UNITS_Y_DIRECTION, 3)
                .explicit(Tag.PHYSICAL_DELTA_X, "FD", new byte[] {63, 1, 1, 1, 1, 1, 1, 63})
                .explicit(Tag.PHYSICAL_DELTA_Y, "FD", new byte[] {63, 1, 1, 1, 1, 1, 1, 63})
                .endItem()
                .endSequence();
        format(out, frames ? "2" : "1")
                .explicit(Tag.WINDOW_CENTER, "DS", "128\\3 ")
                .explicit(Tag.WINDOW_WIDTH, "DS", "256\\9 ")
                .header(Tag.VOI_LUT_SEQUENCE, "SQ", 8 + 14 + 12)
                .item(14 + 12)
                .header(Tag.LUT_DESCRIPTOR, "US", 6)
                .u16(2)
                .u16(4)
                .u16(8)
                .header(Tag.LUT_DATA, "US", 4)
                .u16(1)
                .u16(255);
        return out;
    }

    private static DicomBytes format(DicomBytes out, String frames) {
        return out.us(Tag.SAMPLES_PER_PIXEL, 1)
                .explicit(Tag.PHOTOMETRIC_INTERPRETATION, "CS", "MONOCHROME1 ")
                .explicit(Tag.NUMBER_OF_FRAMES, "IS", frames + " ")
                .us(Tag.ROWS, 2)
                .us(Tag.COLUMNS, 3)
                .us(Tag.BITS_ALLOCATED, 8)
                .us(Tag.BITS_STORED, 8)
                .us(Tag.HIGH_BIT, 7)
                .us(Tag.PIXEL_REPRESENTATION, 0);
    }

    private static DicomBytes implicit() {
        DicomBytes out = DicomBytes.file(DicomBytes.IMPLICIT).implicit(Tag.MODALITY, "US");
        for (int depth = 0; depth < 4; depth++) {
            out.tag(Tag.CONTENT_SEQUENCE).u32(DicomBytes.UNDEFINED).item(DicomBytes.UNDEFINED);
            out.implicit(Tag.TEXT_VALUE, "text");
        }
        for (int depth = 0; depth < 4; depth++) {
            out.endItem().endSequence();
        }
        return out.implicit(Tag.PHOTOMETRIC_INTERPRETATION, "MONOCHROME2 ")
                .tag(Tag.SAMPLES_PER_PIXEL)
                .u32(2)
                .u16(1)
                .tag(Tag.ROWS)
                .u32(2)
                .u16(3)
                .tag(Tag.COLUMNS)
                .u32(2)
                .u16(3)
                .tag(Tag.BITS_ALLOCATED)
                .u32(2)
                .u16(16)
                .tag(Tag.PIXEL_REPRESENTATION)
                .u32(2)
                .u16(1)
                .tag(Tag.PIXEL_PADDING_VALUE)
                .u32(2)
                .u16(7)
                .implicit(Tag.PIXEL_DATA, new byte[18]);
    }

    private static DicomBytes palette() {
        DicomBytes out = format(DicomBytes.file(DicomBytes.EXPLICIT), "1")
                .explicit(Tag.PHOTOMETRIC_INTERPRETATION, "CS", "MONOCHROME1 ");
        for (int colour = 0; colour < 3; colour++) {
            out.header(Tag.RED_PALETTE_COLOR_LOOKUP_TABLE_DESCRIPTOR + colour, "US", 6)
                    .u16(3)
                    .u16(0)
                    .u16(16);
            out.header(Tag.SEGMENTED_RED_PALETTE_COLOR_LOOKUP_TABLE_DATA + colour, "OW", 12)
                    .u16(0)
                    .u16(1)
                    .u16(0)
                    .u16(1)
                    .u16(2)
                    .u16(255);
        }
        return out.explicit(Tag.PIXEL_DATA, "OB", new byte[] {0, 1, 2, 3, 4, 5});
    }

    /** Writes a file anew, so that the places of its tags and numbers are known. */
    private static DicomBytes rebuilt(DicomFile file) {
        DicomBytes out = DicomBytes.file(file.syntaxUid());
        boolean implicit = file.syntaxUid().equals(DicomBytes.IMPLICIT);
        PixelData pixels = file.pixelData();
        for (Element element : file.dataSet()) {
            element(out, element, implicit);
        }
        if (pixels == null) {
            return out;
        }
        try (ByteSource source = file.open()) {
            if (!pixels.isEncapsulated()) {
                byte[] value = source.read(pixels.position(), (int) pixels.length());
                return implicit ? out.implicit(Tag.PIXEL_DATA, value) : out.explicit(Tag.PIXEL_DATA, "OB", value);
            }
            out.header(Tag.PIXEL_DATA, "OB", DicomBytes.UNDEFINED).item(4L * pixels.offsets().length);
            for (long offset : pixels.offsets()) {
                out.u32(offset);
            }
            for (int i = 0; i < pixels.fragments().length; i++) {
                byte[] fragment = source.read(pixels.fragments()[i], (int) pixels.lengths()[i]);
                out.item(fragment.length).raw(fragment);
            }
            return out.endSequence();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static void element(DicomBytes out, Element element, boolean implicit) {
        boolean sequence = element.vr() == Vr.SQ;
        long length = sequence ? DicomBytes.UNDEFINED : element.length();
        if (implicit) {
            out.tag(element.tag()).u32(length);
        } else {
            out.header(element.tag(), element.vr().name(), length);
        }
        if (!sequence) {
            out.raw(element.bytes());
            return;
        }
        for (DataSet item : element.items()) {
            out.item(DicomBytes.UNDEFINED);
            item.forEach(inner -> element(out, inner, implicit));
            out.endItem();
        }
        out.endSequence();
    }

    private static byte[] mutant(DicomBytes sample, Random random) {
        byte[] bytes = sample.bytes();
        List<Integer> tags = sample.tags();
        List<int[]> numbers = sample.numbers();
        int rounds = 1 + random.nextInt(3);
        for (int i = 0; i < rounds; i++) {
            int[] number = numbers.get(random.nextInt(numbers.size()));
            int tag = tags.get(random.nextInt(tags.size()));
            int other = tags.get(random.nextInt(tags.size()));
            switch (random.nextInt(11)) {
                case 0 -> bytes = Arrays.copyOf(bytes, random.nextInt(bytes.length + 1));
                case 1 -> bytes = Arrays.copyOf(bytes, bytes.length + 1 + random.nextInt(64));
                case 2, 3, 4 -> put(bytes, number, NUMBERS[random.nextInt(NUMBERS.length)]);
                case 5 -> put(bytes, number, get(bytes, number) + random.nextInt(9) - 4);
                case 6 -> putTag(bytes, tag, TAGS[random.nextInt(TAGS.length)]);
                case 7 -> putText(bytes, tag + 4, VRS[random.nextInt(VRS.length)]);
                case 8 -> bytes = spliced(bytes, tag, other, random);
                case 9 -> fill(bytes, random);
                default -> flip(bytes, random);
            }
        }
        return bytes;
    }

    private static long get(byte[] bytes, int[] number) {
        long value = 0;
        for (int i = number[1] - 1; i >= 0 && number[0] + i < bytes.length; i--) {
            value = value << 8 | bytes[number[0] + i] & 0xff;
        }
        return value;
    }

    private static void put(byte[] bytes, int[] number, long value) {
        for (int i = 0; i < number[1] && number[0] + i < bytes.length; i++) {
            bytes[number[0] + i] = (byte) (value >> 8 * i);
        }
    }

    private static void putTag(byte[] bytes, int at, int tag) {
        put(bytes, new int[] {at, 2}, tag >>> 16);
        put(bytes, new int[] {at + 2, 2}, tag & 0xffff);
    }

    private static void putText(byte[] bytes, int at, String text) {
        for (int i = 0; i < text.length() && at + i < bytes.length; i++) {
            bytes[at + i] = (byte) text.charAt(i);
        }
    }

    /** Repeats or leaves out what lies between two tags. */
    private static byte[] spliced(byte[] bytes, int one, int other, Random random) {
        int from = Math.min(Math.min(one, other), bytes.length);
        int to = Math.min(Math.max(one, other), bytes.length);
        byte[] head = Arrays.copyOf(bytes, random.nextBoolean() ? to : from);
        byte[] tail = Arrays.copyOfRange(bytes, head.length == to ? from : to, bytes.length);
        byte[] out = Arrays.copyOf(head, head.length + tail.length);
        System.arraycopy(tail, 0, out, head.length, tail.length);
        return out;
    }

    private static void fill(byte[] bytes, Random random) {
        int from = random.nextInt(bytes.length + 1);
        int to = Math.min(bytes.length, from + random.nextInt(32));
        Arrays.fill(bytes, from, to, (byte) (random.nextBoolean() ? 0 : 255));
    }

    private static void flip(byte[] bytes, Random random) {
        for (int n = random.nextInt(3); n >= 0 && bytes.length > 0; n--) {
            bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
        }
    }
}
