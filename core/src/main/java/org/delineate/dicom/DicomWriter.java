package org.delineate.dicom;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.delineate.file.AtomicFile;

/**
 * Writes Part 10 files in Explicit VR Little Endian, texts in UTF-8, sequences with their length, the preamble zero
 * (PS3.10, 7).
 */
public final class DicomWriter {
    /** Is stated as the manufacturer by objects that this program makes. */
    public static final String MANUFACTURER = "Delineate";

    private static final int PREAMBLE = 128;
    private static final int LONGEST_SHORT = 0xfffe;

    private DicomWriter() {}

    /**
     * Writes the file completely or not at all.
     *
     * @throws IllegalArgumentException where the data set lacks its SOP class or instance
     */
    public static void write(Path file, DataSet dataSet) {
        AtomicFile.write(file, encode(dataSet));
    }

    /** Returns the bytes that {@link #write} writes. */
    public static byte[] encode(DataSet dataSet) {
        return encode(dataSet, TransferSyntax.EXPLICIT_LITTLE_ENDIAN.uid());
    }

    /** Returns preamble, meta information and data set in Explicit VR Little Endian, whatever syntax is stated. */
    static byte[] encode(DataSet dataSet, String syntaxUid) {
        byte[] meta = elements(meta(dataSet, syntaxUid));
        byte[] body = elements(dataSet.toBuilder()
                .removeIf(tag -> Tag.group(tag) <= 2 || Tag.isGroupLength(tag))
                .text(Tag.SPECIFIC_CHARACTER_SET, "ISO_IR 192")
                .build());
        ByteBuffer out = ByteBuffer.allocate(Math.addExact(PREAMBLE + 4 + 12 + meta.length, body.length))
                .order(ByteOrder.LITTLE_ENDIAN);
        out.position(PREAMBLE);
        out.put("DICM".getBytes(StandardCharsets.US_ASCII));
        out.putShort((short) 2).putShort((short) 0).put((byte) 'U').put((byte) 'L');
        out.putShort((short) 4).putInt(meta.length);
        return out.put(meta).put(body).array();
    }

    private static DataSet meta(DataSet dataSet, String syntaxUid) {
        return DataSet.builder()
                .bytes(Tag.FILE_META_INFORMATION_VERSION, Vr.OB, new byte[] {0, 1})
                .text(Tag.MEDIA_STORAGE_SOP_CLASS_UID, required(dataSet, Tag.SOP_CLASS_UID))
                .text(Tag.MEDIA_STORAGE_SOP_INSTANCE_UID, required(dataSet, Tag.SOP_INSTANCE_UID))
                .text(Tag.TRANSFER_SYNTAX_UID, syntaxUid)
                .text(Tag.IMPLEMENTATION_CLASS_UID, Uid.IMPLEMENTATION)
                .text(Tag.IMPLEMENTATION_VERSION_NAME, Uid.IMPLEMENTATION_NAME)
                .build();
    }

    private static String required(DataSet dataSet, int tag) {
        return dataSet.text(tag)
                .orElseThrow(() -> new IllegalArgumentException("a file to write lacks " + Tag.named(tag)));
    }

    private static byte[] elements(DataSet dataSet) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (Element element : dataSet) {
            element(element, out);
        }
        return out.toByteArray();
    }

    private static void element(Element element, ByteArrayOutputStream out) {
        byte[] value = element.vr() == Vr.SQ ? items(element) : element.inUtf8().bytes();
        int length = value.length + (value.length & 1);
        // a value that is too long for its VR is written as UN (PS3.5, 6.2.2)
        Vr vr = length > LONGEST_SHORT && !element.vr().hasLongLength() ? Vr.UN : element.vr();
        ByteBuffer header = ByteBuffer.allocate(vr.hasLongLength() ? 12 : 8).order(ByteOrder.LITTLE_ENDIAN);
        putTag(header, element.tag());
        header.put(vr.name().getBytes(StandardCharsets.US_ASCII));
        if (vr.hasLongLength()) {
            header.putShort((short) 0).putInt(length);
        } else {
            header.putShort((short) length);
        }
        out.writeBytes(header.array());
        out.writeBytes(value);
        if (length > value.length) {
            out.write(element.vr().isText() && vr != Vr.UI ? ' ' : 0);
        }
    }

    private static byte[] items(Element sequence) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (DataSet item : sequence.items()) {
            byte[] content = elements(item.toBuilder()
                    .removeIf(tag -> Tag.isGroupLength(tag) || tag == Tag.SPECIFIC_CHARACTER_SET)
                    .build());
            ByteBuffer header = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN);
            putTag(header, Tag.ITEM);
            header.putInt(content.length);
            out.writeBytes(header.array());
            out.writeBytes(content);
        }
        return out.toByteArray();
    }

    private static void putTag(ByteBuffer out, int tag) {
        out.putShort((short) (tag >>> 16)).putShort((short) tag);
    }
}
