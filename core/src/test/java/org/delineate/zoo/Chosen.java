package org.delineate.zoo;

import java.util.Arrays;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The networks that tests over networks run on: all, or those that {@code -Ddelineate.network=regex} names, or with the
 * profile {@code -Pchanged} those that the changes since a commit can alter.
 */
public final class Chosen {
    private static final String NETWORKS = System.getProperty("delineate.network", ".*");
    private static final String COMMIT = System.getProperty("delineate.changedSince", "");
    private static final Set<Zoo> CHANGED = COMMIT.isEmpty() ? Set.of(Zoo.values()) : ChangedNetworks.since(COMMIT);

    private Chosen() {}

    public static Stream<Zoo> networks() {
        return Arrays.stream(Zoo.values()).filter(z -> isChosen(z.id())).filter(CHANGED::contains);
    }

    public static boolean isChosen(String id) {
        return id.matches(NETWORKS);
    }
}
