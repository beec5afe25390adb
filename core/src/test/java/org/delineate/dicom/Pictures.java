package org.delineate.dicom;

/** Makes small data sets with pixels. */
public final class Pictures {
    private Pictures() {}

    /** The attributes of a grey picture of 8 bits. */
    public static DataSetBuilder grey(int rows, int columns) {
        return DataSet.builder()
                .text(Tag.SOP_CLASS_UID, Uid.ULTRASOUND)
                .text(Tag.SOP_INSTANCE_UID, "1.2.3")
                .integer(Tag.SAMPLES_PER_PIXEL, 1)
                .text(Tag.PHOTOMETRIC_INTERPRETATION, "MONOCHROME2")
                .integer(Tag.ROWS, rows)
                .integer(Tag.COLUMNS, columns)
                .integer(Tag.BITS_ALLOCATED, 8)
                .integer(Tag.BITS_STORED, 8)
                .integer(Tag.HIGH_BIT, 7)
                .integer(Tag.PIXEL_REPRESENTATION, 0);
    }

    /** The same with 16 bits allocated. */
    static DataSetBuilder grey16(int rows, int columns, int stored, boolean signed) {
        return grey(rows, columns)
                .integer(Tag.BITS_ALLOCATED, 16)
                .integer(Tag.BITS_STORED, stored)
                .integer(Tag.HIGH_BIT, stored - 1)
                .integer(Tag.PIXEL_REPRESENTATION, signed ? 1 : 0);
    }

    static DataSetBuilder colour(int rows, int columns, String photometric, int planar) {
        return grey(rows, columns)
                .integer(Tag.SAMPLES_PER_PIXEL, 3)
                .text(Tag.PHOTOMETRIC_INTERPRETATION, photometric)
                .integer(Tag.PLANAR_CONFIGURATION, planar);
    }

    static byte[] bytes(int... values) {
        byte[] bytes = new byte[values.length];
        for (int i = 0; i < values.length; i++) {
            bytes[i] = (byte) values[i];
        }
        return bytes;
    }

    static byte[] words(int... values) {
        byte[] bytes = new byte[2 * values.length];
        for (int i = 0; i < values.length; i++) {
            bytes[2 * i] = (byte) values[i];
            bytes[2 * i + 1] = (byte) (values[i] >> 8);
        }
        return bytes;
    }

    /** Writes and reads the picture. */
    static DicomFile file(DataSetBuilder set, byte[] pixels) {
        boolean words = set.build().requireInteger(Tag.BITS_ALLOCATED) > 8;
        return DicomBytes.read(DicomWriter.encode(
                set.bytes(Tag.PIXEL_DATA, words ? Vr.OW : Vr.OB, pixels).build()));
    }

    /** Reads the picture with encapsulated pixel data: the offset table and the fragments as they are given. */
    static DicomFile encapsulated(DataSetBuilder set, TransferSyntax syntax, int[] offsets, byte[]... fragments) {
        DicomBytes out = DicomBytes.bare()
                .raw(DicomWriter.encode(set.build(), syntax.uid()))
                .header(Tag.PIXEL_DATA, "OB", DicomBytes.UNDEFINED)
                .item(4L * offsets.length);
        for (int offset : offsets) {
            out.u32(offset & 0xffffffffL);
        }
        for (byte[] fragment : fragments) {
            out.item(fragment.length).raw(fragment);
        }
        return DicomBytes.read(out.endSequence().bytes());
    }

    /** One frame in run-length coding, a literal run for each byte of each plane. */
    static byte[] rle(int... planeOfEach) {
        DicomBytes out = DicomBytes.bare().u32(1).u32(64);
        for (int i = 2; i < 16; i++) {
            out.u32(0);
        }
        out.raw(planeOfEach.length - 1).raw(bytes(planeOfEach));
        return out.bytes();
    }
}
