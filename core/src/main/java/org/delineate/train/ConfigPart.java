package org.delineate.train;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.lang.reflect.RecordComponent;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.delineate.file.BadFileException;
import org.delineate.file.Json;
import org.delineate.sample.Augment;
import org.delineate.zoo.Zoo;

/** Some components of a {@link TrainConfig} by their names, from a file or a command line; what is missing has its default. */
public final class ConfigPart {
    private final ObjectNode components;

    private ConfigPart(ObjectNode components) {
        this.components = components;
    }

    public static ConfigPart empty() {
        return new ConfigPart(JsonNodeFactory.instance.objectNode());
    }

    /** A part, or a whole configuration such as the config.json of a run. @throws BadFileException for an unknown component */
    public static ConfigPart read(Path json) {
        JsonNode tree = Json.tree(json);
        if (!(tree instanceof ObjectNode components)) {
            throw new BadFileException(json, "no JSON object", "give components by name: {\"epochs\": 50}");
        }
        components.fieldNames().forEachRemaining(name -> {
            if (!names().contains(name)) {
                throw new BadFileException(json, unknown(name), "correct the name");
            }
        });
        return new ConfigPart(components);
    }

    /**
     * The same with these components; they win.
     *
     * @param values as text; of the augmentation the name of a preset, of files their paths or "none"
     * @throws IllegalArgumentException for an unknown name, or text where a number is needed
     */
    public ConfigPart with(Map<String, String> values) {
        ObjectNode all = components.deepCopy();
        JsonNode kinds = Json.treeOf(TrainConfig.of(Zoo.UNET.id()));
        values.forEach((name, text) -> {
            if (!kinds.has(name)) {
                throw new IllegalArgumentException(unknown(name));
            }
            if (all.path(name).path("file").asText().equals(text)) {
                return; // a file that is named again keeps its hash
            }
            if (kinds.get(name).isNumber()) {
                all.set(name, number(name, text, kinds.get(name).isIntegralNumber()));
            } else {
                all.put(name, text);
            }
        });
        return new ConfigPart(all);
    }

    /**
     * With the defaults of its network.
     *
     * @throws IllegalArgumentException where the network is missing or a value breaks a rule
     */
    public TrainConfig complete() {
        if (!components.hasNonNull("network")) {
            throw new IllegalArgumentException("which network? known: "
                    + Arrays.stream(Zoo.values()).map(Zoo::id).collect(Collectors.joining(", ")));
        }
        ObjectNode all = (ObjectNode)
                Json.treeOf(TrainConfig.of(components.get("network").asText()));
        all.setAll(components);
        return Json.convert(all, TrainConfig.class);
    }

    /** The components of a configuration, in its order. */
    public static List<String> names() {
        return Arrays.stream(TrainConfig.class.getRecordComponents())
                .map(RecordComponent::getName)
                .toList();
    }

    /** The defaults as they would be typed, by component; the network has none. */
    public static Map<String, String> defaults() {
        TrainConfig config = TrainConfig.of(Zoo.UNET.id());
        JsonNode values = Json.treeOf(config);
        Map<String, String> defaults = new LinkedHashMap<>();
        names().forEach(name -> defaults.put(name, values.get(name).asText().toLowerCase(Locale.ROOT)));
        defaults.put("augment", Augment.presetOf(config.augment()));
        defaults.put("initFrom", "none");
        defaults.put("pretrained", "none");
        defaults.remove("network");
        return defaults;
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

    private static String unknown(String name) {
        return "a configuration has no \"" + name + "\"; it has " + String.join(", ", names());
    }
}
