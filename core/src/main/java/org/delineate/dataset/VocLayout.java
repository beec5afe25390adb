package org.delineate.dataset;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The folders of PASCAL VOC, as labelling programs write them: JPEGImages beside SegmentationClass; lists in
 * ImageSets/Segmentation are its published split.
 */
final class VocLayout {
    static final Layout LAYOUT = new Layout(
            "voc",
            "JPEGImages/<stem>.* with SegmentationClass/<stem>.png, and lists in ImageSets/Segmentation",
            VocLayout::read);

    private VocLayout() {}

    private static Optional<FoundCases> read(Folder folder) {
        Optional<Folder> images = folder.folder("JPEGImages");
        Optional<Folder> masks = Stream.of("SegmentationClass", "SegmentationClassPNG")
                .flatMap(name -> folder.folder(name).stream())
                .filter(f -> !f.pictures().isEmpty())
                .findFirst();
        if (images.isEmpty() || masks.isEmpty()) {
            return Optional.empty();
        }
        FoundCases found =
                ImageMaskPairing.of(images.get().pictures(), masks.get().pictures());
        return found.cases().isEmpty()
                ? Optional.empty()
                : Optional.of(withInstances(folder, withLists(folder, found)));
    }

    private static FoundCases withLists(Folder folder, FoundCases found) {
        Optional<Folder> lists = folder.folder("ImageSets").flatMap(f -> f.folder("Segmentation"));
        if (lists.isEmpty()) {
            return found;
        }
        PublishedSplits published = PublishedSplits.beside(lists.get(), new CaseLookup(found.cases()));
        return found.withLists(published.lists())
                .withRemarks(published.remarks())
                .withBesides(published.files());
    }

    /** Sets the masks aside that tell one object from the next: here all lesions are one class. */
    private static FoundCases withInstances(Folder folder, FoundCases found) {
        List<Path> instances = new ArrayList<>();
        folder.folder("SegmentationObject").ifPresent(f -> instances.addAll(f.pictures()));
        return instances.isEmpty()
                ? found
                : found.withBesides(instances)
                        .withRemarks(List.of("SegmentationObject is not read: its " + instances.size()
                                + " masks tell objects apart."));
    }
}
