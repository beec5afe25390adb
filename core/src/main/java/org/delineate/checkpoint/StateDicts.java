package org.delineate.checkpoint;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.delineate.file.BadFileException;
import org.delineate.file.Limits;
import org.delineate.file.Printable;

/**
 * Finds the state dicts of a checkpoint, which hold tensors under names; those of an optimiser have numbers as keys.
 */
final class StateDicts {
    private static final int DEEPEST = 4;
    private static final int MOST_OTHERS = 200;

    private final Path file;
    private final List<Dict> all = new ArrayList<>();
    private final List<String> others = new ArrayList<>();
    private int count;
    private long seen;

    record Dict(String key, Map<String, TorchTensor> tensors) {}

    private StateDicts(Path file) {
        this.file = file;
    }

    /**
     * Finds all state dicts in the object of a checkpoint.
     *
     * @throws BadFileException where there is none, or too many tensors
     */
    static StateDicts of(Object object, Path file) {
        StateDicts found = new StateDicts(file);
        if (object instanceof Map<?, ?> map) {
            found.collect("", map, 0);
        }
        if (found.all.isEmpty()) {
            throw new BadFileException(
                    file,
                    "no tensors under names, but a " + Pickle.describe(object),
                    "save a state_dict: torch.save(model.state_dict(), 'weights.pth')");
        }
        return found;
    }

    List<Dict> all() {
        return all;
    }

    /** Describes everything else in the file: "epoch: number 41". */
    List<String> others() {
        return others;
    }

    List<TorchTensor> tensors() {
        return all.stream().flatMap(d -> d.tensors.values().stream()).toList();
    }

    private void collect(String path, Map<?, ?> map, int depth) {
        Map<String, TorchTensor> tensors = new LinkedHashMap<>();
        Map<String, Map<?, ?>> inner = new LinkedHashMap<>();
        map.forEach((key, value) -> {
            String name = key instanceof String text ? text : Pickle.describe(key);
            Optional<TorchTensor> tensor = TorchVariable.in(value);
            if (key instanceof String && tensor.isPresent()) {
                tensors.put(name, tensor.get());
            } else if (key instanceof String && holdsTensors(value, depth + 1)) {
                inner.put(name, (Map<?, ?>) value);
            } else if (others.size() < MOST_OTHERS) {
                others.add(Printable.plain(path(path, name)) + ": " + Pickle.describe(value));
            } else if (others.size() == MOST_OTHERS) {
                others.add("and more");
            }
        });
        count += tensors.size() + inner.size();
        if (count > Limits.DEFAULT.tensors().count()) {
            throw tooMany(Limits.DEFAULT.tensors().count() + " tensors and dicts");
        }
        if (!tensors.isEmpty()) {
            all.add(new Dict(path, tensors));
        }
        inner.forEach((name, dict) -> collect(path(path, name), dict, depth + 1));
    }

    private boolean holdsTensors(Object value, int depth) {
        if (!(value instanceof Map<?, ?> map) || depth > DEEPEST) {
            return false;
        }
        seen += map.size(); // one dict may stand in many places
        if (seen > Limits.DEFAULT.checkpoints().steps()) {
            throw tooMany(Limits.DEFAULT.checkpoints().steps() + " values in dicts of dicts");
        }
        return map.entrySet().stream()
                .anyMatch(e -> e.getKey() instanceof String
                        && (TorchVariable.in(e.getValue()).isPresent() || holdsTensors(e.getValue(), depth + 1)));
    }

    private static String path(String path, String key) {
        return path.isEmpty() ? key : path + "." + key;
    }

    private BadFileException tooMany(String what) {
        return new BadFileException(file, "more than " + what, TorchRemedy.line(file));
    }
}
