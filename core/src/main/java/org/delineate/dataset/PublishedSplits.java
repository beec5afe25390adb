package org.delineate.dataset;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.delineate.file.BadFileException;
import org.delineate.file.Printable;

/**
 * Finds the splits that are published with a data set: those of its layout, else those of text files such as train.txt
 * or busi_val2.txt beside it.
 *
 * @param lists name of the split, part, names of cases
 * @param remarks lists that were not read, and why
 * @param files the lists, those that are not used too
 */
record PublishedSplits(
        SortedMap<String, SortedMap<String, List<String>>> lists, List<String> remarks, List<Path> files) {
    /** Names the split that folders or the column of a manifest prescribe. */
    static final String LAYOUT = "layout";

    private static final Pattern LIST =
            Pattern.compile("(.*?)(?<![a-z])(train(?:ing)?|val(?:id(?:ation)?)?|test(?:ing)?)(?![a-z])(.*)");

    static PublishedSplits of(Folder folder, FoundCases found) {
        if (!found.lists().isEmpty()) {
            return new PublishedSplits(found.lists(), List.of(), List.of());
        }
        SortedMap<String, List<String>> prescribed = new TreeMap<>();
        found.cases().stream()
                .filter(c -> !c.part().isEmpty())
                .forEach(c -> prescribed
                        .computeIfAbsent(c.part(), p -> new ArrayList<>())
                        .add(c.name()));
        if (!prescribed.isEmpty()) {
            return new PublishedSplits(new TreeMap<>(Map.of(LAYOUT, prescribed)), List.of(), List.of());
        }
        return beside(folder, new CaseLookup(found.cases()));
    }

    /** Reads the lists that lie in a folder. */
    static PublishedSplits beside(Folder folder, CaseLookup names) {
        SortedMap<String, SortedMap<String, List<String>>> lists = new TreeMap<>();
        Set<String> unusable = new HashSet<>();
        List<String> remarks = new ArrayList<>();
        List<Path> files = new ArrayList<>();
        for (Path file : folder.files("txt")) {
            Matcher m = LIST.matcher(Folder.stem(file).toLowerCase(Locale.ROOT));
            if (!m.matches()) {
                continue;
            }
            files.add(file);
            String bare = (m.group(1) + m.group(3)).replaceAll("^[ _.-]+|[ _.-]+$", "");
            String name = bare.isEmpty() ? "lists" : bare;
            SortedMap<String, List<String>> parts = lists.computeIfAbsent(name, n -> new TreeMap<>());
            CaseLookup.Resolved resolved;
            try {
                resolved = names.resolve(CaseLookup.lines(file));
            } catch (BadFileException e) {
                unusable.add(name);
                remarks.add(
                        Printable.plain(file.getFileName().toString()) + " is not used as a split: " + e.rule() + ".");
                continue;
            }
            Set<String> seen = new HashSet<>();
            parts.values().forEach(seen::addAll);
            boolean clean =
                    resolved.problems().isEmpty() && resolved.names().stream().noneMatch(seen::contains);
            if (!clean || parts.put(PartNames.of(m.group(2)), resolved.names()) != null) {
                unusable.add(name);
                remarks.add(Printable.plain(file.getFileName().toString()) + " is not used as a split: "
                        + (resolved.problems().isEmpty()
                                ? "it repeats cases or a part of another list"
                                : resolved.problems().size() + " of its lines match no case, the first is "
                                        + resolved.problems().get(0))
                        + ".");
            }
        }
        lists.keySet().removeAll(unusable);
        return new PublishedSplits(lists, remarks, files);
    }

    /**
     * Reads the parts train and val of a fold; the test cases that the layout prescribes are part of each.
     *
     * @param fold entries by part
     * @param caseName names the case of an entry
     */
    static SortedMap<String, List<String>> ofFold(
            JsonNode fold, Function<JsonNode, String> caseName, FoundCases found) {
        SortedMap<String, List<String>> parts = new TreeMap<>();
        for (String part : List.of(PartNames.TRAIN, PartNames.VAL)) {
            List<String> names = new ArrayList<>();
            fold.path(part).forEach(entry -> names.add(caseName.apply(entry)));
            parts.put(part, names);
        }
        found.cases().stream()
                .filter(c -> c.part().equals(PartNames.TEST))
                .forEach(c ->
                        parts.computeIfAbsent(c.part(), p -> new ArrayList<>()).add(c.name()));
        return parts;
    }

    /**
     * Assigns each case to its part of the published split; leaves the cases as they are where there are several
     * splits.
     */
    List<Case> assign(List<Case> cases) {
        if (lists.size() != 1) {
            return cases;
        }
        Map<String, String> parts = new HashMap<>();
        lists.get(lists.firstKey()).forEach((part, names) -> names.forEach(n -> parts.put(n, part)));
        return cases.stream()
                .map(c -> new Case(
                        c.name(), c.image(), c.masks(), c.label(), c.group(), parts.getOrDefault(c.name(), "")))
                .toList();
    }
}
