package org.delineate.model;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
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
     * Lists the prefixes that all names have, whole parts of their paths, the shortest first: "", "module.",
     * "module.net." …
     */
    List<String> prefixes() {
        Set<String> prefixes = new LinkedHashSet<>(List.of(""));
        String first = tensors.isEmpty() ? "" : tensors.get(0).name();
        for (int dot = first.indexOf('.'); dot >= 0; dot = first.indexOf('.', dot + 1)) {
            String shared = first.substring(0, dot + 1);
            if (tensors.stream().allMatch(t -> t.name().startsWith(shared))) {
                prefixes.add(shared);
            }
        }
        return List.copyOf(prefixes);
    }
}
