package org.delineate.serve.api;

import com.fasterxml.jackson.annotation.JsonRawValue;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.delineate.file.Json;
import org.delineate.serve.reading.LesionView;

/** Describes what answers hold as JSON Schema, from the records that are written as JSON. */
final class Schemas {
    private static final Map<String, Class<?>> NAMED = Map.of(
            "Image", ImageView.class,
            "Segmentation", SegmentationView.class,
            "Lesion", LesionView.class,
            "Reading", ReadingResource.View.class);

    private Schemas() {}

    /** Returns the schemas of all named answers. */
    static Map<String, Object> all() {
        Map<String, Object> all = new LinkedHashMap<>();
        NAMED.keySet().stream().sorted().forEach(name -> all.put(name, ofRecord(NAMED.get(name))));
        return all;
    }

    /** Returns the schema of an answer by its name, a list in brackets; null where it has none. */
    static Map<String, Object> answer(String name) {
        boolean isList = name.startsWith("[") && name.endsWith("]");
        String one = isList ? name.substring(1, name.length() - 1) : name;
        if (!NAMED.containsKey(one)) {
            return null;
        }
        Map<String, Object> reference = Json.object("$ref", "#/components/schemas/" + one);
        return isList ? Json.object("type", "array", "items", reference) : reference;
    }

    private static Map<String, Object> ofRecord(Class<?> type) {
        Map<String, Object> properties = new LinkedHashMap<>();
        for (RecordComponent component : type.getRecordComponents()) {
            boolean isRaw = component.getAccessor().isAnnotationPresent(JsonRawValue.class);
            properties.put(component.getName(), isRaw ? Json.object() : of(component.getGenericType()));
        }
        return Json.object("type", "object", "properties", properties);
    }

    private static Map<String, Object> of(Type type) {
        if (type instanceof ParameterizedType list) {
            return Json.object("type", "array", "items", of(list.getActualTypeArguments()[0]));
        }
        Class<?> kind = (Class<?>) type;
        if (kind.isArray()) {
            return Json.object("type", "array", "items", of(kind.getComponentType()));
        }
        if (kind.isEnum()) {
            List<String> names = new ArrayList<>();
            Arrays.stream(kind.getEnumConstants())
                    .forEach(constant -> names.add(constant.toString().toLowerCase(Locale.ROOT)));
            return Json.object("type", "string", "enum", names);
        }
        if (kind.isRecord()) {
            return ofRecord(kind);
        }
        return plain(kind);
    }

    /** Boxed numbers and texts may be null; what is unboxed is always there. */
    private static Map<String, Object> plain(Class<?> kind) {
        if (kind == int.class || kind == long.class) {
            return Json.object("type", "integer");
        }
        if (kind == double.class) {
            return Json.object("type", "number");
        }
        if (kind == boolean.class) {
            return Json.object("type", "boolean");
        }
        if (kind == Double.class) {
            return Json.object("type", List.of("number", "null"));
        }
        Map<String, Object> text = Json.object("type", List.of("string", "null"));
        if (kind == Instant.class) {
            text.put("format", "date-time");
        }
        return text;
    }
}
