package org.delineate.dataset;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * Assigns cases to parts at random, stratified by class: whole groups only, the same for the same seed whatever the
 * order of the files.
 *
 * <p>Groups are assigned one by one, the largest first, each to the part that lacks its classes most. How much a part
 * lacks is measured as in the apportionment of seats by Webster's method, so that single cases end within one of the
 * exact proportion.
 */
final class StratifiedSplit {
    private final double[] shares;
    private final Map<String, int[]> assigned = new HashMap<>();
    private final Map<String, Integer> totals = new HashMap<>();
    private final int[] sizes;

    private StratifiedSplit(double[] shares) {
        this.shares = shares;
        this.sizes = new int[shares.length];
    }

    /**
     * Assigns every case to one part.
     *
     * @param joined names that must stay together, beside the groups of the cases
     * @param shares of the parts, above 0
     * @return names by part, in the order of the shares
     */
    static List<List<String>> of(List<Case> cases, List<List<String>> joined, double[] shares, long seed) {
        Clusters clusters = new Clusters();
        joined.forEach(clusters::join);
        clusters.joinGroups(cases);
        List<List<String>> groups =
                new ArrayList<>(clusters.of(cases.stream().map(Case::name).toList()));
        Collections.shuffle(groups, new Random(seed));
        groups.sort(Comparator.comparing(group -> -group.size()));

        StratifiedSplit split = new StratifiedSplit(shares);
        Map<String, String> labels = new HashMap<>();
        for (Case c : cases) {
            labels.put(c.name(), c.label());
            split.totals.merge(c.label(), 1, Integer::sum);
        }
        List<List<String>> parts = new ArrayList<>();
        for (int p = 0; p < shares.length; p++) {
            parts.add(new ArrayList<>());
        }
        for (List<String> group : groups) {
            Map<String, Integer> classes = new HashMap<>();
            group.forEach(name -> classes.merge(labels.get(name), 1, Integer::sum));
            parts.get(split.assign(group.size(), classes)).addAll(group);
        }
        return parts;
    }

    /** Chooses the part for a group with this many cases of each class. */
    private int assign(int size, Map<String, Integer> classes) {
        int best = 0;
        double least = Double.POSITIVE_INFINITY;
        for (int p = 0; p < shares.length; p++) {
            double filled = (sizes[p] + size / 2.0) / shares[p] * 1e-9;
            for (Map.Entry<String, Integer> one : classes.entrySet()) {
                double had = assigned.computeIfAbsent(one.getKey(), l -> new int[shares.length])[p];
                filled += one.getValue() * (had + one.getValue() / 2.0) / (shares[p] * totals.get(one.getKey()));
            }
            if (filled < least) {
                least = filled;
                best = p;
            }
        }
        sizes[best] += size;
        for (Map.Entry<String, Integer> one : classes.entrySet()) {
            assigned.get(one.getKey())[best] += one.getValue();
        }
        return best;
    }
}
