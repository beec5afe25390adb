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
import org.delineate.image.MaskValues;
import org.delineate.image.MaskValues.Channel;
import org.delineate.image.MaskValues.Span;

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
        Labels labels =
                Labels.of(description.get(), Json.tree(description.get()).path("labels"));
        SortedMap<String, FoundCases> sets = new TreeMap<>();
        pairs(folder, "Tr").ifPresent(found -> sets.put("Tr", found));
        pairs(folder, "Ts")
                .filter(f -> !f.cases().isEmpty())
                .ifPresent(found -> sets.put("Ts", found.withParts(c -> PartNames.TEST)));
        FoundCases found = FoundCases.join(sets);
        return found.cases().isEmpty()
                ? Optional.empty()
                : Optional.of(found.withLists(splits(folder, found))
                        .withMaskValues(labels.maskValues())
                        .withRemarks(labels.remarks())
                        .withOthersForTraining()
                        .withBesides(List.of(description.get()))
                        .withBesides(folder.file(SPLITS).stream().toList()));
    }

    /**
     * What dataset.json says about the values of the masks.
     *
     * @param lesions names of the labels beside background and ignore, with their values
     * @param ignore value that does not count, -1 where there is none
     */
    private record Labels(SortedMap<String, Integer> lesions, int ignore) {
        static Labels of(Path file, JsonNode labels) {
            SortedMap<String, Integer> lesions = new TreeMap<>();
            int ignore = -1;
            for (Map.Entry<String, JsonNode> label : labels.properties()) {
                if (!label.getValue().isInt() || label.getValue().asInt() < 0) {
                    throw new BadFileException(
                            file,
                            "the label " + Printable.plain(label.getKey() + " has the value " + label.getValue()),
                            "one label is one number; regions of several are not read");
                }
                int value = label.getValue().asInt();
                if (label.getKey().equals("ignore")) {
                    ignore = value;
                } else if (value != 0) {
                    lesions.put(Printable.plain(label.getKey()), value);
                }
            }
            if (lesions.isEmpty()) {
                throw new BadFileException(file, "no label beside the background", "name the lesion: \"lesion\": 1");
            }
            return new Labels(lesions, ignore);
        }

        /** Gives null where there are several kinds of lesion: the user says which are meant. */
        MaskValues maskValues() {
            return lesions.size() > 1
                    ? null
                    : new MaskValues(
                            Channel.COLOUR,
                            Span.of(0),
                            Span.of(lesions.get(lesions.firstKey())),
                            ignore < 0 ? List.of() : Span.of(ignore));
        }

        List<String> remarks() {
            return lesions.size() == 1
                    ? List.of()
                    : List.of(
                            "dataset.json names several labels, " + lesions + "; --mask-values says which are lesion.");
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
