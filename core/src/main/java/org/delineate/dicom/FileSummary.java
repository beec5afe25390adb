package org.delineate.dicom;

import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.delineate.file.BadFileException;
import org.delineate.file.Hash;
import org.delineate.file.Printable;

/**
 * Says what a file is: its coding, its pixels with their SHA-256, and its attributes, by default only those that say
 * nothing about a person, a place or a time.
 */
public final class FileSummary {
    /** Attributes besides those of group 0028 that are shown without being asked for. */
    private static final Set<Integer> PLAIN = Set.of(
            Tag.IMAGE_TYPE,
            Tag.SOP_CLASS_UID,
            Tag.MODALITY,
            Tag.CONVERSION_TYPE,
            Tag.PRESENTATION_INTENT_TYPE,
            Tag.MANUFACTURER,
            Tag.MANUFACTURER_MODEL_NAME,
            Tag.BODY_PART_EXAMINED,
            Tag.TRANSDUCER_TYPE,
            Tag.FRAME_TIME,
            Tag.CINE_RATE,
            Tag.RECOMMENDED_DISPLAY_FRAME_RATE,
            Tag.SLICE_THICKNESS,
            Tag.IMAGER_PIXEL_SPACING,
            Tag.NOMINAL_SCANNED_PIXEL_SPACING,
            Tag.VIEW_POSITION,
            Tag.LATERALITY,
            Tag.IMAGE_LATERALITY,
            Tag.SEGMENTATION_TYPE,
            Tag.SEQUENCE_OF_ULTRASOUND_REGIONS,
            Tag.MIME_TYPE_OF_ENCAPSULATED_DOCUMENT,
            Tag.COMPLETION_FLAG,
            Tag.VERIFICATION_FLAG);

    private static final Set<Vr> CODED = Set.of(Vr.CS, Vr.US, Vr.SS, Vr.IS, Vr.DS, Vr.FD, Vr.FL, Vr.AT, Vr.UL, Vr.SL);
    private static final int IMAGE_GROUP = 0x0028;

    private final Map<String, Object> document;
    private final Map<String, Object> attributes;

    private FileSummary(Map<String, Object> document, Map<String, Object> attributes) {
        this.document = document;
        this.attributes = attributes;
    }

    /**
     * Reads all frames, or the given one alone.
     *
     * @param frame 1 for the first; empty for all
     * @param identifying whether attributes that may identify a person are shown too
     * @throws BadFileException where there are pixels and they cannot be read
     */
    public static FileSummary of(DicomFile file, Optional<Integer> frame, boolean identifying) {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("syntax", file.syntaxUid());
        if (file.hasPixels() || frame.isPresent()) {
            putPixels(document, file, frame);
        }
        Map<String, Object> attributes = attributes(file.dataSet(), identifying);
        document.put("attributes", attributes);
        document.put("remarks", file.remarks());
        return new FileSummary(document, attributes);
    }

    private static void putPixels(Map<String, Object> document, DicomFile file, Optional<Integer> frame) {
        try (FrameReader reader = FrameReader.open(file)) {
            PixelFormat format = reader.format();
            document.put("photometric", format.photometric());
            document.put("rows", format.rows());
            document.put("columns", format.columns());
            document.put("frames", format.frames());
            List<Integer> shape = format.shape();
            document.put("shape", frame.isPresent() && format.frames() > 1 ? shape.subList(1, shape.size()) : shape);
            document.put("dtype", dtype(format, file.isBigEndian()));
            MessageDigest digest = Hash.sha256();
            int first = frame.map(n -> n - 1).orElse(0);
            int last = frame.map(n -> n - 1).orElse(format.frames() - 1);
            for (int i = first; i <= last; i++) {
                digest.update(reader.frame(i).bytes());
            }
            document.put("sha256", Hash.hex(digest));
        }
    }

    /** Names the type of a sample as NumPy does; ">" where the file has the most significant byte first. */
    private static String dtype(PixelFormat format, boolean bigEndian) {
        String sign = format.signed() ? "int" : "uint";
        return bigEndian && format.width() > 1 ? ">" + sign.charAt(0) + format.width() : sign + 8 * format.width();
    }

    private static Map<String, Object> attributes(DataSet set, boolean identifying) {
        Map<String, Object> attributes = new LinkedHashMap<>();
        for (Element element : set) {
            boolean shown = PLAIN.contains(element.tag())
                    || Tag.group(element.tag()) == IMAGE_GROUP && CODED.contains(element.vr());
            if (identifying || shown) {
                String keyword = DataDictionary.keyword(element.tag());
                attributes.put(keyword.isEmpty() ? Tag.text(element.tag()) : keyword, value(element));
            }
        }
        return attributes;
    }

    private static Object value(Element element) {
        if (element.vr() == Vr.SQ) {
            List<Object> items = new ArrayList<>();
            element.items().forEach(item -> items.add(attributes(item, true)));
            return items;
        }
        if (element.vr().kind() == Vr.Kind.BYTES) {
            return element.length() + " bytes";
        }
        List<String> texts =
                element.vr() == Vr.UI ? element.texts().stream().map(Uid::name).toList() : element.texts();
        return texts.size() == 1 ? texts.get(0) : texts;
    }

    /** Returns the document that {@code --json} prints. */
    public Map<String, Object> document() {
        return document;
    }

    /** Returns the summary for people, one line for each attribute. */
    public String text() {
        StringBuilder text = new StringBuilder();
        document.forEach((name, value) -> {
            if (value != attributes && !name.equals("remarks")) {
                line(text, "", name, name.equals("syntax") ? Uid.name((String) value) : String.valueOf(value));
            }
        });
        lines(text, "", attributes);
        return text.toString().stripTrailing();
    }

    private static void lines(StringBuilder text, String indent, Map<?, ?> attributes) {
        attributes.forEach((name, value) -> {
            if (value instanceof List<?> items && items.stream().anyMatch(Map.class::isInstance)) {
                for (Object item : items) {
                    line(text, indent, String.valueOf(name), "");
                    lines(text, indent + "  ", (Map<?, ?>) item);
                }
            } else {
                line(text, indent, String.valueOf(name), String.valueOf(value));
            }
        });
    }

    private static void line(StringBuilder text, String indent, String name, String value) {
        text.append(String.format(Locale.ROOT, "%-40s  %s%n", indent + name, Printable.plain(value)));
    }
}
