package org.delineate.dataset;

import java.nio.file.Path;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.delineate.file.BadFileException;

/** Every part has two folders whose names tell part and content: train_images and train_masks, val_images and so on. */
final class PartFoldersLayout {
    static final Layout LAYOUT = new Layout(
            "part-folders",
            "{train,val,test}_images/<stem>.* with {train,val,test}_masks/<stem>[_mask].* (also images_train, "
                    + "masks_train)",
            PartFoldersLayout::read);
    private static final String PART = "(train(?:ing)?|val(?:id(?:ation)?)?|dev|test(?:ing)?)";
    private static final Pattern PART_FIRST = Pattern.compile("(?i)" + PART + "[ _-]?(.+)");
    private static final Pattern PART_LAST = Pattern.compile("(?i)(.+?)[ _-]?" + PART);

    private PartFoldersLayout() {}

    private static Optional<FoundCases> read(Folder folder) {
        SortedMap<String, Folder> images = new TreeMap<>();
        SortedMap<String, Folder> masks = new TreeMap<>();
        for (Path path : folder.folders()) {
            String name = path.getFileName().toString();
            Matcher first = PART_FIRST.matcher(name);
            Matcher last = PART_LAST.matcher(name);
            if (first.matches()) {
                put(images, masks, PartNames.of(first.group(1)), first.group(2), path);
            } else if (last.matches()) {
                put(images, masks, PartNames.of(last.group(2)), last.group(1), path);
            }
        }
        SortedMap<String, FoundCases> parts = new TreeMap<>();
        images.forEach((part, pictures) -> Optional.ofNullable(masks.get(part))
                .map(m -> ImageMaskPairing.of(pictures.pictures(), m.pictures()))
                .filter(found -> !found.cases().isEmpty())
                .ifPresent(found -> parts.put(part, found.withParts(c -> part))));
        return parts.isEmpty() ? Optional.empty() : Optional.of(FoundCases.join(parts));
    }

    private static void put(
            SortedMap<String, Folder> images, SortedMap<String, Folder> masks, String part, String content, Path path) {
        String word = ImagesMasksLayout.word(Path.of(content));
        SortedMap<String, Folder> which =
                ImagesMasksLayout.isImages(word) ? images : ImagesMasksLayout.isMasks(word) ? masks : null;
        Folder other = which == null ? null : which.put(part, Folder.of(path));
        if (other != null) {
            throw new BadFileException(
                    path,
                    "a second folder for the " + (which == images ? "pictures" : "masks") + " of " + part + " beside "
                            + other.path(),
                    "keep one of them, or list the pairs in a manifest.csv");
        }
    }
}
