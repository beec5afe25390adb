package org.delineate.dataset;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.delineate.file.BadFileException;

/** Task 1 of the ISIC challenges of 2016 to 2018 has a folder of pictures and one of masks for each part. */
final class IsicLayout {
    static final Layout LAYOUT = new Layout(
            "isic",
            "ISIC*_{Training,Validation,Test}_{Input,Data}/ISIC_<7 digits>.jpg"
                    + " with ISIC*_GroundTruth/ISIC_<7 digits>_segmentation.png",
            IsicLayout::read);
    private static final Pattern FOLDER = Pattern.compile(
            ".*(?:ISIC|ISBI).*_(Training|Validation|Test)_(?:.*_)?(?:(Input|Data)|GroundTruth)(?:_x2)?",
            Pattern.CASE_INSENSITIVE);
    private static final Pattern IMAGE = Pattern.compile("ISIC_\\d{7}", Pattern.CASE_INSENSITIVE);
    private static final Pattern MASK = Pattern.compile("ISIC_\\d{7}_segmentation", Pattern.CASE_INSENSITIVE);

    private IsicLayout() {}

    private static Optional<FoundCases> read(Folder folder) {
        SortedMap<String, Folder> images = new TreeMap<>();
        SortedMap<String, Folder> masks = new TreeMap<>();
        for (Path path : folder.folders()) {
            Matcher m = FOLDER.matcher(path.getFileName().toString());
            if (m.matches()) {
                put(
                        m.group(2) == null ? masks : images,
                        PartNames.of(m.group(1)),
                        Folder.of(path).unwrapped());
            }
        }
        SortedMap<String, FoundCases> parts = new TreeMap<>();
        images.forEach((part, inputs) -> Optional.ofNullable(masks.get(part))
                .ifPresent(truths -> parts.put(
                        part,
                        ImageMaskPairing.of(named(inputs, IMAGE), named(truths, MASK))
                                .withParts(c -> part))));
        return Optional.of(FoundCases.join(parts))
                .filter(found -> !found.cases().isEmpty());
    }

    private static void put(Map<String, Folder> folders, String part, Folder folder) {
        Folder other = folders.put(part, folder);
        if (other != null) {
            throw new BadFileException(
                    folder.path(),
                    "a second folder for the same part beside " + other.path(),
                    "keep one challenge and one size in the folder");
        }
    }

    private static List<Path> named(Folder folder, Pattern stem) {
        return folder.pictures().stream()
                .filter(p -> stem.matcher(Folder.stem(p)).matches())
                .toList();
    }
}
