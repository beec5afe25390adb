package org.delineate.dataset.audit;

import java.io.File;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.delineate.dataset.Case;
import org.delineate.dataset.Clusters;
import org.delineate.dataset.Dataset;
import org.delineate.dataset.ProgressListener;

/** Makes an {@link Audit}: one look at every case, then one comparison of all pairs. */
final class Survey {
    /** Below this Dice two masks of one picture are clearly different. */
    private static final double SAME_MASK = 0.7;
    /** From this similarity on two pictures count as the same picture rather than as neighbouring ones. */
    private static final double SAME_PICTURE = 0.95;

    private final Dataset dataset;
    private final List<CaseDigest> views;
    private final List<CaseDigest> seen;
    private final NearDuplicates twins;

    Survey(Dataset dataset, ProgressListener progress) {
        this.dataset = dataset;
        int total = dataset.cases().size();
        AtomicInteger done = new AtomicInteger();
        views = IntStream.range(0, total)
                .parallel()
                .mapToObj(i -> {
                    CaseDigest view = CaseDigest.of(dataset.cases().get(i), dataset);
                    synchronized (done) {
                        progress.at(done.incrementAndGet(), total);
                    }
                    return view;
                })
                .toList();
        seen = views.stream().filter(v -> v.print() != null).toList();
        twins = NearDuplicates.of(seen.stream().map(CaseDigest::print).toList());
    }

    Audit audit() {
        List<CaseDigest> whole = seen.stream().filter(v -> v.mask() != null).toList();
        List<List<String>> exact = exact();
        List<NearDuplicates.Twin> near = twins.pairs().stream()
                .filter(t -> !seen.get(t.a()).pixelHash().equals(seen.get(t.b()).pixelHash()))
                .toList();
        return new Audit(
                dataset.name(),
                dataset.layout(),
                dataset.hash(),
                views.size(),
                dataset.cases().stream().limit(3).map(this::pair).toList(),
                counts(views, v -> v.shown().label()),
                lists(),
                counts(seen, CaseDigest::channels),
                range(seen, CaseDigest::widthPx),
                range(seen, CaseDigest::heightPx),
                range(whole, CaseDigest::lesionShare),
                names(views, v -> v.shown().masks().size() > 1),
                names(whole, v -> v.lesionShare() == 0),
                names(whole, v -> v.lesionShare() == 0 && v.intermediateShare() > 0),
                dataset.unmatchedImages().stream().map(this::relative).toList(),
                dataset.unmatchedMasks().stream().map(this::relative).toList(),
                map(
                        views,
                        v -> !v.unreadable().isEmpty(),
                        v -> v.unreadable().replace(dataset.root() + File.separator, "")),
                map(views, v -> !v.sizeMismatch().isEmpty(), CaseDigest::sizeMismatch),
                map(views, v -> v.intermediateShare() > 0, CaseDigest::intermediateShare),
                exact,
                near.stream()
                        .map(t -> new Audit.Near(name(t.a()), name(t.b()), t.turn(), t.similarity()))
                        .toList(),
                twins.threshold(),
                conflicts(exact, near),
                groups(exact, near),
                dataset.remarks());
    }

    private List<List<String>> exact() {
        return seen.stream()
                .collect(Collectors.groupingBy(
                        CaseDigest::pixelHash, Collectors.mapping(v -> v.shown().name(), Collectors.toList())))
                .values()
                .stream()
                .filter(names -> names.size() > 1)
                .sorted((a, b) -> a.get(0).compareTo(b.get(0)))
                .toList();
    }

    private List<List<String>> groups(List<List<String>> exact, List<NearDuplicates.Twin> near) {
        Clusters clusters = new Clusters();
        exact.forEach(clusters::join);
        near.forEach(t -> clusters.join(name(t.a()), name(t.b())));
        clusters.joinGroups(dataset.cases());
        return clusters.of(dataset.cases().stream().map(Case::name).toList()).stream()
                .filter(names -> names.size() > 1)
                .toList();
    }

    private List<Audit.Conflict> conflicts(List<List<String>> exact, List<NearDuplicates.Twin> near) {
        Map<String, Integer> index = new TreeMap<>();
        for (int i = 0; i < seen.size(); i++) {
            index.put(name(i), i);
        }
        List<NearDuplicates.Twin> pairs = new ArrayList<>();
        for (List<String> same : exact) {
            for (String other : same.subList(1, same.size())) {
                pairs.add(new NearDuplicates.Twin(index.get(same.get(0)), index.get(other), Symmetry.SAME, 1));
            }
        }
        pairs.addAll(near);
        List<Audit.Conflict> conflicts = new ArrayList<>();
        for (NearDuplicates.Twin twin : pairs) {
            CaseDigest a = seen.get(twin.a());
            CaseDigest b = seen.get(twin.b());
            List<String> what = new ArrayList<>();
            if (!a.shown().label().equals(b.shown().label())) {
                what.add("classes " + a.shown().label() + " and " + b.shown().label());
            }
            if (twin.similarity() >= SAME_PICTURE && a.mask() != null && b.mask() != null) {
                double dice = Fingerprint.dice(a.mask(), b.mask(), twin.turn());
                if (dice < SAME_MASK) {
                    what.add(String.format(Locale.ROOT, "masks that overlap with a Dice of %.2f", dice));
                }
            }
            if (!what.isEmpty()) {
                conflicts.add(new Audit.Conflict(a.shown().name(), b.shown().name(), String.join("; ", what)));
            }
        }
        return conflicts;
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

    private String name(int view) {
        return seen.get(view).shown().name();
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

    private static <K> SortedMap<K, Integer> counts(List<CaseDigest> views, Function<CaseDigest, K> key) {
        SortedMap<K, Integer> counts = new TreeMap<>();
        views.forEach(v -> counts.merge(key.apply(v), 1, Integer::sum));
        return counts;
    }

    private static Audit.Range range(List<CaseDigest> views, ToDoubleFunction<CaseDigest> value) {
        return Audit.Range.of(views.stream().mapToDouble(value).toArray());
    }

    private static List<String> names(List<CaseDigest> views, Predicate<CaseDigest> which) {
        return views.stream().filter(which).map(v -> v.shown().name()).toList();
    }

    private static <V> SortedMap<String, V> map(
            List<CaseDigest> views, Predicate<CaseDigest> which, Function<CaseDigest, V> value) {
        SortedMap<String, V> map = new TreeMap<>();
        views.stream().filter(which).forEach(v -> map.put(v.shown().name(), value.apply(v)));
        return map;
    }
}
