package org.delineate.dataset;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * Deals cases to parts: whole groups only, the classes in equal proportions, the same for the same seed whatever the order of
 * the files.
 *
 * <p>Groups go one by one, the largest first, to the part that lacks their classes most; how much a part lacks is measured as
 * in the apportionment of seats by Webster's divisors, so that single cases end within one of the exact proportion.
 */
final class StratifiedSplit {
    private final double[] shares;
    private final Map<String, int[]> dealt = new HashMap<>();
    private final Map<String, Integer> totals = new HashMap<>();
    private final int[] sizes;

    private StratifiedSplit(double[] shares) {
        this.shares = shares;
        this.sizes = new int[shares.length];
    }

    /**
     * @param shares of the parts, above 0
     * @return names by part, in the order of the shares
     */
    static List<List<String>> of(List<Case> cases, List<List<String>> groups, double[] shares, long seed) {
        Clusters clusters = new Clusters();
        groups.forEach(clusters::join);
        clusters.joinGroups(cases);
        List<List<String>> units =
                new ArrayList<>(clusters.of(cases.stream().map(Case::name).toList()));
        Collections.shuffle(units, new Random(seed));
        units.sort(Comparator.comparing(unit -> -unit.size()));

        StratifiedSplit deal = new StratifiedSplit(shares);
        Map<String, String> labels = new HashMap<>();
        for (Case c : cases) {
            labels.put(c.name(), c.label());
            deal.totals.merge(c.label(), 1, Integer::sum);
        }
        List<List<String>> parts = new ArrayList<>();
        for (int p = 0; p < shares.length; p++) {
            parts.add(new ArrayList<>());
        }
        for (List<String> unit : units) {
            Map<String, Integer> content = new HashMap<>();
            unit.forEach(name -> content.merge(labels.get(name), 1, Integer::sum));
            parts.get(deal.next(unit.size(), content)).addAll(unit);
        }
        return parts;
    }

    /** The part for a unit of this content. */
    private int next(int size, Map<String, Integer> content) {
        int best = 0;
        double least = Double.POSITIVE_INFINITY;
        for (int p = 0; p < shares.length; p++) {
            double filled = (sizes[p] + size / 2.0) / shares[p] * 1e-9;
            for (Map.Entry<String, Integer> one : content.entrySet()) {
                double had = dealt.computeIfAbsent(one.getKey(), l -> new int[shares.length])[p];
                filled += one.getValue() * (had + one.getValue() / 2.0) / (shares[p] * totals.get(one.getKey()));
            }
            if (filled < least) {
                least = filled;
                best = p;
            }
        }
        sizes[best] += size;
        for (Map.Entry<String, Integer> one : content.entrySet()) {
            dealt.get(one.getKey())[best] += one.getValue();
        }
        return best;
    }
}
