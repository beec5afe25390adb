package org.delineate.zoo;

import java.util.Arrays;
import java.util.stream.Stream;

/** The networks that tests over networks run on: all, or those that {@code -Ddelineate.network=regex} names. */
public final class Chosen {
    private static final String NETWORKS = System.getProperty("delineate.network", ".*");

    private Chosen() {}

    public static Stream<Zoo> networks() {
        return Arrays.stream(Zoo.values()).filter(z -> isChosen(z.id()));
    }

    public static boolean isChosen(String id) {
        return id.matches(NETWORKS);
    }
}
