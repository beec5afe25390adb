package org.delineate.dataset;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.delineate.file.BadFileException;
import org.delineate.file.Json;

/**
 * TN3K and TG3K consist of folders &lt;set&gt;-image and &lt;set&gt;-mask, with folds as JSON.
 *
 * <p>The numbers in the JSON are positions in the list of pictures sorted by their integer stem, not names.
 */
final class ThyroidLayout {
    static final Layout LAYOUT = new Layout(
            "thyroid",
            "{trainval,test,thyroid}-image/<n>.jpg with {trainval,test,thyroid}-mask/<n>.jpg"
                    + " and *trainval*.json of positions",
            ThyroidLayout::read);
    private static final String IMAGE = "-image";

    private ThyroidLayout() {}

    private static Optional<FoundCases> read(Folder folder) {
        SortedMap<String, FoundCases> sets = new TreeMap<>();
        SortedMap<String, List<Path>> pictures = new TreeMap<>();
        for (String set : List.of("trainval", "thyroid", "test")) {
            Optional<Folder> images = folder.folder(set + IMAGE);
            Optional<Folder> masks = folder.folder(set + "-mask");
            if (images.isPresent() && masks.isPresent()) {
                pictures.put(set, images.get().pictures());
                sets.put(
                        set,
                        ImageMaskPairing.of(images.get().pictures(), masks.get().pictures())
                                .withParts(c -> set.equals("test") ? PartNames.TEST : ""));
            }
        }
        FoundCases found = FoundCases.join(sets);
        return found.cases().isEmpty()
                ? Optional.empty()
                : Optional.of(found.withLists(lists(folder, pictures, found))
                        .withOthersForTraining()
                        .withBesides(folds(folder)));
    }

    private static SortedMap<String, SortedMap<String, List<String>>> lists(
            Folder folder, Map<String, List<Path>> pictures, FoundCases found) {
        Map<Path, String> names = new TreeMap<>();
        found.cases().forEach(c -> names.put(c.image(), c.name()));
        SortedMap<String, SortedMap<String, List<String>>> lists = new TreeMap<>();
        for (Path file : folds(folder)) {
            List<Path> sorted =
                    sorted(file, pictures.getOrDefault("trainval", pictures.getOrDefault("thyroid", List.of())));
            lists.put(
                    Folder.stem(file),
                    PublishedSplits.ofFold(Json.tree(file), position -> name(file, position, sorted, names), found));
        }
        return lists;
    }

    private static List<Path> folds(Folder folder) {
        return folder.files("json").stream()
                .filter(f -> Folder.stem(f).contains("trainval"))
                .toList();
    }

    private static List<Path> sorted(Path file, List<Path> pictures) {
        try {
            return pictures.stream()
                    .sorted(Comparator.comparing(p -> Integer.parseInt(Folder.stem(p))))
                    .toList();
        } catch (NumberFormatException e) {
            throw new BadFileException(
                    file,
                    "its positions count pictures with integer names, but there is one named otherwise: "
                            + e.getMessage(),
                    "remove that picture, or the JSON file");
        }
    }

    private static String name(Path file, JsonNode position, List<Path> sorted, Map<Path, String> names) {
        String name = position.isInt() && position.asInt() >= 0 && position.asInt() < sorted.size()
                ? names.get(sorted.get(position.asInt()))
                : null;
        if (name == null) {
            throw new BadFileException(
                    file,
                    "position " + position + " is no picture with a mask among " + sorted.size()
                            + ", counted from 0 in the order of the integer names",
                    "is the data set complete?");
        }
        return name;
    }
}
