package org.delineate.dataset;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import org.delineate.image.MaskValues;

/**
 * The cases that a layout finds in a folder, and what it notices there.
 *
 * @param unmatchedMasks masks without a picture
 * @param lists splits that are published with the data: name of the split, part, names of cases
 * @param remarks what the user should know, one sentence each
 * @param maskValues what the values of the masks mean, where the data say so; else null
 * @param besides files that the layout knows and that are neither pictures nor masks: tables, fields of view
 */
record FoundCases(
        List<Case> cases,
        List<Path> unmatchedMasks,
        SortedMap<String, SortedMap<String, List<String>>> lists,
        List<String> remarks,
        MaskValues maskValues,
        List<Path> besides) {

    static FoundCases of(List<Case> cases, List<Path> unmatchedMasks) {
        return new FoundCases(cases, unmatchedMasks, new TreeMap<>(), List.of(), null, List.of());
    }

    /**
     * Joins several data sets to one; where a name occurs in two of them, every name is preceded by the key of its set.
     */
    static FoundCases join(Map<String, FoundCases> sets) {
        Set<String> names = new HashSet<>();
        boolean distinct = sets.values().stream().flatMap(f -> f.cases.stream()).allMatch(c -> names.add(c.name()));
        List<Case> cases = new ArrayList<>();
        List<Path> masks = new ArrayList<>();
        List<String> remarks = new ArrayList<>();
        List<Path> besides = new ArrayList<>();
        sets.forEach((key, set) -> {
            set.cases.forEach(c -> cases.add(distinct ? c : named(c, key + "/" + c.name())));
            masks.addAll(set.unmatchedMasks);
            remarks.addAll(set.remarks);
            besides.addAll(set.besides);
        });
        return new FoundCases(cases, masks, new TreeMap<>(), remarks, null, besides);
    }

    /** Sets the class of each case. */
    FoundCases withLabels(Function<Case, String> label) {
        return mapped(c -> new Case(c.name(), c.image(), c.masks(), label.apply(c), c.group(), c.part()));
    }

    /** Sets the patient or sequence of each case. */
    FoundCases withGroups(Function<Case, String> group) {
        return mapped(c -> new Case(c.name(), c.image(), c.masks(), c.label(), group.apply(c), c.part()));
    }

    /** Sets the part that the layout prescribes for each case. */
    FoundCases withParts(Function<Case, String> part) {
        return mapped(c -> new Case(c.name(), c.image(), c.masks(), c.label(), c.group(), part.apply(c)));
    }

    /** Assigns the other cases to training where the layout prescribes test cases only and there are no lists. */
    FoundCases withOthersForTraining() {
        boolean test = cases.stream().anyMatch(c -> c.part().equals(PartNames.TEST));
        return test && lists.isEmpty() ? withParts(c -> c.part().isEmpty() ? PartNames.TRAIN : c.part()) : this;
    }

    /** Adds the splits that are published with the data. */
    FoundCases withLists(SortedMap<String, SortedMap<String, List<String>>> published) {
        return new FoundCases(cases, unmatchedMasks, published, remarks, maskValues, besides);
    }

    /** Adds sentences for the user. */
    FoundCases withRemarks(List<String> more) {
        List<String> all = new ArrayList<>(remarks);
        all.addAll(more);
        return new FoundCases(cases, unmatchedMasks, lists, all, maskValues, besides);
    }

    /** Sets what the values of the masks mean. */
    FoundCases withMaskValues(MaskValues values) {
        return new FoundCases(cases, unmatchedMasks, lists, remarks, values, besides);
    }

    /** Adds files that the layout knows and that are neither pictures nor masks. */
    FoundCases withBesides(Collection<Path> more) {
        List<Path> all = new ArrayList<>(besides);
        all.addAll(more);
        return new FoundCases(cases, unmatchedMasks, lists, remarks, maskValues, all);
    }

    private FoundCases mapped(Function<Case, Case> change) {
        return new FoundCases(cases.stream().map(change).toList(), unmatchedMasks, lists, remarks, maskValues, besides);
    }

    private static Case named(Case c, String name) {
        return new Case(name, c.image(), c.masks(), c.label(), c.group(), c.part());
    }
}
