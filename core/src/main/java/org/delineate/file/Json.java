package org.delineate.file;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.exc.InvalidFormatException;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.databind.exc.ValueInstantiationException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;

/** Reads and writes JSON: records by their component names; unknown and duplicate names are errors. */
public final class Json {
    private static final JsonMapper MAPPER = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
            .enable(MapperFeature.ACCEPT_CASE_INSENSITIVE_ENUMS)
            .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
            .disable(SerializationFeature.FAIL_ON_EMPTY_BEANS)
            .addModule(new SimpleModule().setDeserializerModifier(new GroupedRecords()))
            .build();

    static {
        MAPPER.getFactory()
                .setStreamReadConstraints(StreamReadConstraints.builder()
                        .maxNestingDepth(Limits.DEFAULT.texts().jsonDepth())
                        .maxStringLength(Limits.DEFAULT.texts().jsonBytes())
                        .maxTokenCount(Limits.DEFAULT.texts().jsonTokens())
                        .build());
    }

    private Json() {}

    /**
     * Reads a file.
     *
     * @throws BadFileException where the text is no such document; the message says where and why
     */
    public static <T> T read(Path file, Class<T> type) {
        return parse(text(file), type, file);
    }

    /**
     * Reads a text.
     *
     * @param origin file that errors name
     * @throws BadFileException as {@link #read}
     */
    public static <T> T parse(String text, Class<T> type, Path origin) {
        try {
            T value = MAPPER.readValue(text, type);
            if (value == null) {
                throw new BadFileException(origin, "no " + type.getSimpleName() + " but null", "correct the file");
            }
            return value;
        } catch (JsonProcessingException e) {
            if (isOwnRule(e)) {
                throw new BadFileException(origin, reason(e), "correct the file", e);
            }
            String at = e.getLocation() == null
                    ? ""
                    : " at line " + e.getLocation().getLineNr() + ", column "
                            + e.getLocation().getColumnNr();
            throw new BadFileException(
                    origin, "no valid " + type.getSimpleName() + at + ": " + reason(e), "correct the file", e);
        }
    }

    /** Reads a file of any structure. */
    public static JsonNode tree(Path file) {
        return parse(text(file), JsonNode.class, file);
    }

    /**
     * Converts a tree to a record.
     *
     * @throws IllegalArgumentException where the tree is no such document; the message says why
     */
    public static <T> T convert(JsonNode tree, Class<T> type) {
        try {
            return MAPPER.treeToValue(tree, type);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(reason(e), e);
        }
    }

    /** Returns the document that {@link #line} writes, as a tree. */
    public static JsonNode treeOf(Object value) {
        return MAPPER.valueToTree(value);
    }

    /** Makes a document of names and values in turn; it keeps their order. */
    public static Map<String, Object> object(Object... namesAndValues) {
        Map<String, Object> object = new LinkedHashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            object.put((String) namesAndValues[i], namesAndValues[i + 1]);
        }
        return object;
    }

    /** Writes the value in one line, without a line break at its end. */
    public static String line(Object value) {
        try {
            return MAPPER.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("not writable as JSON: " + value.getClass(), e);
        }
    }

    /** Writes the value indented, for people. */
    public static String pretty(Object value) {
        try {
            return MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(value) + "\n";
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("not writable as JSON: " + value.getClass(), e);
        }
    }

    private static String reason(JsonProcessingException e) {
        if (isOwnRule(e)) {
            return e.getCause().getMessage();
        }
        if (e instanceof UnrecognizedPropertyException unknown) {
            return "unknown name " + Printable.quoted(unknown.getPropertyName()) + "; known are "
                    + new TreeSet<>(unknown.getKnownPropertyIds());
        }
        return e instanceof InvalidFormatException bad && bad.getTargetType().isEnum()
                ? "unknown " + bad.getTargetType().getSimpleName().toLowerCase(Locale.ROOT) + " "
                        + Printable.quoted(String.valueOf(bad.getValue()))
                        + "; known are "
                        + Arrays.toString(bad.getTargetType().getEnumConstants())
                                .toLowerCase(Locale.ROOT)
                : e.getOriginalMessage();
    }

    /** Returns whether a record refused its components: its own message is enough then. */
    private static boolean isOwnRule(JsonProcessingException e) {
        return e instanceof ValueInstantiationException && e.getCause() instanceof IllegalArgumentException;
    }

    private static String text(Path file) {
        return TextFile.read(file, Limits.DEFAULT.texts().jsonBytes());
    }
}
