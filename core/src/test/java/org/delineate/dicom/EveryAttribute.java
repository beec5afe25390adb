package org.delineate.dicom;

import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;

/** Holds one file with every attribute of the table, and the values that it has. */
final class EveryAttribute {
    static final byte[] PIXELS = text("pixels, which stay");

    final TreeMap<Integer, byte[]> originals = new TreeMap<>(Integer::compareUnsigned);
    final DataSetBuilder set = DataSet.builder();
    private final Random random = new Random(5);

    EveryAttribute() {
        for (String[] row : DataDictionary.rows("deidentify/confidentiality.tsv")) {
            int tag =
                    (int) Long.parseLong(row[0].replace("50xxxxxx", "50020010").replace("60xx", "6004"), 16);
            if (Tag.group(tag) > 2) { // commands are no part of a file, and the meta information is made anew
                add(tag, vr(tag, row[2]), row[1]);
            }
        }
        add(0x0009_0010, Vr.LO, "X"); // private creator
        add(0x0009_1001, Vr.LO, "X");
        add(0x0012_9999, Vr.LO, "X"); // no dictionary has it
        set.text(Tag.SOP_CLASS_UID, Uid.ULTRASOUND)
                .text(Tag.MODALITY, "US")
                .text(Tag.BODY_PART_EXAMINED, "BREAST")
                .sequence(
                        Tag.ANATOMIC_REGION_SEQUENCE,
                        DataSet.builder()
                                .text(Tag.CODE_MEANING, "Breast")
                                .text(Tag.PATIENT_NAME, "NAMEINKEPTSEQUENCE")
                                .put(Element.of(0x0009_1002, Vr.LO, text("PRIVATEINSEQUENCE"), CharacterSets.UTF_8))
                                .build())
                .bytes(Tag.PIXEL_DATA, Vr.OB, PIXELS);
        originals.put(Tag.ANATOMIC_REGION_SEQUENCE, text("NAMEINKEPTSEQUENCE"));
        originals.put(Tag.ANATOMIC_REGION_MODIFIER_SEQUENCE, text("PRIVATEINSEQUENCE"));
    }

    private static Vr vr(int tag, String keyword) {
        Vr known = DataDictionary.vr(tag);
        if (DataDictionary.isKnown(tag)) {
            return known;
        }
        return keyword.endsWith("UID")
                ? Vr.UI
                : keyword.endsWith("Sequence") ? Vr.SQ : keyword.endsWith("DateTime") ? Vr.DT : Vr.LO;
    }

    private void add(int tag, Vr vr, String action) {
        String hex = String.format("%08X", tag);
        if (vr == Vr.SQ) {
            DataSetBuilder item = DataSet.builder()
                    .text(Tag.REFERENCED_SOP_CLASS_UID, Uid.ULTRASOUND)
                    .text(Tag.REFERENCED_SOP_INSTANCE_UID, "1.5." + Integer.toUnsignedString(tag))
                    .text(Tag.PATIENT_ID, "I" + hex);
            if (!action.equals("X/Z/U*")) { // this is entered as other sequences are
                item.text(Tag.CODE_MEANING, "Q" + hex).text(Tag.TEXT_VALUE, "Q" + hex);
            }
            set.put(Element.sequence(tag, List.of(item.build())));
            originals.put(tag, text(action.equals("X/Z/U*") ? "I" + hex : "Q" + hex));
            return;
        }
        byte[] value = value(tag, vr, hex);
        originals.put(tag, value);
        set.put(Element.of(tag, vr, value, CharacterSets.UTF_8));
    }

    private byte[] value(int tag, Vr vr, String hex) {
        int n = originals.size();
        String day = LocalDate.of(1931, 2, 3).plusDays(37L * n).format(DateTimeFormatter.BASIC_ISO_DATE);
        return switch (vr) {
            case AS -> text(String.format("%03dW", 100 + n % 800));
            case DA -> text(day);
            case DT -> text(day + "111213.25");
            case TM -> text(String.format("%02d%02d%02d.%04d", n % 24, n % 60, n % 59, n));
            case DS, IS -> text("7" + (100000 + n));
            case UI -> text("1.4." + Integer.toUnsignedString(tag));
            case UR -> text("http://q/" + hex);
            case FL, OF, OL, SL, UL -> bytes(4);
            case SS, US -> bytes(2);
            case FD, OD, OB, OV, OW, SV, UN, UV -> bytes(16);
            default -> text("Q" + hex + "Z");
        };
    }

    private byte[] bytes(int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }

    private static byte[] text(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
