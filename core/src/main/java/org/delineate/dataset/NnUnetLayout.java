package org.delineate.dataset;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.delineate.file.BadFileException;
import org.delineate.file.FileNames;
import org.delineate.file.Json;
import org.delineate.file.Printable;

/**
 * The raw data of nnU-Net v2 are dataset.json, imagesTr and labelsTr, and imagesTs with labelsTs where there are any.
 */
final class NnUnetLayout {
    static final Layout LAYOUT = new Layout(
            "nnunet",
            "dataset.json with imagesTr/<case>_0000.<ending> and labelsTr/<case>.<ending>",
            NnUnetLayout::read);
    static final String DESCRIPTION = "dataset.json";
    static final String SPLITS = "splits_final.json";
    private static final Pattern IMAGE = Pattern.compile("(.+)_(\\d{4})");

    private NnUnetLayout() {}

    private static Optional<FoundCases> read(Folder folder) {
        Optional<Path> description = folder.file(DESCRIPTION);
        if (description.isEmpty() || folder.folder("imagesTr").isEmpty()) {
            return Optional.empty();
        }
        refuseSeveralLabels(description.get(), Json.tree(description.get()).path("labels"));
        SortedMap<String, FoundCases> sets = new TreeMap<>();
        pairs(folder, "Tr").ifPresent(found -> sets.put("Tr", found));
        pairs(folder, "Ts")
                .filter(f -> !f.cases().isEmpty())
                .ifPresent(found -> sets.put("Ts", found.withParts(c -> PartNames.TEST)));
        FoundCases found = FoundCases.join(sets);
        return found.cases().isEmpty()
                ? Optional.empty()
                : Optional.of(found.withLists(splits(folder, found))
                        .withOthersForTraining()
                        .withBesides(List.of(description.get()))
                        .withBesides(folder.file(SPLITS).stream().toList()));
    }

    /** Refuses other labels than 0 and 1: two kinds of lesion would be read as one. */
    private static void refuseSeveralLabels(Path file, JsonNode labels) {
        List<String> foreground = new ArrayList<>();
        labels.fieldNames().forEachRemaining(name -> {
            if (!labels.get(name).isInt() || labels.get(name).asInt() != 0) {
                foreground.add(Printable.plain(name + "=" + labels.get(name)));
            }
        });
        if (foreground.size() != 1 || !foreground.get(0).endsWith("=1")) {
            throw new BadFileException(
                    file,
                    "labels other than background=0 and one of 1: " + foreground,
                    "one kind of lesion is delineated; write label files of 0 and 1 for the one to segment");
        }
    }

    private static Optional<FoundCases> pairs(Folder folder, String set) {
        Optional<Folder> images = folder.folder("images" + set);
        Optional<Folder> labels = folder.folder("labels" + set);
        if (images.isEmpty() || labels.isEmpty()) {
            return Optional.empty();
        }
        Map<String, Path> byCase = new TreeMap<>();
        for (Path picture : images.get().pictures()) {
            Matcher m = IMAGE.matcher(Folder.key(picture));
            if (m.matches() && byCase.put(m.group(1), picture) != null) {
                throw new BadFileException(
                        picture,
                        "case " + m.group(1) + " has more than one file",
                        "a picture is one file of one (grey) or three (RGB) channels; merge its channels");
            }
        }
        List<Case> cases = new ArrayList<>();
        List<Path> unmatched = new ArrayList<>();
        for (Path label : labels.get().pictures()) {
            String name = Folder.key(label);
            if (byCase.containsKey(name)) {
                cases.add(new Case(name, byCase.get(name), List.of(label), "", "", ""));
            } else {
                unmatched.add(label);
            }
        }
        return Optional.of(FoundCases.of(cases, unmatched));
    }

    /** Reads the folds that nnU-Net keeps beside its preprocessed data, where a copy of them is here. */
    private static SortedMap<String, SortedMap<String, List<String>>> splits(Folder folder, FoundCases found) {
        Map<String, String> names = new HashMap<>();
        found.cases().stream()
                .filter(c -> !c.part().equals(PartNames.TEST))
                .forEach(c -> names.put(Folder.key(c.masks().get(0)), c.name()));
        SortedMap<String, SortedMap<String, List<String>>> lists = new TreeMap<>();
        folder.file(SPLITS).ifPresent(file -> {
            for (JsonNode fold : Json.tree(file)) {
                lists.put(
                        "fold " + lists.size(),
                        PublishedSplits.ofFold(
                                fold, name -> name(file, FileNames.composed(name.asText()), names), found));
            }
        });
        return lists;
    }

    private static String name(Path file, String stem, Map<String, String> names) {
        if (!names.containsKey(stem)) {
            throw new BadFileException(
                    file, Printable.quoted(stem) + " is no training case", "is this the file of this data set?");
        }
        return names.get(stem);
    }
}
