package org.delineate.experiment;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.delineate.dataset.Dataset;
import org.delineate.dataset.Split;

/**
 * Says how a data set is split, once or several times. Exactly one of lists, ratio, folds, published and external is
 * given. Random splits are stratified by class, and keep patients and duplicates together.
 *
 * @param lists of names, a split each: part ("train", "val", "test") to a text file beside the experiment
 * @param ratio shares of train and val, or of train, val and test
 * @param folds number of them: each is left out of the training once
 * @param published name of a split that comes with the data; {@value #LAYOUT} for the parts that its folders prescribe
 * @param external whether all cases are for tests, so that nothing is trained on them
 * @param validate share of the training cases that chooses the epoch, where the rule has no part for that
 * @param repeats random splits by ratio, with successive seeds
 * @param seed of the first random split
 */
public record SplitRule(
        List<Map<String, String>> lists,
        List<Double> ratio,
        Integer folds,
        String published,
        Boolean external,
        Double validate,
        Integer repeats,
        Long seed) {
    private static final double HELD_OUT = 0.1;
    private static final String LAYOUT = "layout";

    public SplitRule {
        external = Boolean.TRUE.equals(external) ? true : null;
        long given = Stream.of(lists, ratio, folds, published, external)
                .filter(Objects::nonNull)
                .count();
        if (given != 1) {
            throw new IllegalArgumentException(
                    "a split gives one of lists, ratio, folds, published, external; " + given + " are given");
        }
        if (lists != null && (lists.isEmpty() || lists.stream().anyMatch(l -> !l.containsKey(Split.TRAIN)))) {
            throw new IllegalArgumentException("lists of a split name files for train and val, perhaps test, as in"
                    + " [{\"train\": \"a.txt\", \"val\": \"b.txt\"}]; got " + lists);
        }
        if (ratio != null
                && (ratio.size() < 2
                        || ratio.size() > 3
                        || ratio.stream().anyMatch(r -> !(r > 0))
                        || Math.abs(sum(ratio) - 1) > 1e-6)) {
            throw new IllegalArgumentException(
                    "ratio has two or three shares above 0 that add up to 1 (train, val, test), got " + ratio);
        }
        if (folds != null && folds < 2) {
            throw new IllegalArgumentException("folds are at least 2, got " + folds);
        }
        if (validate != null && !(validate > 0 && validate < 1)) {
            throw new IllegalArgumentException("validate is a share in 0..1, got " + validate);
        }
        if (repeats != null && (repeats < 1 || ratio == null)) {
            throw new IllegalArgumentException("repeats of a ratio are at least 1, got " + repeats
                    + (ratio == null ? "; other splits have none" : ""));
        }
        seed = seed == null ? 1L : seed;
    }

    private static double sum(List<Double> ratio) {
        return ratio.stream().mapToDouble(r -> r).sum();
    }

    boolean isExternal() {
        return external != null;
    }

    /** Counts the splits. */
    int count() {
        return lists != null ? lists.size() : folds != null ? folds : repeats != null ? repeats : 1;
    }

    /** Names one of the splits in the names of runs: "split2", "fold0"; "" where it is the only one. */
    String name(int number) {
        return count() == 1 ? "" : folds != null ? "fold" + number : "split" + (number + 1);
    }

    /** Says in a few words what the rule does. */
    String words() {
        String rest = validate == null ? "" : ", " + Math.round(100 * validate) + " % of train validate";
        if (isExternal()) {
            return "all cases for tests";
        }
        if (lists != null) {
            return lists.size() + (lists.size() == 1 ? " published split" : " published splits") + rest;
        }
        if (published != null) {
            return published.equals(LAYOUT)
                    ? "the parts that its folders prescribe" + rest
                    : "the split \"" + published + "\" of the data" + rest;
        }
        if (folds != null) {
            return folds + " folds, seed " + seed + rest;
        }
        String shares = String.join(
                ":",
                ratio.stream().map(r -> String.valueOf(Math.round(100 * r))).toList());
        return shares + (count() == 1 ? ", seed " + seed : ", " + count() + " times, seeds from " + seed) + rest;
    }

    /**
     * Makes one of the splits.
     *
     * @param used the data set without the cases that do not take part
     * @param groups names that no split may divide
     * @param folder that the names of lists are relative to
     * @throws IllegalArgumentException where the data cannot be split so
     */
    Split make(int number, Dataset whole, Dataset used, List<List<String>> groups, Path folder) {
        Split split = raw(number, whole, used, groups, folder);
        if (!split.parts().containsKey(Split.VAL)) {
            split = split.holdOut(whole, groups, validate == null ? HELD_OUT : validate, seed);
        }
        return split;
    }

    private Split raw(int number, Dataset whole, Dataset used, List<List<String>> groups, Path folder) {
        if (lists != null) {
            SortedMap<String, Path> files = new TreeMap<>();
            lists.get(number).forEach((part, file) -> files.put(part, folder.resolve(file)));
            return Split.ofLists(whole, files);
        }
        if (published != null) {
            return published.equals(LAYOUT) ? prescribed(whole, used) : Split.published(whole, published);
        }
        if (folds != null) {
            Split all = Split.folds(used, groups, folds, seed).withDataset(whole);
            return validate == null ? all.fold(number) : all.foldAsTest(number);
        }
        double[] shares = ratio.stream().mapToDouble(r -> r).toArray();
        return Split.ratio(used, groups, shares, seed + number).withDataset(whole);
    }

    /** Takes the parts that the layout prescribes, whatever lists lie beside the data. */
    private static Split prescribed(Dataset whole, Dataset used) {
        SortedMap<String, List<String>> parts = new TreeMap<>();
        used.cases().stream()
                .filter(c -> !c.part().isEmpty())
                .forEach(c ->
                        parts.computeIfAbsent(c.part(), p -> new ArrayList<>()).add(c.name()));
        if (!parts.containsKey(Split.TRAIN)) {
            throw new IllegalArgumentException("the folders of data set " + whole.name() + " prescribe no part train;"
                    + " is it arranged as published?");
        }
        return new Split(LAYOUT, 0, List.of(), whole.hash(), parts, List.of());
    }

    /** Names the part that is scored: test, or val where the rule has no test part. */
    static String scored(Split split) {
        return split.parts().containsKey(Split.TEST) ? Split.TEST : Split.VAL;
    }
}
