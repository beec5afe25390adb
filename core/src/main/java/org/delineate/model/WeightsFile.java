package org.delineate.model;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.delineate.checkpoint.SafeTensors;
import org.delineate.checkpoint.TorchFile;
import org.delineate.file.BadFileException;
import org.delineate.file.Printable;
import org.delineate.nn.layer.Weights;

/**
 * Reads weights as other programs write them: the state_dict of a PyTorch checkpoint, or a safetensors file.
 *
 * @param key where in the checkpoint they lie: "" for its outermost dict, "state_dict", "model.ema"
 * @param tensors in the file's order, floats of all widths as 32-bit ones
 * @param leftAlone what else lies in the file, in words
 */
public record WeightsFile(Path file, String key, List<SafeTensors.Entry> tensors, List<String> leftAlone) {
    /** Keys under which weights usually lie, the likeliest first; "" is the outermost dict. */
    private static final List<String> KEYS = List.of(
            "", "state_dict", "model_state_dict", "model", "model_state", "net", "network", "weights", "params", "ema");

    /** Parts of a name that a prefix may have: wrappers are nested a few levels deep. */
    private static final int MOST_PARTS = 8;

    public WeightsFile {
        tensors = List.copyOf(tensors);
        leftAlone = List.copyOf(leftAlone);
    }

    /** Reads the weights from where they usually lie. */
    public static WeightsFile read(Path file) {
        return read(file, null);
    }

    /**
     * Reads the weights of one dict of the file.
     *
     * @param key of the dict to take; null for the usual one
     * @throws BadFileException where the file is broken or holds more than data, or there is no such dict, or not one
     *     alone
     */
    public static WeightsFile read(Path file, String key) {
        TorchFile read = isSafetensors(file)
                ? new TorchFile(
                        List.of(new TorchFile.Group(
                                "", Model.weights(SafeTensors.read(file).entries()))),
                        List.of())
                : TorchFile.read(file);
        TorchFile.Group group = group(file, read.groups(), key);
        List<String> leftAlone = new ArrayList<>();
        read.groups().stream()
                .filter(g -> g != group)
                .forEach(g -> leftAlone.add(name(g.key()) + ": " + g.tensors().size() + " tensors"));
        leftAlone.addAll(read.others());
        List<SafeTensors.Entry> tensors =
                group.tensors().stream().map(Weights::float32).toList();
        return new WeightsFile(file, group.key(), tensors, leftAlone);
    }

    /**
     * Keeps the tensors whose names have this prefix; the others are left alone.
     *
     * @throws BadFileException where none has it
     */
    public WeightsFile under(String prefix) {
        List<SafeTensors.Entry> kept =
                tensors.stream().filter(t -> t.name().startsWith(prefix)).toList();
        if (kept.isEmpty()) {
            throw new BadFileException(
                    file,
                    "no name of a tensor begins with " + Printable.quoted(prefix) + "; they begin with "
                            + Printable.quoted(
                                    tensors.isEmpty() ? "" : tensors.get(0).name()) + " …",
                    "give another --prefix");
        }
        List<String> others = new ArrayList<>(leftAlone);
        if (kept.size() < tensors.size()) {
            others.add((tensors.size() - kept.size()) + " tensors that are not under " + Printable.quoted(prefix));
        }
        return new WeightsFile(file, key, kept, others);
    }

    /** Says by its name whether a file is a safetensors file. */
    public static boolean isSafetensors(Path file) {
        return file.toString().toLowerCase(Locale.ROOT).endsWith(".safetensors");
    }

    private static TorchFile.Group group(Path file, List<TorchFile.Group> groups, String key) {
        int most = groups.stream().mapToInt(g -> g.tensors().size()).max().orElse(0);
        for (String wanted : key == null ? KEYS : List.of(key)) {
            for (TorchFile.Group group : groups) {
                // a dict with few tensors holds counters beside the weights
                if (group.key().equals(wanted)
                        && (key != null || 2 * group.tensors().size() >= most)) {
                    return group;
                }
            }
        }
        if (key == null && groups.size() == 1) {
            return groups.get(0);
        }
        String found = groups.stream().map(g -> name(g.key())).collect(Collectors.joining(", "));
        throw new BadFileException(
                file,
                key == null
                        ? "several dicts of tensors: " + found
                        : "no dict of tensors under " + Printable.quoted(key),
                key == null ? "say which one to take" : "there are " + found);
    }

    private static String name(String key) {
        return key.isEmpty() ? "the outermost dict" : Printable.quoted(key);
    }

    /**
     * Lists the prefixes that at least a third of the names have, whole parts of their paths, the shortest first: "",
     * "module.", "module.net." … Beside a network under a prefix lie buffers of its loss, or its running average.
     */
    List<String> prefixes() {
        Map<String, Integer> counts =
                new TreeMap<>(Comparator.comparingInt(String::length).thenComparing(Comparator.naturalOrder()));
        for (SafeTensors.Entry t : tensors) {
            String name = t.name();
            int dot = name.indexOf('.');
            for (int parts = 0; dot >= 0 && parts < MOST_PARTS; parts++) {
                counts.merge(name.substring(0, dot + 1), 1, Integer::sum);
                dot = name.indexOf('.', dot + 1);
            }
        }
        List<String> prefixes = new ArrayList<>(List.of(""));
        counts.forEach((prefix, count) -> {
            if (count > 1 && 3 * count >= tensors.size()) {
                prefixes.add(prefix);
            }
        });
        return List.copyOf(prefixes);
    }
}
