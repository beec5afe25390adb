package org.delineate.dataset;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Joins names into clusters (union-find); the result does not depend on the order of the joins. */
public final class Clusters {
    private final Map<String, String> parents = new HashMap<>();

    /** Joins the clusters of two names. */
    public void join(String a, String b) {
        String first = root(a);
        String second = root(b);
        if (first.compareTo(second) < 0) {
            parents.put(second, first);
        } else if (!first.equals(second)) {
            parents.put(first, second);
        }
    }

    /** Joins all of them with one another. */
    public void join(List<String> names) {
        names.forEach(name -> join(names.get(0), name));
    }

    /** Joins the cases that have one group. */
    public void joinGroups(List<Case> cases) {
        Map<String, String> first = new HashMap<>();
        for (Case c : cases) {
            if (!c.group().isEmpty()) {
                join(first.computeIfAbsent(c.group(), g -> c.name()), c.name());
            }
        }
    }

    /** Lists the names by cluster, single names included; clusters and names in alphabetical order. */
    public List<List<String>> of(List<String> names) {
        Map<String, List<String>> clusters = new TreeMap<>();
        names.stream()
                .sorted()
                .forEach(n -> clusters.computeIfAbsent(root(n), r -> new ArrayList<>())
                        .add(n));
        return clusters.values().stream().map(List::copyOf).toList();
    }

    private String root(String name) {
        String parent = name;
        while (!parents.getOrDefault(parent, parent).equals(parent)) {
            parent = parents.get(parent);
        }
        if (!parent.equals(name)) {
            parents.put(name, parent);
        }
        return parent;
    }
}
