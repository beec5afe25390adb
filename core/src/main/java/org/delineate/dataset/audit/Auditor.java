package org.delineate.dataset.audit;

import java.io.File;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import org.delineate.dataset.Case;
import org.delineate.dataset.Clusters;
import org.delineate.dataset.Dataset;

/** Computes an {@link Audit}: compares every pair of pictures. */
final class Auditor {
    /** Below this Dice two masks of one picture are clearly different. */
    private static final double SAME_MASK = 0.7;
    /** From this similarity on two pictures count as the same picture rather than as neighbouring ones. */
    private static final double SAME_PICTURE = 0.95;

    private final Digests digests;
    private final Dataset dataset;
    private final List<CaseDigest> cases;
    private final List<CaseDigest> readable;
    private final NearDuplicates similar;

    Auditor(Digests digests) {
        this.digests = digests;
        dataset = digests.dataset();
        cases = digests.cases();
        readable = cases.stream().filter(c -> c.picture() != null).toList();
        similar = NearDuplicates.of(
                readable.stream().map(c -> c.picture().fingerprint()).toList());
    }

    Audit audit() {
        List<CaseDigest> whole = readable.stream().filter(c -> c.mask() != null).toList();
        return new Audit(overview(), sizes(whole), masks(whole), files(), duplicates(), dataset.remarks());
    }

    private Audit.Overview overview() {
        return new Audit.Overview(
                dataset.name(),
                dataset.layout(),
                digests.hash(),
                cases.size(),
                dataset.cases().stream().limit(3).map(this::pair).toList(),
                counts(cases, c -> c.source().label()),
                lists());
    }

    private Audit.Sizes sizes(List<CaseDigest> whole) {
        return new Audit.Sizes(
                counts(readable, c -> c.picture().channels()),
                range(readable, c -> c.picture().widthPx()),
                range(readable, c -> c.picture().heightPx()),
                range(whole, CaseDigest::lesionShare));
    }

    private Audit.MaskFindings masks(List<CaseDigest> whole) {
        return new Audit.MaskFindings(
                dataset.masks().values(),
                dataset.masks().cautions(),
                names(cases, c -> c.source().masks().size() > 1),
                names(whole, c -> c.lesionShare() == 0),
                names(whole, c -> c.lesionShare() == 0 && c.intermediateShare() > 0));
    }

    private Audit.FileFindings files() {
        return new Audit.FileFindings(
                dataset.unread().images().stream().map(this::relative).toList(),
                dataset.unread().masks().stream().map(this::relative).toList(),
                dataset.unread().others().text(),
                byName(
                        c -> !c.unreadable().isEmpty(),
                        c -> c.unreadable().replace(dataset.root() + File.separator, "")),
                byName(c -> !c.sizeMismatch().isEmpty(), CaseDigest::sizeMismatch),
                byName(c -> c.intermediateShare() > 0, CaseDigest::intermediateShare),
                digests.pictureRemarks(),
                dataset.pictures().rule());
    }

    private Audit.DuplicateFindings duplicates() {
        List<List<String>> exact = exact();
        List<NearDuplicates.Pair> near = similar.pairs().stream()
                .filter(p -> !pixelHash(p.a()).equals(pixelHash(p.b())))
                .toList();
        return new Audit.DuplicateFindings(
                exact,
                near.stream()
                        .map(p -> new Audit.NearDuplicate(name(p.a()), name(p.b()), p.symmetry(), p.similarity()))
                        .toList(),
                similar.threshold(),
                conflicts(exact, near),
                groups(exact, near));
    }

    private List<List<String>> exact() {
        return readable.stream()
                .collect(Collectors.groupingBy(
                        c -> c.picture().pixelHash(), Collectors.mapping(CaseDigest::name, Collectors.toList())))
                .values()
                .stream()
                .filter(names -> names.size() > 1)
                .sorted((a, b) -> a.get(0).compareTo(b.get(0)))
                .toList();
    }

