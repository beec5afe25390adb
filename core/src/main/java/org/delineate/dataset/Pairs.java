package org.delineate.dataset;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.delineate.file.BadFileException;

/** Pairs pictures with masks by name, never by order: the same stem first, then the stem without a mask's affix. */
final class Pairs {
    private final Map<String, List<Path>> byStem;
    private final Map<String, List<Path>> byKey;

    private Pairs(List<Path> images) {
        byStem = index(images, Pairs::stem);
        byKey = index(images, MaskName::imageKey);
    }

    /**
     * Cases named by the picture's stem.
     *
     * @throws BadFileException where a mask has two pictures or a picture two rival masks
     */
    static FoundCases of(List<Path> images, List<Path> masks) {
        Pairs pairs = new Pairs(images);
        Map<Path, List<Path>> own = new LinkedHashMap<>();
        images.forEach(i -> own.put(i, new ArrayList<>()));
        List<Path> strangers = new ArrayList<>();
        for (Path mask : masks) {
            Path image = pairs.image(mask);
            (image == null ? strangers : own.get(image)).add(mask);
        }
        List<Case> cases = new ArrayList<>();
        own.forEach((image, found) -> {
            if (!found.isEmpty()) {
                refuseRivals(image, found);
                cases.add(new Case(Folder.stem(image), image, found, "", "", ""));
            }
        });
        return FoundCases.of(cases, strangers);
    }

    /** The one picture of a mask; null where there is none. */
    private Path image(Path mask) {
        String base = MaskName.of(mask).key();
        for (List<Path> candidates : List.of(
                byStem.getOrDefault(stem(mask), List.of()),
                byStem.getOrDefault(base, List.of()),
                byKey.getOrDefault(base, List.of()))) {
            if (!candidates.isEmpty()) {
                return only(candidates, mask);
            }
        }
        return null;
    }

    private static Path only(List<Path> candidates, Path mask) {
        List<Path> left = candidates;
        for (Function<Path, String> name :
                List.<Function<Path, String>>of(f -> f.getFileName().toString(), Folder::stem)) {
            if (left.size() > 1) {
                List<Path> same = left.stream()
                        .filter(i -> name.apply(i).equals(name.apply(mask)))
                        .toList();
                left = same.isEmpty() ? left : same;
            }
        }
        if (left.size() > 1) {
            throw new BadFileException(
                    mask, "the mask fits more than one picture: " + left, "rename so that each mask has one picture");
        }
        return left.get(0);
    }

    /** Several masks of a picture are one numbered series; anything else leaves open which of them is meant. */
    private static void refuseRivals(Path image, List<Path> masks) {
        Set<String> numbers = new HashSet<>();
        Set<String> styles = new HashSet<>();
        for (Path mask : masks) {
            MaskName name = stem(mask).equals(stem(image)) ? new MaskName(stem(mask), "", "") : MaskName.of(mask);
            styles.add(name.style());
            if (!numbers.add(name.number()) || styles.size() > 1) {
                throw new BadFileException(
                        image,
                        "the picture has rival masks: " + masks,
                        "keep one, or number those that belong together: a_mask.png, a_mask_1.png");
            }
        }
    }

    private static Map<String, List<Path>> index(List<Path> files, Function<Path, String> key) {
        Map<String, List<Path>> index = new HashMap<>();
        files.forEach(
                f -> index.computeIfAbsent(key.apply(f), k -> new ArrayList<>()).add(f));
        return index;
    }

    private static String stem(Path file) {
        return Folder.stem(file).toLowerCase(Locale.ROOT);
    }
}
