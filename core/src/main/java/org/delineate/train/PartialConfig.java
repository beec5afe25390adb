package org.delineate.train;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.delineate.file.BadFileException;
import org.delineate.file.Json;
import org.delineate.sample.Augment;
import org.delineate.zoo.Zoo;

/**
 * Holds some values of a {@link TrainConfig}, from a file or a command line; those that are missing have their
 * defaults.
 */
public final class PartialConfig {
    private final ObjectNode values;
    private final ObjectNode typed;
    private final Path file;

    /**
     * @param typed those of the values that come from no file
     * @param file where the others come from; null where there is none
     */
    private PartialConfig(ObjectNode values, ObjectNode typed, Path file) {
        this.values = values;
        this.typed = typed;
        this.file = file;
    }

    public static PartialConfig empty() {
        return new PartialConfig(object(), object(), null);
    }

    /**
     * Reads some values or a whole configuration, such as a run's config.json.
     *
     * @throws BadFileException for an unknown name
     */
    public static PartialConfig read(Path json) {
        return of(Json.tree(json), json);
    }

    /**
     * Takes values of an object.
     *
     * @param file that they come from, which errors name
     * @throws BadFileException for an unknown name, or where it is no object
     */
    public static PartialConfig of(JsonNode json, Path file) {
        if (!(json instanceof ObjectNode values)) {
            throw new BadFileException(file, "no JSON object", "give values by name: {\"epochs\": 50}");
        }
        try {
            values.fieldNames().forEachRemaining(TrainOption::named);
        } catch (IllegalArgumentException e) {
            throw new BadFileException(file, e.getMessage(), "correct the name", e);
        }
        return new PartialConfig(values, object(), file);
    }

    /**
     * Replaces values, or adds them.
     *
     * @param texts by name; of the augmentation the name of a preset, of files their paths or "none"
     * @throws IllegalArgumentException for an unknown name, or text where a number is needed
     */
    public PartialConfig with(Map<String, String> texts) {
        ObjectNode all = values.deepCopy();
        ObjectNode alone = typed.deepCopy();
        texts.forEach((name, text) -> {
            Class<?> type = TrainOption.named(name).type();
            JsonNode value = type.isPrimitive()
                    ? number(name, text, type != double.class)
                    : type == List.class ? list(text) : JsonNodeFactory.instance.textNode(text);
            if (namesSameFiles(all.path(name), value)) {
                return; // a file that is named again keeps its hash
            }
            all.set(name, value);
            alone.set(name, value);
        });
        return new PartialConfig(all, alone, file);
    }

    /**
     * Adds the defaults of its network, or of the usual network where none is named.
     *
     * @throws IllegalArgumentException where a value breaks a rule
     * @throws BadFileException where it is a value of the file
     */
    public TrainConfig complete() {
        try {
            return complete(values);
        } catch (IllegalArgumentException e) {
            if (file == null || isTypedWrong()) {
                throw e;
            }
            throw new BadFileException(file, e.getMessage(), "correct the value", e);
        }
    }

    /**
     * Replaces values of a whole configuration by these; a file that is named again keeps its hash.
     *
     * @throws IllegalArgumentException where a value breaks a rule
     */
    public TrainConfig over(TrainConfig whole) {
        ObjectNode all = (ObjectNode) Json.treeOf(whole);
        values.properties().forEach(value -> {
            if (!namesSameFiles(all.path(value.getKey()), value.getValue())) {
                all.set(value.getKey(), value.getValue());
            }
        });
        return Json.convert(all, TrainConfig.class);
    }

    private static boolean namesSameFiles(JsonNode former, JsonNode given) {
        List<String> files = files(former);
        return !files.isEmpty() && files.equals(files(given));
    }

    /** Lists the files of a value: a text, an object with its hash, or several of them. */
    private static List<String> files(JsonNode value) {
        List<String> files = new ArrayList<>();
        (value.isArray() ? value : List.of(value)).forEach(one -> {
            String file = one.isTextual() ? one.asText() : one.path("file").asText();
            if (!file.isEmpty()) {
                files.add(file);
            }
        });
        return files;
    }

    private boolean isTypedWrong() {
        ObjectNode alone = object().put("network", Zoo.UNET.id());
        try {
            complete(alone.setAll(typed));
            return false;
        } catch (IllegalArgumentException e) {
            return true;
        }
    }

    private static TrainConfig complete(ObjectNode values) {
        String network = values.hasNonNull("network") ? values.get("network").asText() : Recipe.NETWORK.id();
        ObjectNode all = (ObjectNode) Json.treeOf(Recipe.of(network));
        if (values.has("initFrom") || values.has("pretrained")) { // in place of the encoder that the recipe starts from
            all.setAll((ObjectNode) Json.treeOf(TrainConfig.Start.RANDOM));
        } else if (values.has("freeze")) { // what does not learn has no rate
            all.put("encoderRate", 1);
        }
        all.setAll(values);
        return Json.convert(all, TrainConfig.class);
    }

    /** Gives the defaults by name, as they would be typed; the network has none. */
    public static Map<String, String> defaults() {
        TrainConfig config = Recipe.of(Zoo.UNET.id());
        JsonNode json = Json.treeOf(config);
        Map<String, String> defaults = new LinkedHashMap<>();
        for (TrainOption option : TrainOption.all()) {
            String text = json.get(option.name()).asText().toLowerCase(Locale.ROOT);
            defaults.put(option.name(), option.isFile() ? HashedFile.NONE : text);
        }
        defaults.put("augment", Augment.presetOf(config.input().augment()));
        defaults.remove("network");
        return defaults;
    }

    private static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }

    private static ArrayNode list(String text) {
        ArrayNode files = JsonNodeFactory.instance.arrayNode();
        if (!text.equals(HashedFile.NONE)) {
            Arrays.stream(text.split(",", -1)).map(String::strip).forEach(files::add);
        }
        return files;
    }

    private static JsonNode number(String name, String text, boolean whole) {
        try {
            return whole
                    ? JsonNodeFactory.instance.numberNode(Long.parseLong(text))
                    : JsonNodeFactory.instance.numberNode(Double.parseDouble(text));
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(
                    name + " is a " + (whole ? "whole " : "") + "number, not \"" + text + "\"", e);
        }
    }
}