    private List<List<String>> groups(List<List<String>> exact, List<NearDuplicates.Pair> near) {
        Clusters clusters = new Clusters();
        exact.forEach(clusters::join);
        near.forEach(p -> clusters.join(name(p.a()), name(p.b())));
        clusters.joinGroups(dataset.cases());
        return clusters.of(dataset.cases().stream().map(Case::name).toList()).stream()
                .filter(names -> names.size() > 1)
                .toList();
    }

    private List<Audit.Conflict> conflicts(List<List<String>> exact, List<NearDuplicates.Pair> near) {
        Map<String, Integer> index = new HashMap<>();
        for (int i = 0; i < readable.size(); i++) {
            index.put(name(i), i);
        }
        List<NearDuplicates.Pair> pairs = new ArrayList<>();
        for (List<String> same : exact) {
            for (String other : same.subList(1, same.size())) {
                pairs.add(new NearDuplicates.Pair(index.get(same.get(0)), index.get(other), Symmetry.SAME, 1));
            }
        }
        pairs.addAll(near);
        List<Audit.Conflict> conflicts = new ArrayList<>();
        for (NearDuplicates.Pair pair : pairs) {
            String what = conflict(readable.get(pair.a()), readable.get(pair.b()), pair);
            if (!what.isEmpty()) {
                conflicts.add(new Audit.Conflict(name(pair.a()), name(pair.b()), what));
            }
        }
        return conflicts;
    }

    /** In what the classes and masks of a pair differ, "" where they agree. */
    private static String conflict(CaseDigest a, CaseDigest b, NearDuplicates.Pair pair) {
        List<String> what = new ArrayList<>();
        if (!a.source().label().equals(b.source().label())) {
            what.add("classes " + a.source().label() + " and " + b.source().label());
        }
        if (pair.similarity() >= SAME_PICTURE && a.mask() != null && b.mask() != null) {
            double dice = Fingerprint.dice(a.mask(), b.mask(), pair.symmetry());
            if (dice < SAME_MASK) {
                what.add(String.format(Locale.ROOT, "masks that overlap with a Dice of %.2f", dice));
            }
        }
        return String.join("; ", what);
    }

    private SortedMap<String, SortedMap<String, Integer>> lists() {
        SortedMap<String, SortedMap<String, Integer>> sizes = new TreeMap<>();
        dataset.lists().forEach((name, parts) -> {
            SortedMap<String, Integer> counts = new TreeMap<>();
            parts.forEach((part, names) -> counts.put(part, names.size()));
            sizes.put(name, counts);
        });
        return sizes;
    }

    private String name(int index) {
        return readable.get(index).name();
    }

    private String pixelHash(int index) {
        return readable.get(index).picture().pixelHash();
    }

    private String pair(Case c) {
        return relative(c.image()) + " + "
                + (c.masks().isEmpty()
                        ? "no mask"
                        : c.masks().stream().map(this::relative).collect(Collectors.joining(" + ")));
    }

    private String relative(Path file) {
        return dataset.root().relativize(file).toString().replace('\\', '/');
    }

    private static <K> SortedMap<K, Integer> counts(List<CaseDigest> cases, Function<CaseDigest, K> key) {
        SortedMap<K, Integer> counts = new TreeMap<>();
        cases.forEach(c -> counts.merge(key.apply(c), 1, Integer::sum));
        return counts;
    }

    private static Audit.Range range(List<CaseDigest> cases, ToDoubleFunction<CaseDigest> value) {
        return Audit.Range.of(cases.stream().mapToDouble(value).toArray());
    }

    private static List<String> names(List<CaseDigest> cases, Predicate<CaseDigest> which) {
        return cases.stream().filter(which).map(CaseDigest::name).toList();
    }

    private <V> SortedMap<String, V> byName(Predicate<CaseDigest> which, Function<CaseDigest, V> value) {
        SortedMap<String, V> values = new TreeMap<>();
        cases.stream().filter(which).forEach(c -> values.put(c.name(), value.apply(c)));
        return values;
    }
}
