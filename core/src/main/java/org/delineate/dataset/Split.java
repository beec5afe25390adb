package org.delineate.dataset;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.delineate.file.AtomicFile;
import org.delineate.file.BadFileException;
import org.delineate.file.Hash;
import org.delineate.file.Json;

/**
 * Which cases train, which validate, which test.
 *
 * @param source how it came about: "ratio", "folds", or the lists it was read from
 * @param seed of the shuffle; 0 for published lists
 * @param ratios wanted shares of the parts; empty for folds and published lists
 * @param dataset {@link Dataset#hash} of the data it was made for
 * @param parts "train", "val", "test": names of cases, sorted
 * @param folds names of cases, sorted; empty unless made for cross-validation
 */
public record Split(
        String source,
        long seed,
        List<Double> ratios,
        String dataset,
        SortedMap<String, List<String>> parts,
        List<List<String>> folds) {

    public static final String TRAIN = PartNames.TRAIN;
    public static final String VAL = PartNames.VAL;
    public static final String TEST = PartNames.TEST;
    private static final String RATIO = "ratio";
    private static final String FOLDS = "folds";

    /** @throws IllegalArgumentException where a name stands twice or a part has an unknown name */
    public Split {
        ratios = List.copyOf(ratios);
        TreeMap<String, List<String>> sorted = new TreeMap<>();
        parts.forEach((part, names) -> sorted.put(part, names.stream().sorted().toList()));
        parts = Collections.unmodifiableSortedMap(sorted);
        folds = folds.stream().map(f -> f.stream().sorted().toList()).toList();
        if (!List.of(TRAIN, VAL, TEST).containsAll(parts.keySet())) {
            throw new IllegalArgumentException("parts are named train, val and test, got " + parts.keySet());
        }
        List<List<String>> all = new ArrayList<>(folds);
        all.addAll(parts.values());
        Set<String> seen = new HashSet<>();
        for (String name : (Iterable<String>) all.stream().flatMap(List::stream)::iterator) {
            if (!seen.add(name)) {
                throw new IllegalArgumentException("a case is in one part only; \"" + name + "\" stands twice");
            }
        }
    }

    /**
     * Parts of the wanted shares, the classes in equal proportions, no group in two parts.
     *
     * @param groups names that must stay together, as {@link org.delineate.dataset.audit.Audit#groups} finds them; the cases' own groups are added
     * @param ratios shares of train and val, or of train, val and test; they add up to 1
     * @throws IllegalArgumentException where the ratios are none, or a part of a share above 0 stays empty
     */
    public static Split ratio(Dataset dataset, List<List<String>> groups, double[] ratios, long seed) {
        List<String> names = List.of(TRAIN, VAL, TEST).subList(0, Math.min(3, ratios.length));
        double sum = Arrays.stream(ratios).sum();
        if (ratios.length < 2
                || ratios.length > 3
                || Math.abs(sum - 1) > 1e-6
                || Arrays.stream(ratios).anyMatch(r -> !(r > 0))) {
            throw new IllegalArgumentException(
                    "two or three ratios above 0 that add up to 1 are needed (train, val, test), got "
                            + Arrays.toString(ratios));
        }
        List<List<String>> dealt = StratifiedSplit.of(dataset.cases(), groups, ratios, seed);
        SortedMap<String, List<String>> parts = new TreeMap<>();
        for (int p = 0; p < ratios.length; p++) {
            parts.put(names.get(p), dealt.get(p));
        }
        return new Split(
                RATIO, seed, Arrays.stream(ratios).boxed().toList(), dataset.hash(), filled(parts, dataset), List.of());
    }

    /**
     * Folds of equal size for cross-validation, the classes in equal proportions, no group in two folds. Cases that the layout
     * gives to "test" stay there.
     *
     * @throws IllegalArgumentException where k is below 2 or a fold stays empty
     */
    public static Split folds(Dataset dataset, List<List<String>> groups, int k, long seed) {
        if (k < 2) {
            throw new IllegalArgumentException("cross-validation needs at least 2 folds, got " + k);
        }
        List<String> test = dataset.cases().stream()
                .filter(c -> c.part().equals(TEST))
                .map(Case::name)
                .toList();
        List<Case> others =
                dataset.cases().stream().filter(c -> !c.part().equals(TEST)).toList();
        double[] shares = new double[k];
        Arrays.fill(shares, 1.0 / k);
        List<List<String>> folds = StratifiedSplit.of(others, groups, shares, seed);
        SortedMap<String, List<String>> check = new TreeMap<>();
        for (int f = 0; f < k; f++) {
            check.put("fold " + f, folds.get(f));
        }
        filled(check, dataset);
        SortedMap<String, List<String>> parts = new TreeMap<>(test.isEmpty() ? Map.of() : Map.of(TEST, test));
        return new Split(FOLDS, seed, List.of(), dataset.hash(), parts, folds);
    }

    /**
     * The same with a share of "train" moved to "val", the classes in equal proportions, no group in both: for published splits
     * without a validation part.
     */
    public Split holdOut(Dataset data, List<List<String>> groups, double share, long chosenSeed) {
        if (parts.containsKey(VAL) || !(share > 0 && share < 1)) {
            throw new IllegalArgumentException("a share in 0..1 is held out where there is no part \"val\"; got "
                    + share + " and the parts " + parts.keySet());
        }
        List<List<String>> dealt =
                StratifiedSplit.of(cases(data, TRAIN), groups, new double[] {1 - share, share}, chosenSeed);
        SortedMap<String, List<String>> more = new TreeMap<>(parts);
        more.put(TRAIN, dealt.get(0));
        more.put(VAL, dealt.get(1));
        return new Split(
                source + ", " + share + " of train held out",
                chosenSeed,
                ratios,
                dataset,
                filled(more, data),
                List.of());
    }

    private static SortedMap<String, List<String>> filled(SortedMap<String, List<String>> parts, Dataset dataset) {
        parts.forEach((part, names) -> {
            if (names.isEmpty()) {
                throw new IllegalArgumentException("no case is left for " + part + " of " + dataset.name() + ": its "
                        + dataset.cases().size() + " cases lie in too few or too large groups");
            }
        });
        return parts;
    }

    /** The same for the whole data set, where it was made for some of its cases. */
    public Split madeFor(Dataset whole) {
        return new Split(source, seed, ratios, whole.hash(), parts, folds);
    }

    /** How it came about, in words: "70/10/20 by group, stratified by class, seed 1". */
    public String rule() {
        String shares =
                ratios.stream().map(r -> String.valueOf(Math.round(100 * r))).collect(Collectors.joining("/"));
        return source.startsWith(RATIO) || source.startsWith(FOLDS)
                ? source.replace(RATIO, shares) + " by group, stratified by class, seed " + seed
                : source;
    }

    /** Cases by part and fold, in words: "train 453, val 65, test 129". */
    public String sizes() {
        List<String> sizes = new ArrayList<>();
        List.of(TRAIN, VAL, TEST).stream()
                .filter(parts::containsKey)
                .forEach(p -> sizes.add(p + " " + parts.get(p).size()));
        for (int k = 0; k < folds.size(); k++) {
            sizes.add("fold " + k + ": " + folds.get(k).size());
        }
        return String.join(", ", sizes);
    }

    /** The groups with members in more than one part, or more than one fold: what has leaked. */
    public List<List<String>> crossing(List<List<String>> groups) {
        Map<String, Integer> places = new HashMap<>();
        List<List<String>> all = new ArrayList<>(folds);
        all.addAll(parts.values());
        for (int place = 0; place < all.size(); place++) {
            for (String name : all.get(place)) {
                places.put(name, place);
            }
        }
        return groups.stream()
                .filter(group -> group.stream()
                                .filter(places::containsKey)
                                .map(places::get)
                                .distinct()
                                .count()
                        > 1)
                .toList();
    }

    /** The published lists, as they are: a line is a name, a stem or a path, with or without the picture's suffix. */
    public static Split ofLists(Dataset dataset, Path train, Path val) {
        Map<String, Path> lists = new LinkedHashMap<>();
        lists.put(TRAIN, train);
        lists.put(VAL, val);
        return ofLists(dataset, lists);
    }

    /**
     * @param lists part ("train", "val", "test") to text file
     * @throws BadFileException where a line means no case, more than one, or one that stands in the lists already
     */
    public static Split ofLists(Dataset dataset, Map<String, Path> lists) {
        CaseNames names = new CaseNames(dataset.cases());
        SortedMap<String, List<String>> parts = new TreeMap<>();
        lists.forEach((part, file) -> {
            CaseNames.Resolved resolved = names.resolve(CaseNames.lines(file));
            List<String> bad = new ArrayList<>(resolved.problems());
            resolved.names().stream()
                    .filter(n -> parts.values().stream().anyMatch(p -> p.contains(n)))
                    .forEach(n -> bad.add("\"" + n + "\" (stands in another part)"));
            if (!bad.isEmpty()) {
                throw new BadFileException(
                        file,
                        bad.size() + " lines do not mean exactly one case of " + dataset.name() + " ("
                                + dataset.cases().size() + " cases): " + String.join(", ", bad),
                        "is this the list of this data set?");
            }
            parts.put(part, resolved.names());
        });
        String source = String.join(
                ", ",
                lists.values().stream().map(f -> f.getFileName().toString()).toList());
        return new Split(source, 0, List.of(), dataset.hash(), parts, List.of());
    }

    /**
     * A split that lies with the data, by its name in {@link Dataset#lists}.
     *
     * @throws IllegalArgumentException where there is none of that name
     */
    public static Split published(Dataset dataset, String name) {
        SortedMap<String, List<String>> parts = dataset.lists().get(name);
        if (parts == null) {
            throw new IllegalArgumentException("data set " + dataset.name() + " has no published split \"" + name
                    + "\"; it has " + dataset.lists().keySet());
        }
        return new Split(name, 0, List.of(), dataset.hash(), parts, List.of());
    }

    /** Fold k (from 0) as "val", the others as "train". */
    public Split fold(int k) {
        if (k < 0 || k >= folds.size()) {
            throw new IllegalArgumentException(
                    "fold " + k + " of a split with " + folds.size() + " folds, counted from 0");
        }
        SortedMap<String, List<String>> chosen = new TreeMap<>(parts);
        chosen.put(VAL, folds.get(k));
        List<String> others = new ArrayList<>();
        for (int i = 0; i < folds.size(); i++) {
            others.addAll(i == k ? List.of() : folds.get(i));
        }
        chosen.put(TRAIN, others);
        return new Split(source + ", fold " + k, seed, ratios, dataset, chosen, List.of());
    }

    /**
     * The cases of a part, in the order of their names.
     *
     * @throws IllegalArgumentException where the data lacks one of them
     */
    public List<Case> cases(Dataset data, String part) {
        List<String> names = parts.get(part);
        if (names == null) {
            throw new IllegalArgumentException("the split has no part \"" + part + "\"; it has " + parts.keySet()
                    + (folds.isEmpty() ? "" : " and " + folds.size() + " folds"));
        }
        Map<String, Case> byName = new HashMap<>();
        data.cases().forEach(c -> byName.put(c.name(), c));
        List<String> missing =
                names.stream().filter(n -> !byName.containsKey(n)).toList();
        if (!missing.isEmpty()) {
            throw new IllegalArgumentException("data set " + data.name() + " lacks " + missing.size() + " of the "
                    + names.size() + " cases of part \"" + part + "\": " + String.join(", ", missing)
                    + "; the split belongs to other data");
        }
        return names.stream().map(byName::get).toList();
    }

    /** SHA-256 of what is split: the parts, the folds and the data's hash; not how it came about. */
    public String hash() {
        return Hash.of(Json.line(List.of(dataset, parts, folds)));
    }

    public void write(Path file) {
        AtomicFile.write(file, Json.pretty(this));
    }

    /** @throws BadFileException where the file is no split */
    public static Split read(Path file) {
        return Json.read(file, Split.class);
    }
}
