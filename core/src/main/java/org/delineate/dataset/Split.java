package org.delineate.dataset;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.delineate.file.AtomicFile;
import org.delineate.file.BadFileException;
import org.delineate.file.FileNames;
import org.delineate.file.Hash;
import org.delineate.file.Json;
import org.delineate.file.Printable;

/**
 * Assigns the cases of a data set to training, validation and test, or to the folds of a cross-validation.
 *
 * @param source "ratio", "folds", or the names of the lists from which it was read
 * @param seed of the shuffle; 0 for published lists
 * @param ratios requested shares of the parts; empty for folds and published lists
 * @param dataset {@link Dataset#hash} of the data that are split
 * @param parts "train", "val", "test": names of cases, sorted
 * @param folds names of cases, sorted; empty where there is no cross-validation
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
    private static final int SHOWN = 10;
    private static final String RATIO = "ratio";
    private static final String FOLDS = "folds";

    /** @throws IllegalArgumentException where a case is named twice or a part has an unknown name */
    public Split {
        requireThere("source", source);
        requireThere("ratios", ratios);
        requireThere("dataset", dataset);
        requireThere("parts", parts);
        requireThere("folds", folds);
        ratios.forEach(ratio -> requireThere("one of the ratios", ratio));
        ratios = List.copyOf(ratios);
        TreeMap<String, List<String>> sorted = new TreeMap<>();
        parts.forEach((part, names) -> sorted.put(part, sorted("part " + Printable.plain(part), names)));
        parts = Collections.unmodifiableSortedMap(sorted);
        folds = folds.stream().map(f -> sorted("one of the folds", f)).toList();
        if (!List.of(TRAIN, VAL, TEST).containsAll(parts.keySet())) {
            throw new IllegalArgumentException("parts are named train, val and test, got "
                    + Printable.plain(parts.keySet().toString()));
        }
        List<List<String>> all = new ArrayList<>(folds);
        all.addAll(parts.values());
        Set<String> seen = new HashSet<>();
        for (String name : (Iterable<String>) all.stream().flatMap(List::stream)::iterator) {
            if (!seen.add(name)) {
                throw new IllegalArgumentException(
                        "a case is in one part only; " + Printable.quoted(name) + " is named twice");
            }
        }
    }

    private static List<String> sorted(String what, List<String> names) {
        requireThere(what, names);
        names.forEach(name -> requireThere("a name in " + what, name));
        return names.stream().map(FileNames::composed).sorted().toList();
    }

    private static void requireThere(String what, Object value) {
        if (value == null) {
            throw new IllegalArgumentException(
                    what + " is missing; a split has source, seed, ratios, dataset, parts and"
                            + " folds, as `delineate data split` writes them");
        }
    }

    /**
     * Splits at random into parts of the requested shares, stratified by class, no group in two parts.
     *
     * @param groups names that must stay together, as an audit finds them; the cases' own groups are added
     * @param ratios shares of train and val, or of train, val and test; they add up to 1
     * @throws IllegalArgumentException where the ratios do not add up to 1, or a part stays empty
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
        List<List<String>> assigned = StratifiedSplit.of(dataset.cases(), groups, ratios, seed);
        SortedMap<String, List<String>> parts = new TreeMap<>();
        for (int p = 0; p < ratios.length; p++) {
            parts.put(names.get(p), assigned.get(p));
        }
        parts.forEach((part, cases) -> requireCases(part, cases, dataset));
        return new Split(RATIO, seed, Arrays.stream(ratios).boxed().toList(), dataset.hash(), parts, List.of());
    }

    /** Takes all cases for training. */
    public static Split ofAll(Dataset dataset) {
        List<String> names = dataset.cases().stream().map(Case::name).toList();
        SortedMap<String, List<String>> parts = new TreeMap<>(Map.of(TRAIN, names));
        return new Split("all", 0, List.of(), dataset.hash(), parts, List.of());
    }

    /**
     * Splits at random into folds of equal size for cross-validation, stratified by class, no group in two folds. Cases
     * that the layout assigns to "test" stay there.
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
        for (int f = 0; f < k; f++) {
            requireCases("fold " + f, folds.get(f), dataset);
        }
        SortedMap<String, List<String>> parts = new TreeMap<>(test.isEmpty() ? Map.of() : Map.of(TEST, test));
        return new Split(FOLDS, seed, List.of(), dataset.hash(), parts, folds);
    }

    private static void requireCases(String part, List<String> names, Dataset dataset) {
        if (names.isEmpty()) {
            throw new IllegalArgumentException("no case is left for " + part + " of " + dataset.name() + ": its "
                    + dataset.cases().size() + " cases lie in too few or too large groups");
        }
    }

    /**
     * Reads published lists: a line is a name, a stem or a path, with or without the picture's suffix.
     *
     * @param lists part ("train", "val", "test") to text file
     * @throws BadFileException where a line matches no case, more than one, or one that is listed already
     */
    public static Split ofLists(Dataset dataset, SortedMap<String, Path> lists) {
        CaseLookup names = new CaseLookup(dataset.cases());
        SortedMap<String, List<String>> parts = new TreeMap<>();
        Set<String> listed = new HashSet<>();
        lists.forEach((part, file) -> {
            CaseLookup.Resolved resolved = names.resolve(CaseLookup.lines(file));
            if (resolved.names().isEmpty() && resolved.problems().isEmpty()) {
                throw new BadFileException(
                        file, "the list of part " + part + " is empty", "name a case in it, or leave the option out");
            }
            List<String> bad = new ArrayList<>(resolved.problems());
            resolved.names().stream()
                    .filter(n -> !listed.add(n))
                    .forEach(n -> bad.add(Printable.quoted(n) + " (is listed in another part)"));
            if (!bad.isEmpty()) {
                throw new BadFileException(
                        file,
                        bad.size() + " lines do not match exactly one case of " + dataset.name() + " ("
                                + dataset.cases().size() + " cases): "
                                + String.join(", ", bad.subList(0, Math.min(SHOWN, bad.size())))
                                + (bad.size() > SHOWN ? " and " + (bad.size() - SHOWN) + " more" : ""),
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
     * Takes a split that is published with the data, by its name in {@link Dataset#lists}.
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

    /** Takes fold k (from 0) as "val" and the others as "train". */
    public Split fold(int k) {
        return fold(k, VAL);
    }

    /**
     * Takes fold k (from 0) as "test" and the others as "train", of which {@link #holdOut} takes those that validate.
     *
     * @throws IllegalArgumentException where the split has a part "test" beside its folds
     */
    public Split foldAsTest(int k) {
        if (parts.containsKey(TEST)) {
            throw new IllegalArgumentException("a fold cannot be the part test: the data have one of their own, of "
                    + parts.get(TEST).size() + " cases");
        }
        return fold(k, TEST);
    }

    private Split fold(int k, String part) {
        if (k < 0 || k >= folds.size()) {
            throw new IllegalArgumentException(
                    "fold " + k + " of a split with " + folds.size() + " folds, counted from 0");
        }
        SortedMap<String, List<String>> chosen = new TreeMap<>(parts);
        chosen.put(part, folds.get(k));
        List<String> others = new ArrayList<>();
        for (int i = 0; i < folds.size(); i++) {
            others.addAll(i == k ? List.of() : folds.get(i));
        }
        chosen.put(TRAIN, others);
        return new Split(source + ", fold " + k, seed, ratios, dataset, chosen, List.of());
    }

    /**
     * Moves a share of "train" to "val", stratified by class, no group in both: for published splits without a
     * validation part.
     */
    public Split holdOut(Dataset data, List<List<String>> groups, double share, long chosenSeed) {
        if (parts.containsKey(VAL) || !(share > 0 && share < 1)) {
            throw new IllegalArgumentException("a share in 0..1 is held out where there is no part \"val\"; got "
                    + share + " and the parts " + parts.keySet());
        }
        List<List<String>> assigned =
                StratifiedSplit.of(cases(data, TRAIN), groups, new double[] {1 - share, share}, chosenSeed);
        SortedMap<String, List<String>> more = new TreeMap<>(parts);
        more.put(TRAIN, assigned.get(0));
        more.put(VAL, assigned.get(1));
        more.forEach((part, names) -> requireCases(part, names, data));
        return new Split(source + ", " + share + " of train held out", chosenSeed, ratios, dataset, more, List.of());
    }

    /**
     * Divides cases that this split names nowhere among "test" (two thirds) and "val" (one third), no group in both,
     * always in the same way; fewer than three all belong to "test".
     *
     * @param groups names that must stay together, as in {@link #ratio}
     * @param part of which the cases are wanted; no other has any
     */
    public List<Case> unnamed(Dataset data, Collection<String> names, List<List<String>> groups, String part) {
        Set<String> rest = new HashSet<>(names);
        parts.values().forEach(rest::removeAll);
        folds.forEach(rest::removeAll);
        if (rest.size() < 3) {
            return data.cases().stream()
                    .filter(c -> part.equals(TEST) && rest.contains(c.name()))
                    .toList();
        }
        List<String> others = data.cases().stream()
                .map(Case::name)
                .filter(n -> !rest.contains(n))
                .toList();
        Split divided = ratio(data.without(others), groups, new double[] {2 / 3.0, 1 / 3.0}, 1);
        return switch (part) {
            case TEST -> divided.cases(data, TRAIN);
            case VAL -> divided.cases(data, VAL);
            default -> List.of();
        };
    }

    /**
     * Lists the cases of a part, and those that share a group with one of them: duplicates, images of the same patient.
     *
     * @param groups names that belong together, as in {@link #ratio}
     */
    public Set<String> around(String part, List<List<String>> groups) {
        Set<String> around = new HashSet<>(parts.getOrDefault(part, List.of()));
        List<List<String>> touching = groups.stream()
                .filter(g -> g.stream().anyMatch(around::contains))
                .toList();
        touching.forEach(around::addAll);
        return around;
    }

    /** Assigns the split of a subset to the whole data set, whose hash it then holds. */
    public Split withDataset(Dataset whole) {
        return new Split(source, seed, ratios, whole.hash(), parts, folds);
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
                    + names.size() + " cases of part \"" + part + "\": "
                    + missing.stream().limit(SHOWN).map(Printable::plain).collect(Collectors.joining(", "))
                    + (missing.size() > SHOWN ? " and " + (missing.size() - SHOWN) + " more" : "")
                    + "; the split belongs to other data");
        }
        return names.stream().map(byName::get).toList();
    }

    /**
     * Finds the groups with members in more than one part or fold, through which training data leak into the
     * evaluation.
     */
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

    /** Says how the cases were assigned: "70/10/20 by group, stratified by class, seed 1". */
    public String rule() {
        String shares =
                ratios.stream().map(r -> String.valueOf(Math.round(100 * r))).collect(Collectors.joining("/"));
        return source.startsWith(RATIO) || source.startsWith(FOLDS)
                ? source.replace(RATIO, shares) + " by group, stratified by class, seed " + seed
                : source;
    }

    /** Says how many cases each part and fold has: "train 453, val 65, test 129". */
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

    /** SHA-256 over the parts, the folds and the hash of the data; independent of source, seed and ratios. */
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
