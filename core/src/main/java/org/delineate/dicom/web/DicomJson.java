package org.delineate.dicom.web;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.delineate.dicom.DataDictionary;
import org.delineate.dicom.DataSet;
import org.delineate.dicom.DataSetBuilder;
import org.delineate.dicom.Vr;
import org.delineate.file.BadFileException;
import org.delineate.file.Json;

/**
 * Reads data sets in DICOM's JSON (PS3.18, F.2). Values that lie elsewhere (BulkDataURI) are left out: nothing that a
 * server names is fetched.
 */
final class DicomJson {
    private static final List<String> GROUPS = List.of("Alphabetic", "Ideographic", "Phonetic");

    private DicomJson() {}

    /**
     * Reads an array of data sets, or one.
     *
     * @param origin what errors name
     * @throws BadFileException where the text is something else
     */
    static List<DataSet> parse(String text, Path origin) {
        JsonNode tree = Json.parse(text, JsonNode.class, origin);
        try {
            List<DataSet> sets = new ArrayList<>();
            for (JsonNode node : tree.isArray() ? tree : List.of(tree)) {
                sets.add(dataSet(node));
            }
            return sets;
        } catch (IllegalArgumentException e) {
            throw new BadFileException(origin, "no DICOM JSON: " + e.getMessage(), "ask who runs the server", e);
        }
    }

    /** The depth is limited where the text is parsed. */
    private static DataSet dataSet(JsonNode node) {
        require(node.isObject(), "a data set is an object");
        DataSetBuilder out = DataSet.builder();
        for (Map.Entry<String, JsonNode> entry : node.properties()) {
            require(entry.getKey().matches("[0-9A-Fa-f]{8}"), "a tag has eight hexadecimal digits");
            int tag = Integer.parseUnsignedInt(entry.getKey(), 16);
            if (DataDictionary.isKnown(tag)) { // nothing here asks for others, and of some the builder needs the VR
                element(out, tag, entry.getValue());
            }
        }
        return out.build();
    }

    private static void element(DataSetBuilder out, int tag, JsonNode node) {
        require(node.path("vr").isTextual(), "an element has a VR");
        Vr vr = Vr.valueOf(node.get("vr").textValue().toUpperCase(Locale.ROOT));
        JsonNode value = node.path("Value");
        require(value.isMissingNode() || value.isArray(), "values are an array");
        if (vr == Vr.SQ) {
            require(DataDictionary.vr(tag) == Vr.SQ, "a value that should be a sequence is one");
            List<DataSet> items = new ArrayList<>();
            for (JsonNode item : value) {
                items.add(item.isNull() ? DataSet.builder().build() : dataSet(item));
            }
            out.sequence(tag, items);
        } else if (node.path("InlineBinary").isTextual()) {
            out.bytes(
                    tag, vr, Base64.getDecoder().decode(node.get("InlineBinary").textValue()));
        } else if (!value.isEmpty()) {
            values(out, tag, vr, value);
        } else {
            out.empty(tag);
        }
    }

    private static void values(DataSetBuilder out, int tag, Vr vr, JsonNode value) {
        switch (vr) {
            case FD, FL -> {
                double[] numbers = new double[value.size()];
                for (int i = 0; i < numbers.length; i++) {
                    numbers[i] = Double.parseDouble(text(value.get(i)));
                }
                out.number(tag, numbers);
            }
            case SL, SS, SV, UL, US, UV -> {
                int[] numbers = new int[value.size()];
                for (int i = 0; i < numbers.length; i++) {
                    numbers[i] = Integer.parseInt(text(value.get(i)));
                }
                out.integer(tag, vr, numbers);
            }
            case AT -> {
                int[] tags = new int[value.size()];
                for (int i = 0; i < tags.length; i++) {
                    tags[i] = Integer.parseUnsignedInt(text(value.get(i)), 16);
                }
                out.integer(tag, vr, tags);
            }
            case OB, OD, OF, OL, OV, OW, UN -> throw new IllegalArgumentException("bytes are no values");
            default -> {
                String[] texts = new String[value.size()];
                for (int i = 0; i < texts.length; i++) {
                    texts[i] = vr == Vr.PN ? name(value.get(i)) : text(value.get(i));
                }
                out.text(tag, vr, texts);
            }
        }
    }

    private static String name(JsonNode node) {
        if (!node.isObject()) {
            return text(node);
        }
        StringBuilder name = new StringBuilder();
        for (String group : GROUPS) {
            name.append(text(node.path(group))).append('=');
        }
        return name.toString().replaceAll("=+$", "");
    }

    private static String text(JsonNode node) {
        require(node.isValueNode() || node.isMissingNode(), "a value is a text or a number");
        return node.isNull() || node.isMissingNode() ? "" : node.asText();
    }

    private static void require(boolean holds, String rule) {
        if (!holds) {
            throw new IllegalArgumentException(rule);
        }
    }
}
