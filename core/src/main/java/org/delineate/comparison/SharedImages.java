package org.delineate.comparison;

import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.delineate.dataset.Clusters;
import org.delineate.file.Printable;
import org.delineate.metric.Confusion;
import org.delineate.report.CaseScores;

/**
 * The images that all results have: these are compared.
 *
 * @param names in the order of the first result
 * @param groups patient or duplicates that each image belongs to; images that are together in one result are together
 * @param leftOut by the name of a result, its images that another result lacks
 */
public record SharedImages(List<String> names, List<String> groups, Map<String, List<String>> leftOut) {
    private static final int FEWEST = 2;

    /**
     * Finds them.
     *
     * @throws IllegalArgumentException where there are fewer than two, or the truths of one image differ
     */
    static SharedImages of(List<Result> results) {
        Set<String> shared = null;
        for (Result r : results) {
            Set<String> names = r.cases().stream().map(CaseScores::name).collect(Collectors.toSet());
            if (shared == null) {
                shared = new HashSet<>(names);
            } else {
                shared.retainAll(names);
            }
        }
        Set<String> all = shared;
        List<String> names = results.get(0).cases().stream()
                .map(CaseScores::name)
                .filter(all::contains)
                .toList();
        if (names.size() < FEWEST) {
            throw new IllegalArgumentException("the results share " + names.size() + " images, at least " + FEWEST
                    + " are compared; evaluate all models on the same part of the same data set");
        }
        requireEqualTruths(results, all);
        Map<String, List<String>> leftOut = new LinkedHashMap<>();
        for (Result r : results) {
            leftOut.put(
                    r.name(),
                    r.cases().stream()
                            .map(CaseScores::name)
                            .filter(n -> !all.contains(n))
                            .toList());
        }
        return new SharedImages(names, groups(results, names), leftOut);
    }

    private static void requireEqualTruths(List<Result> results, Set<String> shared) {
        Result first = results.get(0);
        Map<String, Confusion> truths = first.cases().stream()
                .collect(Collectors.toMap(CaseScores::name, c -> c.scores().confusion()));
        for (Result other : results.subList(1, results.size())) {
            for (CaseScores c : other.cases()) {
                if (shared.contains(c.name())) {
                    Confusion a = truths.get(c.name());
                    Confusion b = c.scores().confusion();
                    if (lesion(a) != lesion(b) || a.pixels() != b.pixels()) {
                        throw new IllegalArgumentException("the truth of " + Printable.quoted(c.name()) + " has "
                                + lesion(a) + " lesion pixels of " + a.pixels() + " in "
                                + Printable.quoted(first.name()) + " and " + lesion(b) + " of " + b.pixels() + " in "
                                + Printable.quoted(other.name())
                                + "; images of one name must be the same: evaluate all models on the same data");
                    }
                }
            }
        }
    }

    private static long lesion(Confusion c) {
        return c.truePositive() + c.falseNegative();
    }

    private static List<String> groups(List<Result> results, List<String> names) {
        Clusters clusters = new Clusters();
        Set<String> shared = new HashSet<>(names);
        for (Result r : results) {
            Map<String, String> firstOf = new HashMap<>();
            for (CaseScores c : r.cases()) {
                if (shared.contains(c.name())) {
                    clusters.join(firstOf.computeIfAbsent(c.group(), g -> c.name()), c.name());
                }
            }
        }
        Map<String, String> groups = new HashMap<>();
        clusters.of(names).forEach(members -> members.forEach(m -> groups.put(m, members.get(0))));
        return names.stream().map(groups::get).toList();
    }

    /** Returns how many groups there are: as many as images where each stands alone. */
    public int groupCount() {
        return (int) groups.stream().distinct().count();
    }

    /** Returns the scores of these images in one result, in their order. */
    List<CaseScores> of(Result result) {
        Map<String, CaseScores> byName =
                result.cases().stream().collect(Collectors.toMap(CaseScores::name, Function.identity()));
        return names.stream().map(byName::get).toList();
    }
}
