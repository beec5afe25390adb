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
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.delineate.file.BadFileException;

/** Pairs pictures with masks by name, never by order: first by equal stems, then without the affix of a mask. */
final class ImageMaskPairing {
    private final Map<String, List<Path>> byStem;
    private final Map<String, List<Path>> byKey;

    private ImageMaskPairing(List<Path> images) {
        byStem = index(images, ImageMaskPairing::stem);
        byKey = index(images, MaskName::imageKey);
    }

    /**
     * Pairs them into cases, which are named by the picture's stem.
     *
     * @throws BadFileException where a mask has two pictures or a picture two rival masks
     */
    static FoundCases of(List<Path> images, List<Path> masks) {
        ImageMaskPairing pairs = new ImageMaskPairing(images);
        Map<Path, List<Path>> own = new LinkedHashMap<>();
        images.forEach(i -> own.put(i, new ArrayList<>()));
        List<Path> unmatched = new ArrayList<>();
        for (Path mask : masks) {
            Path image = pairs.image(mask);
            (image == null ? unmatched : own.get(image)).add(mask);
        }
        List<Case> cases = new ArrayList<>();
        own.forEach((image, found) -> {
            if (!found.isEmpty()) {
                refuseRivals(image, found);
                cases.add(new Case(Folder.stem(image), image, found, "", "", ""));
            }
        });
        return FoundCases.of(cases, unmatched);
    }

    /** Finds the one picture of a mask; null where there is none. */
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

    /** Refuses several masks of a picture that are no numbered series: any of them could be meant. */
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
        return Folder.key(file).toLowerCase(Locale.ROOT);
    }

    /**
     * Takes the name of a mask's file apart: the picture to which it belongs, the affix that marks it, and its number.
     *
     * @param key the picture's key, lower case
     * @param style the affix that marks a mask, "" where there is none; the masks of one picture share it
     * @param number of several masks of one picture, "" where it has none
     */
    record MaskName(String key, String style, String number) {
        private static final String WORDS =
                "masks?|segmentations?|seg|lesions?|gts?|ground[ _-]?truth|anno|annotation|labels?|manual|vessels?";
        private static final Pattern SUFFIXED = Pattern.compile("(.+?)[ _.-](" + WORDS + ")(?:[ _-]?(\\d+))?");
        private static final Pattern PREFIXED = Pattern.compile("(" + WORDS + ")[_-](.+)");
        private static final Pattern IMAGE = Pattern.compile("(.+)[_-](?:image|img|orig|original|training|test)");
        private static final Pattern PREFIXED_IMAGE = Pattern.compile("(?:image|img|bus)[_-](.+)");

        static MaskName of(Path file) {
            String stem = Folder.key(file).toLowerCase(Locale.ROOT);
            Matcher suffixed = SUFFIXED.matcher(stem);
            if (suffixed.matches()) {
                String number = suffixed.group(3);
                return new MaskName(suffixed.group(1), "_" + suffixed.group(2), number == null ? "" : number);
            }
            Matcher prefixed = PREFIXED.matcher(stem);
            return prefixed.matches()
                    ? new MaskName(prefixed.group(2), prefixed.group(1) + "_", "")
                    : new MaskName(stem, "", "");
        }

        /** Gives the key of a picture whose own name has an affix as well: "a_image" belongs to "a_mask". */
        static String imageKey(Path file) {
            String stem = Folder.key(file).toLowerCase(Locale.ROOT);
            Matcher suffixed = IMAGE.matcher(stem);
            if (suffixed.matches()) {
                return suffixed.group(1);
            }
            Matcher prefixed = PREFIXED_IMAGE.matcher(stem);
            return prefixed.matches() ? prefixed.group(1) : stem;
        }
    }
}
