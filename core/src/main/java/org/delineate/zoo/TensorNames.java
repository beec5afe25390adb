package org.delineate.zoo;

import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * How the names of a network's tensors and those in its authors' checkpoints belong together.
 *
 * @param renames regular expression in snake_case names to its replacement in the published ones, in this order
 * @param aliases regular expression of a second published name to its replacement in the first
 * @param unused regular expressions of published names that have no tensor here
 */
public record TensorNames(Map<String, String> renames, Map<String, String> aliases, List<String> unused) {
    /** Counted by the library beside every batch norm; no network here needs it. */
    private static final String COUNTER = ".*\\.num_batches_tracked";

    /** The name of one of our tensors in the authors' checkpoints: camelCase to snake_case, then the table. */
    public String published(String ours) {
        String name = ours.replaceAll("_(?=\\.|$)", "")
                .replaceAll("(?<=[a-z0-9])([A-Z])", "_$1")
                .toLowerCase(Locale.ROOT);
        for (Map.Entry<String, String> rename : renames.entrySet()) {
            name = name.replaceFirst(rename.getKey(), rename.getValue());
        }
        return name;
    }

    /** The first name of a tensor that published files hold under two names; other names as they are. */
    public String canonical(String published) {
        String name = published;
        for (Map.Entry<String, String> alias : aliases.entrySet()) {
            name = name.replaceFirst(alias.getKey(), alias.getValue());
        }
        return name;
    }

    /** Is it known and not needed? */
    public boolean isUnused(String published) {
        return published.matches(COUNTER) || unused.stream().anyMatch(published::matches);
    }
}
