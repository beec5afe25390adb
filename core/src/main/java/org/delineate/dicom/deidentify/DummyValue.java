package org.delineate.dicom.deidentify;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.delineate.dicom.DataSet;
import org.delineate.dicom.DataSetBuilder;
import org.delineate.dicom.Element;
import org.delineate.dicom.Vr;

/** Makes values that stand in place of others. */
final class DummyValue {
    private static final String TEXT = "REMOVED";

    private DummyValue() {}

    /** Returns an element of the same kind that says nothing; numbers are as many as there were. */
    static Element of(Element element) {
        int tag = element.tag();
        Vr vr = element.vr();
        DataSetBuilder out = DataSet.builder();
        switch (vr) {
            case AS -> out.text(tag, vr, "000Y");
            case DA -> out.text(tag, vr, "19000101");
            case DT -> out.text(tag, vr, "19000101000000");
            case TM -> out.text(tag, vr, "000000");
            case UR -> out.text(tag, vr, "urn:removed");
            case DS, IS -> out.text(tag, vr, repeated("1", element.texts().size()));
            case UI -> out.text(tag, vr, "2.25.0");
            case AT, FD, FL -> out.put(Element.of(tag, vr, new byte[element.length()]));
            case SL, SS, SV, UL, US, UV -> {
                int[] ones = new int[element.texts().size()]; // numbers of frames and channels begin with 1
                Arrays.fill(ones, 1);
                out.integer(tag, vr, ones);
            }
            case OB, OD, OF, OL, OV, OW, UN -> out.put(Element.of(tag, vr, new byte[Math.max(2, vr.unit())]));
            case SQ -> throw new IllegalArgumentException("a sequence has items, and no value");
            default -> out.text(tag, vr, TEXT);
        }
        return out.build().element(tag).orElseThrow();
    }

    private static String[] repeated(String text, int times) {
        return Collections.nCopies(times, text).toArray(String[]::new);
    }

    /** Returns the element without a value. */
    static Element empty(Element element) {
        return element.vr() == Vr.SQ
                ? Element.sequence(element.tag(), List.of())
                : Element.of(element.tag(), element.vr(), new byte[0]);
    }

    /** Returns a date, or a date and time, moved back by days; nothing where one of its values is no whole date. */
    static Optional<Element> earlier(Element element, int days) {
        List<String> moved = new ArrayList<>();
        for (String text : element.texts()) {
            String date = element.vr() == Vr.DA ? text.replace(".", "") : text;
            if (date.length() < 8) {
                return Optional.empty();
            }
            try {
                LocalDate day = LocalDate.parse(date.substring(0, 8), DateTimeFormatter.BASIC_ISO_DATE);
                moved.add(day.minusDays(days).format(DateTimeFormatter.BASIC_ISO_DATE) + date.substring(8));
            } catch (DateTimeException e) {
                return Optional.empty();
            }
        }
        return DataSet.builder()
                .text(element.tag(), element.vr(), moved.toArray(String[]::new))
                .build()
                .element(element.tag());
    }
}
