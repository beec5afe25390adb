package org.delineate.zoo;

import java.util.List;
import java.util.Locale;

/**
 * How the names of a network's tensors and those in its authors' checkpoints belong together.
 *
 * @param renames from our names in snake_case to the published ones
 * @param aliases from a second published name to the first
 * @param unused published names that have no tensor here, as {@link Renames} says the left side of a rule
 */
public record TensorNames(Renames renames, Renames aliases, List<String> unused) {
    /** Counted by the library beside every batch norm; no network here needs it. */
    private static final String COUNTER = "num_batches_tracked";

    /** The name of one of our tensors in the authors' checkpoints: camelCase to snake_case, then the rules. */
    public String published(String ours) {
        return renames.apply(ours.replaceAll("_(?=\\.|$)", "")
                .replaceAll("(?<=[a-z0-9])([A-Z])", "_$1")
                .toLowerCase(Locale.ROOT));
    }

    /** The first name of a tensor that published files hold under two names; other names as they are. */
    public String canonical(String published) {
        return aliases.apply(published);
    }

    /** Is it known and not needed? */
    public boolean isUnused(String published) {
        return published.endsWith("." + COUNTER)
                || unused.stream()
                        .anyMatch(u -> Renames.pattern(u).matcher(published).find());
    }
}
