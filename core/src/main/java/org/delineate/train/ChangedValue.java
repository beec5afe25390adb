package org.delineate.train;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.delineate.file.Printable;

/**
 * Is a value that a run has and that another one is given for when it is resumed.
 *
 * @param name of the value, as in config.json
 * @param former of the run, as text
 * @param given for it now
 */
public record ChangedValue(String name, String former, String given) {
    static final String EPOCHS = "epochs";

    /** What a run that goes on may change: how long it trains, when it saves, and what it may use of the machine. */
    private static final List<String> FREE =
            List.of(EPOCHS, "patience", "saveEverySteps", "threads", "loaderThreads", "cacheMiB");

    /** Other parts of a run's identity than its configuration, in words. */
    private static final Map<String, String> WORDS = Map.of(
            "dataHash", "SHA-256 of the data set",
            "splitHash", "SHA-256 of the split",
            "maskValues", "mask values");

    private static final String GROUP = "config";
    private static final String NONE = "none";

    /** Lists the values of two documents that differ, by name; those of one group side by side with the others. */
    public static List<ChangedValue> between(JsonNode former, JsonNode given) {
        SortedMap<String, String> before = new TreeMap<>();
        SortedMap<String, String> now = new TreeMap<>();
        collect("", former, before);
        collect("", given, now);
        Set<String> names = new TreeSet<>(before.keySet());
        names.addAll(now.keySet());
        List<ChangedValue> changes = new ArrayList<>();
        for (String name : names) {
            String was = before.getOrDefault(name, NONE);
            String is = now.getOrDefault(name, NONE);
            if (!was.equals(is)) {
                changes.add(new ChangedValue(name, was, is));
            }
        }
        return changes;
    }

    private static void collect(String name, JsonNode value, SortedMap<String, String> into) {
        if (value.isObject()) {
            value.properties().forEach(field -> {
                boolean inner = !name.isEmpty() && !name.equals(GROUP);
                collect(inner ? name + "." + field.getKey() : field.getKey(), field.getValue(), into);
            });
        } else if (value.isArray() && (value.isEmpty() || value.get(0).isObject())) { // none, or files
            for (int i = 0; i < value.size(); i++) {
                collect(name + "." + (i + 1), value.get(i), into);
            }
        } else if (!value.isNull()) {
            into.put(WORDS.getOrDefault(name, name), value.isValueNode() ? value.asText() : value.toString());
        }
    }

    /**
     * Compares a configuration with that of a run that is to go on with it.
     *
     * @throws IllegalArgumentException as {@link #requireFree(Path, List)}
     */
    static void requireFree(Path run, TrainConfig given) {
        Path own = new RunFolder(run).config();
        if (Files.exists(own)) {
            TrainConfig former = PartialConfig.read(own).complete();
            requireFree(run, between(Checkpoint.tree(former), Checkpoint.tree(given)));
        }
    }

    /**
     * Refuses changes that would make another run of it.
     *
     * @throws IllegalArgumentException naming each of them
     */
    static void requireFree(Path run, List<ChangedValue> changes) {
        List<ChangedValue> others =
                changes.stream().filter(c -> !FREE.contains(c.name)).toList();
        if (!others.isEmpty()) {
            throw new IllegalArgumentException("the run in " + run + " has other values: "
                    + others.stream().map(ChangedValue::toString).collect(Collectors.joining("; "))
                    + ". Leave them as they were, or choose another --out; a run that goes on may change "
                    + String.join(", ", FREE));
        }
    }

    @Override
    public String toString() {
        return name + " " + shown(former) + ", given " + shown(given);
    }

    /** Shortens a hash. */
    private static String shown(String text) {
        return text.matches("[0-9a-f]{64}") ? text.substring(0, 12) + "…" : Printable.plain(text);
    }
}
